/** @jsxImportSource . */
// Where the person writes: grows with the text, Enter sends, Shift+Enter breaks the line.
import type { KeptDraft } from "../core/outbox_storage";
import { SendIcon } from "./icons";
import type { Children, Ref } from "./jsx-runtime";
import type { Language } from "./language";

const LIMIT = 4_000;
const SHOW_COUNT_FROM = 3_600;
const TALLEST_PX = 144;
/** What browsers report while an input method is composing, where isComposing is already false again. */
const COMPOSING_KEY = 229;

interface ComposerNeeds {
  readonly language: Language;
  /** False: nobody could take it yet, keep it. */
  readonly onSend: (text: string) => boolean;
  readonly onTyping: () => void;
  readonly redraw: () => void;
}

export class Composer {
  readonly #needs: ComposerNeeds;
  readonly #input: Ref<HTMLTextAreaElement> = { current: null };
  #text = "";
  /** What the height fits; an empty input has the right one. */
  #fitted = "";
  /** Where this person's draft outlives the page. */
  #draft: KeptDraft | null = null;
  #full = false;
  /** The person has sent it, and nobody could take it yet. */
  #due = false;

  constructor(needs: ComposerNeeds) {
    this.#needs = needs;
  }

  /** null while nobody may write. */
  get input(): HTMLElement | null {
    return this.#input.current;
  }

  /** Puts words into the person's mouth; they decide whether to send them. */
  write(text: string): void {
    this.#text = text;
    if (this.#draft) this.#draft.text = text;
    this.#needs.redraw();
  }

  /** Somebody else's text goes when the person changes; what was typed before anybody was known stays. */
  takeUp(draft: KeptDraft | null): void {
    if (!draft || draft === this.#draft) return;
    const typed = this.#draft ? "" : this.#text;
    this.#draft = draft;
    this.#text = typed || draft.text;
    if (typed) draft.text = typed;
  }

  /** `full`: so much waits to be sent that no more is taken. */
  view(full: boolean): Children {
    this.#full = full;
    const { language } = this.#needs;
    const { texts } = language;
    const { length, over } = this.#measure();
    return (
      <form class="composer" part="composer" onsubmit={this.#send}>
        <div class="field">
          <textarea
            ref={this.#input}
            rows={1}
            value={this.#text}
            aria-label={texts.message}
            placeholder={texts.placeholder}
            enterkeyhint="send"
            dir={this.#text ? "auto" : language.dir}
            aria-invalid={`${over > 0}`}
            aria-describedby="count"
            oninput={this.#onInput}
            onkeydown={this.#onKeyDown}
          />
          <button
            type="submit"
            class="send"
            aria-label={texts.send}
            title={texts.send}
            disabled={!this.#sendable()}
          >
            <SendIcon />
          </button>
        </div>
        <p id="count" class={over > 0 ? "count over" : "count"} aria-live="polite">
          {full
            ? texts.full
            : over > 0
              ? language.count(texts.tooLong, over)
              : length >= SHOW_COUNT_FROM && `${language.number(length)} / ${language.number(LIMIT)}`}
        </p>
      </form>
    );
  }

  /** To be called after every drawing. */
  drawn(): void {
    const { current } = this.#input;
    if (!current || this.#fitted === this.#text) return;
    current.style.height = "auto";
    const { scrollHeight } = current;
    // In a closed panel nothing has a height.
    if (!scrollHeight) return;
    this.#fitted = this.#text;
    // Scrolled by touch only where there is something to scroll: else the page behind would.
    current.classList.toggle("tall", scrollHeight > TALLEST_PX);
    current.style.height = `${Math.min(scrollHeight, TALLEST_PX)}px`;
  }

  readonly #onInput = () => {
    const { current } = this.#input;
    if (!current) return;
    this.#due = false;
    this.write(current.value);
    if (this.#text.trim()) this.#needs.onTyping();
  };

  readonly #onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING_KEY)
      return;
    this.#send(event);
  };

  readonly #send = (event: Event) => {
    event.preventDefault();
    this.#due = this.#sendable();
    this.sendDue();
    if (!this.#text) this.input?.focus();
  };

  /** Until it is known who writes nobody can take it: then it goes as soon as that is known. */
  sendDue(): void {
    if (!this.#due) return;
    // Not due meanwhile: sending draws, and drawing comes by here.
    this.#due = false;
    if (this.#needs.onSend(this.#text)) this.write("");
    else this.#due = true;
  }

  #sendable(): boolean {
    const { length, over } = this.#measure();
    return length > 0 && over <= 0 && !this.#full;
  }

  #measure() {
    // The server counts characters, not UTF-16 units.
    const { length } = [...this.#text.trim()];
    return { length, over: length - LIMIT };
  }
}
