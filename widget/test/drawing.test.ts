// The panel's own drawing: what stays is the same node in the same place, and what goes leaves nothing.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Children, draw, jsx, type Ref } from "../src/panel/jsx-runtime";

/** As much of a document as drawing needs, which writes down every node that is put somewhere. */
let placed: FakeNode[] = [];

class FakeNode {
  parent: FakeElement | null = null;

  get nextSibling(): FakeNode | null {
    const siblings: FakeNode[] = this.parent?.children ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  remove(): void {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    this.parent = null;
  }
}

class FakeText extends FakeNode {
  data = "";
}

class FakeElement extends FakeNode {
  children: FakeNode[] = [];
  readonly attributes: Record<string, string> = {};

  constructor(
    readonly namespaceURI: string,
    readonly tag: string,
  ) {
    super();
  }

  get firstChild(): FakeNode | null {
    return this.children[0] ?? null;
  }

  insertBefore(node: FakeNode, next: FakeNode | null): void {
    placed.push(node);
    node.remove();
    node.parent = this;
    this.children.splice(next ? this.children.indexOf(next) : this.children.length, 0, node);
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  removeAttribute(name: string): void {
    delete this.attributes[name];
  }
}

const HTML = "http://www.w3.org/1999/xhtml";
let place: FakeElement;
const show = (...children: Children[]) => draw(place as unknown as Element, children);
const html = (node: FakeNode): string => {
  if (node instanceof FakeText) return node.data;
  const { tag, attributes, children } = node as FakeElement;
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
  return `<${tag}${written.join("")}>${children.map(html).join("")}</${tag}>`;
};
const shown = () => place.children.map(html).join("");

beforeEach(() => {
  vi.stubGlobal("Text", FakeText);
  vi.stubGlobal("document", {
    createElementNS: (space: string, tag: string) => new FakeElement(space, tag),
  });
  place = new FakeElement(HTML, "div");
  placed = [];
});
afterEach(() => vi.unstubAllGlobals());

describe("a drawing", () => {
  it("is elements, attributes and text", () => {
    const Word = ({ said }: { said: string }) => jsx("b", { children: said });
    show(
      jsx("p", {
        class: "a",
        hidden: true,
        title: undefined,
        children: ["x", jsx(Word, { said: "y" }), 0, false, null],
      }),
    );
    expect(shown()).toBe('<p class="a" hidden="">x<b>y</b>0</p>');
  });

  it("never takes text for anything else", () => {
    show("<img src=x onerror=alert(1)>");
    expect(place.children[0]).toBeInstanceOf(FakeText);
  });

  it("draws vector graphics as such, and what is beside them not", () => {
    show(jsx("p", { children: [jsx("svg", { children: jsx("path", { d: "M0 0" }) }), jsx("b", {})] }));
    const [svg, bold] = (place.children[0] as FakeElement).children as FakeElement[];
    expect(svg?.children[0]).toHaveProperty("namespaceURI", expect.stringMatching(/svg$/));
    expect(bold?.namespaceURI).toBe(HTML);
  });

  it("changes what has changed in the nodes that are there", () => {
    const heard: string[] = [];
    show(jsx("p", { class: "a", title: "t", onclick: () => heard.push("first"), children: "x" }));
    const [node] = place.children as FakeElement[];
    show(jsx("p", { class: "b", onclick: () => heard.push("second"), children: "y" }));
    expect(place.children[0]).toBe(node);
    expect(shown()).toBe('<p class="b">y</p>');
    (node as unknown as { onclick(): void }).onclick();
    expect(heard).toEqual(["second"]);
    expect(placed).toHaveLength(2);
  });

  it("leaves alone what is the very same drawing", () => {
    const same = jsx("p", { children: "x" });
    show(same);
    const text = (place.children[0] as FakeElement).children[0] as FakeText;
    text.data = "touched by nobody";
    show(same, jsx("b", {}));
    expect(shown()).toBe("<p>touched by nobody</p><b></b>");
  });

  it("overrules what the person has typed only by other words", () => {
    show(jsx("input", { value: "a" }));
    const input = place.children[0] as unknown as { value: string };
    input.value = "ab";
    show(jsx("input", { value: "a", class: "x" }));
    expect(input.value).toBe("ab");
    show(jsx("input", { value: "" }));
    expect(input.value).toBe("");
  });

  it("tells where its nodes are, and when they are gone", () => {
    const ref: Ref<Element> = { current: null };
    show(jsx("p", { children: jsx("b", { ref }) }));
    expect(ref.current).toBe((place.children[0] as FakeElement).children[0]);
    show(false);
    expect([ref.current, shown()]).toEqual([null, ""]);
  });

  it("moves nothing when something comes in before, between or after, or goes", () => {
    const rows = (...names: string[]) => names.map((name) => jsx("li", { id: name }, name));
    show(rows("b", "d"), jsx("p", {}));
    for (const names of [["a", "b", "d"], ["a", "b", "c", "d"], ["b", "c", "d", "e"], ["e"], ["d", "e"]]) {
      const before = new Set(place.children);
      placed = [];
      show(rows(...names), jsx("p", {}));
      expect(shown()).toBe(`${names.map((name) => `<li id="${name}"></li>`).join("")}<p></p>`);
      expect(placed.filter((node) => before.has(node))).toEqual([]);
    }
  });

  it("comes out right from any order into any other, with every named node kept", () => {
    let random = 7;
    const next = (below: number) => {
      random = (random * 48_271) % 2_147_483_647;
      return random % below;
    };
    for (let round = 0; round < 300; round++) {
      const names = [..."abcdefghij"].filter(() => next(3) > 0).sort(() => next(3) - 1);
      const nodes = new Map((place.children as FakeElement[]).map((node) => [node.attributes.id, node]));
      show(names.map((name) => jsx("li", { id: name }, name)));
      expect((place.children as FakeElement[]).map((node) => node.attributes.id)).toEqual(names);
      for (const node of place.children as FakeElement[])
        expect(nodes.get(node.attributes.id) ?? node).toBe(node);
    }
  });
});
