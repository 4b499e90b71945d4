// Follows the newest message unless the person reads further up, and keeps their place when history is put in above.

const NEAR_PX = 80;

/** What the list shows now. */
export interface Content {
  readonly firstKey: string | undefined;
  readonly lastKey: string | undefined;
  readonly lastIsOwn: boolean;
}

export class Scrolling {
  readonly #element: HTMLElement;
  readonly #observer: ResizeObserver;
  #following = true;
  #before: Partial<Content> & { height: number } = { height: 0 };

  constructor(element: HTMLElement) {
    this.#element = element;
    // The keyboard, a growing input or another window size must not push the newest message out of view.
    this.#observer = new ResizeObserver(() => this.#following && this.toEnd());
    this.#observer.observe(element);
  }

  get following(): boolean {
    return this.#following;
  }

  get atTop(): boolean {
    return this.#element.scrollTop < NEAR_PX;
  }

  toEnd(): void {
    this.#follow(true);
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#element;
    this.#follow(scrollHeight - scrollTop - clientHeight < NEAR_PX);
  }

  /** The list was drawn. True: something new is out of view. */
  drawn(content: Content): boolean {
    const element = this.#element;
    const { firstKey, lastKey, height } = this.#before;
    // Hidden panels have no height to scroll.
    if (!element.clientHeight) return false;
    const isNew = lastKey !== content.lastKey;
    const grownAbove = firstKey !== content.firstKey && !isNew && height > 0;
    if (grownAbove && !this.#following) element.scrollTop += element.scrollHeight - height;
    else if (this.#following || (isNew && content.lastIsOwn)) this.toEnd();
    this.#before = { ...content, height: element.scrollHeight };
    return isNew && !this.#following;
  }

  end(): void {
    this.#observer.disconnect();
  }

  /** Who reads further up is not read what comes in above or below; the way back to the newest is announced instead. */
  #follow(following: boolean): void {
    this.#following = following;
    this.#element.setAttribute("aria-live", following ? "polite" : "off");
  }
}
