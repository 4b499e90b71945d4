// Keys work from where the focus is. Where what had it is taken away (a chat that was archived, a button that is no
// longer offered), it must not be nowhere: whoever has no mouse would begin at the top of the page.
import { useEffect } from "preact/hooks";

/** Where to go instead, the best first: the open chat's row, any row, the heading of a page, the conversation. Never a
 * field one writes in: the next letter is meant as a shortcut. */
const PLACES = [
  "a[data-chat-id][aria-current=true]",
  "a[data-chat-id][tabindex='0']",
  "#page-title",
  ".thread [role=log]",
  ".rail a[aria-current=page]",
];

export function useKeptFocus(): void {
  useEffect(() => {
    let last: Element | null = null;
    let around: HTMLElement | null = null;
    // Whoever points has no place to lose, and on a phone a field with the focus brings up its keyboard.
    let byKeys = false;
    const note = ({ target }: FocusEvent) => {
      last = target instanceof Element ? target : null;
      around = last?.parentElement?.closest<HTMLElement>("[tabindex]") ?? null;
    };
    const hand = ({ type }: Event) => {
      byKeys = type === "keydown";
    };
    const look = () => {
      const { activeElement, body } = document;
      if (byKeys && isGone(last) && (!activeElement || activeElement === body)) goElsewhere(around);
    };
    const changes = new MutationObserver((records) => {
      const wasMoved = records.some(({ removedNodes }) =>
        [...removedNodes].some((node) => node.contains(last)),
      );
      // A row that changes its place in the list loses the focus on the way.
      if (byKeys && wasMoved && !isGone(last) && document.activeElement === document.body) {
        (last as HTMLElement | null)?.focus({ preventScroll: true });
      }
      // After the frame in which the browser itself finds that the focus has nowhere to be.
      if (isGone(last)) requestAnimationFrame(() => setTimeout(look));
    });
    changes.observe(document.body, { subtree: true, childList: true, attributeFilter: ["disabled"] });
    const listened = [
      ["keydown", hand],
      ["pointerdown", hand],
      ["focusin", note],
    ] as const;
    for (const [type, hear] of listened) document.addEventListener(type, hear as EventListener, true);
    return () => {
      changes.disconnect();
      for (const [type, hear] of listened) document.removeEventListener(type, hear as EventListener, true);
    };
  }, []);
}

function isGone(element: Element | null): boolean {
  return element !== null && (!element.isConnected || element.matches(":disabled"));
}

/** To what it stood in, as a conversation, if that is still there. */
function goElsewhere(around: HTMLElement | null): void {
  const places = [around, ...PLACES.map((place) => document.querySelector<HTMLElement>(place))];
  const found = places.find((place) => place?.isConnected && place.checkVisibility());
  found?.focus({ preventScroll: true });
  // The row may be far from where the list was scrolled to; what is in view already stays where it is.
  found?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
