// Under which names a browser keeps a visitor, and whether there is one: a look that writes nothing.
import type { Shelf } from "../core/outbox_storage";

/** The visitor's token lies here. */
export const visitorKey = (apiUrl: string): string => `support-chat ${apiUrl} visitor`;

/** What a visitor has not sent lies under this; the colon keeps it apart from a person whose name is "visitor". */
export const visitorOwner = (apiUrl: string): string => `${visitorKey(apiUrl)}:`;

/** A visitor was here, or wrote something that is still here. */
export function visitorLeft({ storage }: Shelf, apiUrl: string): boolean {
  try {
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    return keys.some((key) => key === visitorKey(apiUrl) || key.startsWith(`${visitorOwner(apiUrl)}/`));
  } catch {
    return false;
  }
}
