// What elements are made of; where there are none, as on a server, something that can be named and not used.
export const ElementBase: typeof HTMLElement = globalThis.HTMLElement ?? class {};
