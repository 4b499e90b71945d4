// The audit list: a month, its lines as sentences, and further pages by a button.
import { useEffect, useState } from "preact/hooks";
import { type AuditEntry, AuditLog, type AuditState, monthBeside, monthOf, sentenceOf } from "../audit";
import { nameOf, shortId } from "../customer";
import type { Desk } from "../desk";
import { formatDate, say } from "../languages/words";
import { hashOfChat } from "../route";
import { fullTime } from "../time";
import { AlertIcon, BackIcon } from "./icons";
import { useObserved } from "./observe";
import { AdminsOnly } from "./page_frame";
import { AuditIcon } from "./page_icons";
import type { PageProps } from "./pages";

const MONTH = { month: "long", year: "numeric", timeZone: "UTC" } as const;
const MOMENT = { dateStyle: "medium", timeStyle: "short" } as const;

export default function AuditListPage({ desk }: PageProps) {
  const [log] = useState(() => new AuditLog(desk.api, Date.now()));
  const state = useObserved(log);
  useEffect(() => void log.show(monthOf(Date.now())), [log]);
  if (state.error?.status === 403) return <AdminsOnly />;
  return (
    <div class="audit" aria-busy={state.phase === "loading"}>
      <p class="audit-note">{say("auditNote")}</p>
      <MonthChoice month={state.month} onMonth={(month) => void log.show(month)} />
      {state.entries.length > 0 && (
        <ol class="audit-lines">
          {state.entries.map((entry) => (
            <AuditLine key={entry.id} entry={entry} desk={desk} />
          ))}
        </ol>
      )}
      <AuditEnd state={state} onMore={() => void log.more()} />
    </div>
  );
}

function MonthChoice({ month, onMonth }: { month: string; onMonth(month: string): void }) {
  const latest = month >= monthOf(Date.now());
  return (
    <div class="audit-month">
      <button
        type="button"
        class="icon-button"
        aria-label={say("previousMonth")}
        title={say("previousMonth")}
        onClick={() => onMonth(monthBeside(month, -1))}
      >
        <BackIcon />
      </button>
      <h3 aria-live="polite">{formatDate(MONTH, Date.parse(`${month}-01T00:00:00Z`))}</h3>
      <button
        type="button"
        class="icon-button is-forward"
        aria-label={say("nextMonth")}
        title={say("nextMonth")}
        aria-disabled={latest}
        onClick={() => !latest && onMonth(monthBeside(month, 1))}
      >
        <BackIcon />
      </button>
    </div>
  );
}

function AuditLine({ entry, desk }: { entry: AuditEntry; desk: Desk }) {
  const { chat_id: chatId, at, action } = entry;
  const row = chatId ? desk.inbox.row(chatId) : null;
  const erased = action === "erased";
  return (
    <li data-action={action}>
      <time dateTime={at} title={fullTime(at)}>
        {formatDate(MOMENT, Date.parse(at))}
      </time>
      <span class="audit-sentence">
        <bdi>{sentenceOf(entry)}</bdi>
      </span>
      {chatId && (
        <span class="audit-chat">
          {erased ? (
            <>
              {say("otherChat", { id: shortId(chatId) })} <code>{entry.id}</code>
            </>
          ) : (
            <a href={hashOfChat(chatId)}>
              <bdi>{row ? nameOf(row) : say("otherChat", { id: shortId(chatId) })}</bdi>
            </a>
          )}
        </span>
      )}
    </li>
  );
}

function AuditEnd({ state, onMore }: { state: AuditState; onMore(): void }) {
  const { phase, error, cursor, entries } = state;
  if (error) {
    return (
      <div class="empty" role="alert">
        <AlertIcon />
        <h3>{say("auditFailed")}</h3>
        <p>{say("auditFailedNote")}</p>
        <button type="button" class="button" onClick={onMore}>
          {say("tryAgain")}
        </button>
      </div>
    );
  }
  if (phase === "loading") {
    return (
      <p class="audit-note" role="status">
        {say("loading")}
      </p>
    );
  }
  if (entries.length === 0) {
    return (
      <div class="empty">
        <AuditIcon />
        <h3>{say("auditEmpty")}</h3>
        <p>{say("auditEmptyNote")}</p>
      </div>
    );
  }
  if (!cursor) return null;
  return (
    <button type="button" class="button is-quiet" onClick={onMore}>
      {say("loadMore")}
    </button>
  );
}
