/** @jsxImportSource react */
// Our own widget on a page that React draws: there while the component is, and gone with it.
import { boot } from "@support-chat/widget";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const { siteUrl = "", tokenUrl = "" } = document.body.dataset;

function SupportChat() {
  const [unread, setUnread] = useState(0);
  useEffect(() => {
    const widget = boot({ siteUrl, tokenUrl, title: "Ask us", launcher: "#ask" });
    widget.on("unread", setUnread);
    return () => widget.destroy();
  }, []);
  return (
    <button type="button" id="ask">
      Ask us{unread > 0 && ` (${unread})`}
    </button>
  );
}

function Page() {
  const [inside, setInside] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setInside(!inside)}>
        {inside ? "Leave" : "Enter"}
      </button>
      {inside && <SupportChat />}
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
