// What JSX becomes here: a few nodes that are compared with what is drawn. A framework would weigh more than the panel may.
// Components are plain functions; what lives longer than one drawing lives in classes around them.

export interface Ref<E extends Element> {
  current: E | null;
}

export type Children = Drawing | string | number | false | null | undefined | readonly Children[];

export interface Drawing {
  readonly tag: string;
  readonly props: Props;
  /** Tells siblings apart; otherwise their place does. */
  readonly key: string | undefined;
}

interface Props {
  readonly children?: Children;
  readonly ref?: Ref<Element>;
  readonly [name: string]: unknown;
}

/** The attributes every element takes; listeners are named as the DOM names them. */
interface Attributes {
  readonly key?: string;
  readonly children?: Children;
  readonly ref?: Ref<Element>;
  readonly [attribute: string]: Children | Ref<Element> | boolean | ((event: never) => void);
}

export declare namespace JSX {
  type Element = Children;
  type ElementType = string | ((props: never) => Children);
  interface ElementChildrenAttribute {
    children: Children;
  }
  interface IntrinsicElements {
    [tag: string]: Attributes;
  }
}

type Component<P> = (props: P) => Children;

export function jsx<P extends Props>(type: string | Component<P>, props: P, key?: string): Children {
  return typeof type === "string" ? { tag: type, props, key } : type(props);
}

export { jsx as jsxs };

/** What stands where: the drawing it was made from, and its node. */
interface Drawn {
  readonly drawing: Drawing | string;
  readonly node: Node;
}

const drawn = new WeakMap<Node, Map<string, Drawn>>();
const NOTHING: ReadonlyMap<string, Drawn> = new Map();

/** Makes the children of an element what they should be; nodes that stay are not moved, so that focus and position stay. */
export function draw(parent: Element, children: Children): void {
  const before = drawn.get(parent) ?? NOTHING;
  const wanted = new Map<string, Drawing | string>();
  list(children, "", wanted);
  for (const [name, { drawing, node }] of before) {
    if (wanted.has(name)) continue;
    (node as ChildNode).remove();
    forget(drawing, node);
  }
  const after = new Map<string, Drawn>();
  let next = parent.firstChild;
  for (const [name, drawing] of wanted) {
    const old = before.get(name);
    const node = old?.node ?? create(parent, drawing);
    if (old?.drawing !== drawing) update(node, drawing, old?.drawing);
    after.set(name, { drawing, node });
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  drawn.set(parent, after);
}

/** Flat and named: what has the same name, and so the same kind, before and after is the same node. */
function list(children: Children, place: string, into: Map<string, Drawing | string>): void {
  if (Array.isArray(children)) {
    for (const [at, child] of children.entries()) list(child, `${place}.${at}`, into);
  } else if (typeof children === "object" && children) {
    const { key, tag } = children as Drawing;
    into.set(`${key ?? place}<${tag}`, children as Drawing);
  } else if (children || children === 0) into.set(place, `${children}`);
}

function create(parent: Element, drawing: Drawing | string): Node {
  if (typeof drawing === "string") return new Text();
  const { tag } = drawing;
  const space = tag === "svg" ? "http://www.w3.org/2000/svg" : parent.namespaceURI;
  return document.createElementNS(space, tag);
}

function update(node: Node, drawing: Drawing | string, before: Drawing | string | undefined): void {
  if (typeof drawing === "string") {
    (node as Text).data = drawing;
    return;
  }
  const old: Props = before ? (before as Drawing).props : {};
  const { props } = drawing;
  for (const name in { ...old, ...props }) {
    if (name !== "children" && name !== "ref" && old[name] !== props[name])
      set(node as Element, name, props[name]);
  }
  draw(node as Element, props.children);
  if (props.ref) props.ref.current = node as Element;
}

function set(element: Element, name: string, value: unknown): void {
  // What the person has typed is the input's own; it is only overruled by something else.
  if (/^on|^value$/.test(name)) {
    const properties = element as unknown as Record<string, unknown>;
    if (properties[name] !== value) properties[name] = value ?? null;
  } else if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : `${value}`);
}

function forget(drawing: Drawing | string, node: Node): void {
  if (typeof drawing === "string") return;
  if (drawing.props.ref) drawing.props.ref.current = null;
  for (const inner of drawn.get(node)?.values() ?? []) forget(inner.drawing, inner.node);
}
