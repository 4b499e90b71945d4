/** @jsxImportSource react */
// The conversation in React's hands: the hook brings state and commands, the page draws them as it likes.
import type { Message } from "@support-chat/widget/client";
import { useSupportChat } from "@support-chat/widget/react";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const { siteUrl = "", tokenUrl = "" } = document.body.dataset;

function Chat() {
  const { state, chat } = useSupportChat({ siteUrl, tokenUrl });
  const [text, setText] = useState("");
  const { messages, outgoing, seenSeq } = state;

  useEffect(() => {
    if (messages.length > 0) chat.markRead();
  }, [chat, messages]);

  return (
    <section aria-label="Chat">
      <p role="status">{state.typing ? "typing" : state.status}</p>
      <ol>
        {messages.map((message: Message) => (
          <li key={message.id} data-from={message.sender_type} data-seen={message.seq <= seenSeq}>
            {message.content}
          </li>
        ))}
        {outgoing.map((message) => (
          <li key={message.clientMessageId} data-from="user" data-state={message.state}>
            {message.content}
          </li>
        ))}
      </ol>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chat.send(text)) setText("");
        }}
      >
        <input
          aria-label="Message"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            chat.typing();
          }}
        />
        <button type="submit">Send</button>
      </form>
    </section>
  );
}

function Page() {
  const [inside, setInside] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setInside(!inside)}>
        {inside ? "Leave" : "Enter"}
      </button>
      {inside && <Chat />}
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
