// "Where do we reach you?": asked once of visitors who have written, at the moment it helps them. Few ever need this chunk.
import type { Texts } from "../languages/texts";

interface Asking {
  readonly texts: Texts;
  /** Fails as the server does. */
  readonly save: (email: string) => Promise<void>;
  /** Answered or not: the focus goes on to where the person writes. */
  readonly done: () => void;
}

/** It is there to catch slips; the server decides. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/;

export function askEmail(place: HTMLElement, { texts, save, done }: Asking): void {
  const title = make("strong", { id: "ask" }, texts.emailTitle);
  const note = make("p", {}, title, ` ${texts.emailNote}`);
  const field = make("input", {
    type: "email",
    name: "email",
    autocomplete: "email",
    enterkeyhint: "done",
    maxlength: "254",
    "aria-label": texts.email,
    placeholder: texts.email,
    "aria-describedby": "fault",
  });
  const button = make("button", { class: "plain" }, texts.emailSave);
  const fault = make("p", { class: "over", id: "fault" });
  const skip = make("button", { type: "button", class: "link" }, texts.emailSkip);
  const row = make("div", { class: "row" }, field, button);
  const attributes = { class: "notice ask", part: "email", novalidate: "", "aria-labelledby": "ask" };
  const form = make("form", attributes, note, row, fault, skip);

  const tell = (words: string) => {
    fault.textContent = words;
    field.setAttribute("aria-invalid", `${words !== ""}`);
    if (words) field.focus();
  };
  const send = async (email: string) => {
    if (!ADDRESS.test(email)) return tell(texts.emailInvalid);
    button.disabled = true;
    try {
      await save(email);
      // Isolated: an address runs from left to right in any sentence.
      const thanks = texts.emailSaved.replace("{email}", () => `\u2068${email}\u2069`);
      form.replaceWith(make("p", { class: "notice" }, thanks));
      done();
    } catch (reason) {
      const { status } = (reason ?? {}) as { status?: number };
      tell(status === 422 ? texts.emailInvalid : texts.emailFailed);
    }
    button.disabled = false;
  };

  form.onsubmit = (event) => {
    event.preventDefault();
    void send(field.value.trim());
  };
  field.oninput = () => tell("");
  skip.onclick = () => {
    form.remove();
    done();
  };
  place.replaceChildren(form);
}

function make<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
