// As Botpress documents its React components: the webchat, and the button that opens it.
import "./node_modules/@botpress/webchat/dist/style.css";
import { Fab, Webchat } from "@botpress/webchat";
import { useState } from "react";
import { createRoot } from "react-dom/client";

const API = `${location.origin}/backend/botpress`;
const WINDOW = { width: "400px", height: "600px", position: "fixed", bottom: "90px", right: "20px" };
const BUTTON = { width: "64px", height: "64px", position: "fixed", bottom: "20px", right: "20px" };

function App() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Webchat clientId="support" apiUrl={API} style={{ ...WINDOW, display: open ? "flex" : "none" }} />
      <Fab onClick={() => setOpen(!open)} style={BUTTON} />
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("div"))).render(<App />);
