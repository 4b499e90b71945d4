/** @jsxImportSource . */
// The panel's head: whose chat this is, whether messages get through, and how soon they are answered.
import type { ConnectionStatus, ReplyTime } from "../core/types";
import { BellIcon, MinimizeIcon } from "./icons";
import type { Children } from "./jsx-runtime";
import type { Language } from "./language";

interface HeaderProps {
  readonly language: Language;
  readonly title: string;
  readonly status: ConnectionStatus | null;
  readonly replyTime: ReplyTime | null;
  /** null: there is nothing to ask the person for. */
  readonly onNotify: (() => void) | null;
  readonly onMinimize: () => void;
}

export function Header({ language, title, status, replyTime, onNotify, onMinimize }: HeaderProps) {
  const { texts } = language;
  return (
    <header part="header">
      <div class="heading">
        <h2 id="title">{title}</h2>
        {status && (
          <p class="status" role="status" data-status={status}>
            <span class="dot" part="dot" data-status={status} />
            {texts[(status === "connected" && replyTime) || status]}
          </p>
        )}
      </div>
      {onNotify && (
        <Quiet label={texts.notify} onclick={onNotify}>
          <BellIcon />
        </Quiet>
      )}
      <Quiet label={texts.minimize} onclick={onMinimize}>
        <MinimizeIcon />
      </Quiet>
    </header>
  );
}

function Quiet({ label, onclick, children }: { label: string; onclick: () => void; children?: Children }) {
  return (
    <button type="button" class="quiet" aria-label={label} title={label} onclick={onclick}>
      {children}
    </button>
  );
}
