// As its readme embeds it.
import "react-chat-widget/lib/styles.css";
import { Widget } from "react-chat-widget";
import { render } from "react-dom";

render(<Widget handleNewUserMessage={() => {}} />, document.body.appendChild(document.createElement("div")));
