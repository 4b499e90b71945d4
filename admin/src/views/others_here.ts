// "Ben is viewing", "Ana and Ben are writing a reply": the colleagues at one chat, in words.
import { inLanguage, say } from "../languages/words";
import type { Colleague } from "../presence";

export function othersHere(colleagues: readonly Colleague[] | undefined): string | null {
  if (!colleagues || colleagues.length === 0) return null;
  const typing = colleagues.filter((colleague) => colleague.typing);
  const told = typing.length > 0 ? typing : colleagues;
  const names = new Intl.ListFormat(inLanguage().tag).format(told.map(({ name }) => name));
  if (typing.length > 0) return say(told.length === 1 ? "isReplying" : "areReplying", { names });
  return say(told.length === 1 ? "isViewing" : "areViewing", { names });
}
