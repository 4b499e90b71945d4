// What may be said with boot, update and data-*. One table: it checks what a page gives, and docs/widget.md is held to it.
import type { OptionChanges, Options } from "../contract";

const TEXT = "[^]+";
const FLAG = "true|false|";
const PIXELS = "\\d+";
const INTEGER = "-?\\d+";
const OBJECT = "\\[object Object]";
const COLOR = "a color";
const SELECTOR = "a selector";

export const OPTIONS: Record<keyof Options, string> = {
  token: TEXT,
  tokenUrl: TEXT,
  apiUrl: TEXT,
  title: TEXT,
  greeting: TEXT,
  language: TEXT,
  texts: OBJECT,
  theme: "auto|light|dark",
  accent: COLOR,
  onAccent: COLOR,
  position: "right|left",
  offsetX: PIXELS,
  offsetY: PIXELS,
  zIndex: INTEGER,
  launcher: SELECTOR,
  visitors: FLAG,
  context: FLAG,
  sound: FLAG,
  notifications: FLAG,
  titleCount: FLAG,
};

/** What a page's developer is told, where it is not the choice as it stands. */
const IN_WORDS: Record<string, string> = {
  [FLAG]: "true or false",
  [PIXELS]: "a number of pixels",
  [INTEGER]: "a whole number",
  [OBJECT]: "an object",
};

function fits(kind: string, value: string): boolean {
  if (kind === COLOR) return CSS.supports("color", value);
  // ":not", because a list is allowed, and must be right as a whole.
  if (kind === SELECTOR) return CSS.supports(`selector(:not(${value}))`);
  return RegExp(`^(${kind})$`).test(value);
}

/** What is right of what was given; `fail` is told of the rest. A script tag carries other people's attributes as well. */
export function checked(given: object, fail: (message: string) => void, others: object = {}): OptionChanges {
  const right: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const kind = OPTIONS[name as keyof Options];
    const text = `${value ?? ""}`;
    if (!kind) name in others || fail(`there is no option "${name}"`);
    // Nothing takes an option back to what it is by itself; an attribute without a value is a yes.
    else if (value == null || (!text && kind !== FLAG)) right[name] = undefined;
    else if (!fits(kind, text)) fail(`the option "${name}" has to be ${inWords(kind)}, and is "${text}"`);
    else right[name] = kind === FLAG ? text !== "false" : value;
  }
  return right;
}

function inWords(kind: string): string {
  return IN_WORDS[kind] ?? kind.replaceAll("|", " or ");
}
