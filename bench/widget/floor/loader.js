// The least that draws a chat's button as a custom element would, and opens a panel when it is pressed: what ours is
// held against. It has no options, no languages, no events and no unread messages.
const base = new URL(".", document.currentScript.src);
const host = document.createElement("div");
const root = host.attachShadow({ mode: "open" });
root.innerHTML = `<style>:host{all:initial;position:fixed;right:20px;bottom:20px;z-index:2147483000}button{all:unset;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:#4f46e5;color:#fff;cursor:pointer;box-shadow:0 4px 16px #0004}button:focus-visible{outline:2px solid;outline-offset:3px}</style><button aria-label="Chat" aria-expanded="false"><svg width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M3 19V7a4 4 0 0 1 4-4h10a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4H6z"/></svg></button>`;
const button = root.querySelector("button");
const panel = () => import(`${base}panel.js`);
button.onpointerenter = button.onfocus = () => void panel();
button.onclick = () => panel().then(({ toggle }) => toggle(root, button));
document.documentElement.append(host);
