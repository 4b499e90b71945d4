// One message. What the customer typed is only ever a text node.
import type { OutgoingMessage } from "@support-chat/widget/core";
import type { JSX } from "preact";
import type { Changes } from "../changes";
import { type Fate, type FateKind, fateOf } from "../fate";
import { say } from "../languages/words";
import type { Mail } from "../mails";
import type { Entry, Run } from "../thread";
import { clockTime, fullTime } from "../time";
import { AlertIcon, EyeIcon, MailIcon, NoMailIcon, TickIcon } from "./icons";
import { ChangeButtons, ChangeMark } from "./message_changes";
import { MessageText } from "./message_text";

export type MessageState = "received" | "sent" | "seen" | "sending" | "queued" | "failed";

export interface OutgoingActions {
  onRetry(clientMessageId: string): void;
  onEdit(message: OutgoingMessage): void;
}

export function stateOf(entry: Entry, readSeq: number): MessageState {
  if (entry.kind === "outgoing") return entry.message.state;
  const { sender_type, read_at, unsent_at, seq } = entry.message;
  if (sender_type === "user") return "received";
  return read_at || (seq <= readSeq && !unsent_at) ? "seen" : "sent";
}

interface RunProps {
  run: Run;
  label: string;
  /** The run above is by the same sender: the name need not be seen again. */
  continued: boolean;
  readSeq: number;
  /** What became of the mail about the message with that seq. */
  mails: ReadonlyMap<number, Mail>;
  /** What may be done to one's own messages, and looked up of everybody's. */
  changes: Changes;
  now: number;
  actions: OutgoingActions;
}

/** What one sender wrote without a pause: one name above, and a time below where the state changes. */
export function RunOfMessages({ run, label, continued, readSeq, mails, changes, now, actions }: RunProps) {
  const states = run.entries.map((entry) => stateOf(entry, readSeq));
  const fates = run.entries.map((entry) => entryFate(entry, readSeq, mails));
  return (
    <div class={`run is-${run.side}`}>
      <bdi class={continued ? "hidden-text" : "run-sender"}>{label}</bdi>
      <ol class="bubbles">
        {run.entries.map((entry, index) => {
          const state = states[index] ?? "sent";
          const fate = fates[index] ?? null;
          const lastOfItsKind = state !== states[index + 1] || fate?.words !== fates[index + 1]?.words;
          const message = entry.kind === "message" ? entry.message : null;
          const withdrawn = Boolean(message?.unsent_at);
          return (
            <li
              key={entry.key}
              class="bubble"
              data-entry={entry.key}
              data-state={state}
              data-fate={fate?.kind}
              data-message-id={message?.id}
            >
              <p
                class={`bubble-text${withdrawn ? " is-withdrawn" : ""}`}
                dir="auto"
                title={fullTime(entry.at)}
              >
                {withdrawn ? say("messageWithdrawn") : <MessageText content={entry.message.content} />}
              </p>
              {message && run.own && <ChangeButtons message={message} changes={changes} now={now} />}
              {(lastOfItsKind || state === "failed" || message?.revision) && (
                <Footnote entry={entry} fate={fate} changes={changes} actions={actions} />
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function entryFate(entry: Entry, readSeq: number, mails: ReadonlyMap<number, Mail>): Fate | null {
  if (entry.kind === "outgoing" || entry.message.sender_type === "user") return null;
  const { message } = entry;
  const mail = mails.get(message.seq) ?? null;
  if (!message.unsent_at) return fateOf(message, readSeq, mail);
  // What matters of a withdrawn one is what the customer got before: who read on has not read it.
  const fate = fateOf(message, 0, mail);
  return fate.kind === "sent" ? null : fate;
}

const FATE_ICONS: Record<FateKind, () => JSX.Element> = {
  sent: TickIcon,
  seen: EyeIcon,
  mailed: MailIcon,
  bounced: AlertIcon,
  "opted-out": NoMailIcon,
  "not-mailed": NoMailIcon,
};

interface FootnoteProps extends Pick<RunProps, "changes" | "actions"> {
  entry: Entry;
  fate: Fate | null;
}

function Footnote({ entry, fate, changes, actions }: FootnoteProps) {
  if (entry.kind === "outgoing") return <OutgoingFootnote message={entry.message} actions={actions} />;
  const Icon = fate && FATE_ICONS[fate.kind];
  return (
    <p class="footnote">
      <time dateTime={entry.at}>{clockTime(entry.at)}</time>
      <ChangeMark message={entry.message} changes={changes} />
      {Icon && (
        <span class={`fate is-${fate.kind}`} title={fate.title}>
          <Icon />
          {fate.words}
        </span>
      )}
    </p>
  );
}

function OutgoingFootnote({ message, actions }: { message: OutgoingMessage; actions: OutgoingActions }) {
  if (message.state === "failed") {
    return (
      <p class="footnote is-fault">
        <strong>{say("notSent")}</strong>
        <button type="button" class="link" onClick={() => actions.onRetry(message.clientMessageId)}>
          {say("tryAgain")}
        </button>
        <button type="button" class="link" onClick={() => actions.onEdit(message)}>
          {say("edit")}
        </button>
      </p>
    );
  }
  if (message.state === "sending") return <p class="footnote">{say("sending")}</p>;
  return <p class="footnote">{say(message.error ? "waitingToRetry" : "waitingToSend")}</p>;
}
