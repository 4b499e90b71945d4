// The number of unread messages in front of the page's title, for as long as there are any.

/** Of the document only what is needed, so that it can be tried without one. */
export interface TitledPage {
  readonly head: ParentNode & Node;
}

export class TitleCount {
  readonly #page: TitledPage;
  readonly #observer: MutationObserver;
  #count = 0;
  #element: Element | null = null;
  /** The page's own text, exactly, and what we made of it. */
  #own = "";
  #ours = "";

  constructor(page: TitledPage = document) {
    this.#page = page;
    this.#observer = new MutationObserver(() => this.#put());
  }

  show(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    if (count > 0) {
      this.#put();
      // Pages change their title, or replace the whole element when they navigate.
      this.#observer.observe(this.#page.head, { childList: true, characterData: true, subtree: true });
    } else {
      this.#observer.disconnect();
      if (this.#element?.textContent === this.#ours) this.#element.textContent = this.#own;
      this.#element = null;
    }
  }

  #put(): void {
    const element = this.#page.head.querySelector("title");
    // A page without a title has nothing to be put in front of.
    if (!element) return;
    const text = element.textContent ?? "";
    const prefix = `(${this.#count}) `;
    if (element !== this.#element || text !== this.#ours) {
      // The page's new words may be made from the old ones, ours among them.
      this.#own = text.replace(/^\(\d+\) /, (found) => (this.#ours.startsWith(found) ? "" : found));
      this.#element = element;
    }
    this.#ours = prefix + this.#own;
    if (text !== this.#ours) element.textContent = this.#ours;
  }
}
