// The conversation without any framework: subscribe, and draw again whenever something changes.
import { type ChatState, createSupportChat } from "@support-chat/widget/client";

const { siteUrl = "", tokenUrl = "" } = document.body.dataset;
const chat = createSupportChat({ siteUrl, tokenUrl });

const main = document.body.appendChild(document.createElement("main"));
main.innerHTML = `
  <button type="button">Leave</button>
  <section aria-label="Chat">
    <p role="status"></p>
    <ol></ol>
    <form><input aria-label="Message"><button type="submit">Send</button></form>
  </section>`;
const find = <E extends Element>(selector: string): E => main.querySelector(selector) as E;
const [turn, status, list] = [find<HTMLButtonElement>("button"), find("p"), find("ol")];
const [section, form, input] = [find<HTMLElement>("section"), find("form"), find<HTMLInputElement>("input")];

function draw({ messages, outgoing, seenSeq, typing, status: connection }: ChatState): void {
  status.textContent = typing ? "typing" : connection;
  const stored = messages.map(({ seq, sender_type, content }) =>
    item(content, { from: sender_type, seen: `${seq <= seenSeq}` }),
  );
  const waiting = outgoing.map(({ state, content }) => item(content, { from: "user", state }));
  list.replaceChildren(...stored, ...waiting);
}

function item(content: string, data: Record<string, string>): HTMLLIElement {
  const element = document.createElement("li");
  element.textContent = content;
  Object.assign(element.dataset, data);
  return element;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (chat.send(input.value)) input.value = "";
});
input.addEventListener("input", () => chat.typing());
chat.subscribe(() => draw(chat.getState()));
chat.on("message", () => chat.markRead());

let stop: (() => void) | null = chat.start();
turn.addEventListener("click", () => {
  section.hidden = stop !== null;
  turn.textContent = stop ? "Enter" : "Leave";
  stop?.();
  stop = stop ? null : chat.start();
});
