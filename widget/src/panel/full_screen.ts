// On a phone the panel is the page: it fits what the keyboard leaves of the screen, and the focus stays in it.

/** The style sheet says the same. */
export const FULL_SCREEN = "(max-width: 480px), (max-height: 420px)";

/** Browsers move or cover what is fixed when the keyboard comes up; only the visual viewport knows what is left. */
export function followKeyboard({ style }: HTMLElement, signal: AbortSignal): void {
  const viewport = window.visualViewport;
  const fit = () => {
    // Somebody who has zoomed in wants to see a part of it, not a small panel.
    if (!viewport || viewport.scale > 1.05) return;
    style.setProperty("--top", `${viewport.offsetTop}px`);
    style.setProperty("--height", `${viewport.height}px`);
  };
  viewport?.addEventListener("resize", fit, { signal });
  viewport?.addEventListener("scroll", fit, { signal });
  fit();
}

/** What Tab would leave behind the panel stays in it. */
export function keepFocus(frame: HTMLElement, event: KeyboardEvent): void {
  const stops = [
    ...frame.querySelectorAll<HTMLElement>("a, button:enabled, input, textarea, [tabindex='0']"),
  ];
  const [first, last] = [stops[0], stops.at(-1)];
  const focused = (frame.getRootNode() as ShadowRoot).activeElement;
  const leaving = event.shiftKey ? focused === first || focused === frame : focused === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
