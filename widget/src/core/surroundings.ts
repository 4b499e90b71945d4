// What the core needs to know of the page: is it online, is it looked at, what can it keep, and when that changes.
import type { Shelf } from "./outbox_storage";
import type { MessageContext } from "./types";

/** What the server takes. */
const LONGEST_ADDRESS = 2_000;
const LONGEST_TITLE = 200;

export interface Surroundings {
  online(): boolean;
  visible(): boolean;
  /** Called on every change of either; returns its own undo. */
  onChange(listener: (change: "online" | "offline" | "visible" | "hidden") => void): () => void;
}

/** Somewhere that is always online and looked at: tests, and hosts without a page. */
export const plainSurroundings: Surroundings = {
  online: () => true,
  visible: () => true,
  onChange: () => () => {},
};

/** This and what follows are the only places in the core that touch the DOM; whoever has a page passes them in. */
export function browserSurroundings(page: Window & typeof globalThis = window): Surroundings {
  const visible = () => page.document.visibilityState === "visible";
  return {
    online: () => page.navigator.onLine,
    visible,
    onChange(listener) {
      const undo = new AbortController();
      const { signal } = undo;
      page.addEventListener("online", () => listener("online"), { signal });
      page.addEventListener("offline", () => listener("offline"), { signal });
      // A page restored from the back/forward cache slept, whatever its visibility says.
      page.addEventListener("pageshow", (event) => event.persisted && listener("online"), { signal });
      page.document.addEventListener("visibilitychange", () => listener(visible() ? "visible" : "hidden"), {
        signal,
      });
      return () => undo.abort();
    },
  };
}

/** null where the browser keeps nothing: storage is blocked, or was never there. */
export function browserShelf(page: Window & typeof globalThis = window): Shelf | null {
  try {
    const storage = page.localStorage;
    // Some browsers hand it out and refuse every use of it.
    storage.getItem("");
    return {
      storage,
      locks: page.navigator.locks ?? null,
      onChange(listener) {
        const undo = new AbortController();
        const heard = ({ key, storageArea }: StorageEvent) => storageArea === storage && listener(key);
        page.addEventListener("storage", heard, { signal: undo.signal });
        return () => undo.abort();
      },
    };
  } catch {
    return null;
  }
}

/** Where the person is, without what an address may carry of theirs: query and fragment stay here. */
export function pageContext({ document, location, navigator }: Window = window): MessageContext {
  const page = location.origin + location.pathname;
  // Whole characters: half of one is no text to the server.
  const title = [...document.title.replace(/\p{Surrogate}/gu, "")].slice(0, LONGEST_TITLE).join("");
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    ...(/^https?:/.test(page) && page.length <= LONGEST_ADDRESS ? { page } : {}),
    ...(title ? { title } : {}),
    ...(navigator.language ? { language: navigator.language } : {}),
    ...(timeZone ? { time_zone: timeZone } : {}),
  };
}
