// A modal dialog: the browser keeps the focus in it, Escape and a click beside it close it, the focus goes back.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

interface DialogProps {
  name: string;
  class: string;
  onClose(): void;
  children: ComponentChildren;
}

export function Dialog({ name, class: className, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const leaving = useRef(false);
  // Before the next key: what is typed at once is meant for the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      // As long as it is open nothing beside it takes the focus.
      leaving.current = true;
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the dialog itself
    <dialog
      ref={dialog}
      class={`dialog ${className}`}
      aria-label={name}
      onClose={() => leaving.current || onClose()}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {children}
    </dialog>
  );
}
