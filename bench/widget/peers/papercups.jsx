// As Papercups documents its React component. The conversation is an application of its own in a frame, which is on no
// registry: backend/papercups.html stands for it, and costs nothing.
import { ChatWidget } from "@papercups-io/chat-widget";
import { render } from "react-dom";

render(
  <ChatWidget
    token="eb504736-0f20-4978-98ff-1a82ae60b266"
    baseUrl={`${location.origin}/backend/papercups`}
    iframeUrlOverride={`${location.origin}/papercups.html`}
  />,
  document.body.appendChild(document.createElement("div")),
);
