// The number in the title comes, follows what the page does to its title, and leaves no trace.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TitleCount, type TitledPage } from "../src/panel/title_count";

/** A page's head with one title; whoever observes it hears of changes a microtask later, as from a browser. */
class Page {
  readonly observers = new Set<() => void>();
  #title: { textContent: string } | null = null;

  constructor(text: string | null) {
    if (text !== null) this.replace(text);
  }

  readonly head = { querySelector: () => this.#title };

  replace(text: string): void {
    let content = text;
    const changed = () => this.changed();
    this.#title = {
      get textContent() {
        return content;
      },
      set textContent(value: string) {
        content = value;
        changed();
      },
    };
    this.changed();
  }

  set text(text: string) {
    if (this.#title) this.#title.textContent = text;
  }

  get text(): string | undefined {
    return this.#title?.textContent;
  }

  changed(): void {
    for (const observer of this.observers) queueMicrotask(() => this.observers.has(observer) && observer());
  }
}

let page: Page;
const settle = () => new Promise((done) => setTimeout(done));
const begin = (text: string | null) => {
  page = new Page(text);
  return new TitleCount(page as unknown as TitledPage);
};

beforeEach(() => {
  vi.stubGlobal(
    "MutationObserver",
    class {
      constructor(readonly heard: () => void) {}
      observe() {
        page.observers.add(this.heard);
      }
      disconnect() {
        page.observers.delete(this.heard);
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

describe("the number of unread messages", () => {
  it("stands before the title and leaves it as it was, to the last space", async () => {
    const count = begin("\n  Tents &  more ");
    count.show(1);
    count.show(3);
    await settle();
    expect(page.text).toBe("(3) \n  Tents &  more ");
    count.show(0);
    expect(page.text).toBe("\n  Tents &  more ");
    expect(page.observers.size).toBe(0);
  });

  it("follows a page that changes its title", async () => {
    const count = begin("Tents");
    count.show(2);
    page.text = "Stoves";
    await settle();
    expect(page.text).toBe("(2) Stoves");
    count.show(0);
    expect(page.text).toBe("Stoves");
  });

  it("follows a page that replaces the whole element", async () => {
    const count = begin("Tents");
    count.show(2);
    page.replace("Stoves");
    await settle();
    expect(page.text).toBe("(2) Stoves");
    count.show(0);
    expect(page.text).toBe("Stoves");
  });

  it("is not counted twice when the page builds on what it finds", async () => {
    const count = begin("Tents");
    count.show(2);
    page.text = `${page.text} (sale)`;
    await settle();
    expect(page.text).toBe("(2) Tents (sale)");
  });

  it("leaves a number of the page's own alone", async () => {
    const count = begin("(7) Mails");
    count.show(2);
    await settle();
    expect(page.text).toBe("(2) (7) Mails");
    count.show(0);
    expect(page.text).toBe("(7) Mails");
  });

  it("is not put anywhere where there is no title", () => {
    const count = begin(null);
    count.show(2);
    count.show(0);
    expect(page.text).toBeUndefined();
  });

  it("gives back what the page has written in the very moment it was read", () => {
    const count = begin("Tents");
    count.show(2);
    page.text = "Stoves";
    count.show(0);
    expect(page.text).toBe("Stoves");
  });
});
