// Who is on the other side, as far as the host application vouches for it.
import type { AgentChat, InboxRow } from "@support-chat/widget/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { nameOf } from "../customer";
import type { Desk } from "../desk";
import type { Word } from "../languages/texts";
import { formatNumber, say } from "../languages/words";
import type { Mails } from "../mails";
import { date, fullTime } from "../time";
import { Avatar } from "./avatar";
import { BlockSection } from "./block_section";
import { Surroundings } from "./customer_context";
import { CloseIcon, CopyIcon, MailIcon, NoMailIcon, TickIcon } from "./icons";
import { LinkedChats } from "./linked_chats";
import { useObserved } from "./observe";
import { PrivacySection } from "./privacy_section";

/** The width from which there is room for it beside the conversation; layout.css says the same. */
export const BESIDE_THE_CHAT = "(min-width: 75rem)";

interface CustomerPanelProps {
  chat: AgentChat;
  row: InboxRow;
  mails: Mails;
  desk: Desk;
  /** What the inbox knows of another chat. */
  rowOf(chatId: string): InboxRow | null;
  onClose(): void;
}

export function CustomerPanel({ chat, row, mails, desk, rowOf, onClose }: CustomerPanelProps) {
  const name = nameOf(row);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Where it lies over the conversation, the keyboard has to follow it there.
    if (!matchMedia(BESIDE_THE_CHAT).matches) close.current?.focus();
  }, []);
  return (
    <aside
      class="panel"
      id="customer"
      aria-label={say("customer")}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header class="panel-head">
        <h2>{say("customer")}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={say("closeCustomer")}
          ref={close}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </header>
      <div class="panel-person">
        <Avatar name={name} id={row.user_id} large />
        <bdi class="panel-name">{name}</bdi>
        {chat.visitor && (
          <span class="tag is-late" data-visitor title={say("notSignedInNote")}>
            {say("notSignedIn")}
          </span>
        )}
        {row.archived && <span class="tag">{say("archived")}</span>}
      </div>
      <dl class="facts">
        <dt>{say("email")}</dt>
        <dd>
          {row.user_email ? <bdi class="fact-value">{row.user_email}</bdi> : say("noAddress")}
          {row.user_email && !chat.visitor && <Verified verified={chat.email_verified} />}
        </dd>
        <dt>{say("mailAboutReplies")}</dt>
        <EmailState mails={mails} />
        {chat.context && <Surroundings context={chat.context} />}
        <LinkedChats ids={chat.linked_chats ?? []} rowOf={rowOf} />
        <dt>{say("customerId")}</dt>
        <dd class="fact-id">
          <code class="fact-value">{row.user_id}</code>
          <CopyButton text={row.user_id} />
        </dd>
        {chat.created_at && (
          <>
            <dt>{say("firstSeen")}</dt>
            <dd>
              <time dateTime={chat.created_at} title={fullTime(chat.created_at)}>
                {date(chat.created_at)}
              </time>
            </dd>
          </>
        )}
        <dt>{say("messages")}</dt>
        <dd>{formatNumber(row.message_count)}</dd>
      </dl>
      <BlockSection row={row} block={chat.block} standing={desk.standing} />
      <PrivacySection desk={desk} chat={chat} />
    </aside>
  );
}

function Verified({ verified }: { verified: boolean | null | undefined }) {
  if (verified) {
    return (
      <span class="tag is-good" title={say("verifiedNote")}>
        <TickIcon />
        {say("verified")}
      </span>
    );
  }
  return (
    <span class="tag" title={say("notVerifiedNote")}>
      {say("notVerified")}
    </span>
  );
}

const NO_MAIL: Record<string, readonly [words: Word, title: Word]> = {
  unsubscribed: ["mailOptedOut", "mailOptedOutNote"],
  bounced: ["mailBounced", "mailBouncedNote"],
  complained: ["mailSpam", "mailSpamNote"],
  unverified: ["mailUnverified", "mailUnverifiedNote"],
  no_address: ["mailNoAddress", "mailNoAddressNote"],
};

function EmailState({ mails }: { mails: Mails }) {
  const { emailState } = useObserved(mails);
  const [words, title] = mailWords(emailState);
  return (
    <dd class="fact-mail" data-email-state={emailState ?? "on"} title={title}>
      {emailState ? <NoMailIcon /> : <MailIcon />}
      {words}
    </dd>
  );
}

/** A reason that is new to this page is shown as the server names it. */
function mailWords(emailState: string | null): [words: string, title: string] {
  if (!emailState) return [say("mailOn"), say("mailOnNote")];
  const [words, title] = NO_MAIL[emailState] ?? [];
  return words && title ? [say(words), say(title)] : [say("mailOff"), emailState];
}

function CopyButton({ text }: { text: string }) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  const copy = async () => {
    setOutcome(
      await navigator.clipboard.writeText(text).then(
        () => "copied" as const,
        () => "refused" as const,
      ),
    );
    setTimeout(() => setOutcome(null), 1_500);
  };
  return (
    <>
      <button
        type="button"
        class="icon-button is-small"
        aria-label={say("copyId")}
        title={say("copy")}
        onClick={() => void copy()}
      >
        {outcome === "copied" ? <TickIcon /> : <CopyIcon />}
      </button>
      <span class="hidden-text" role="status">
        {outcome === "copied" && say("copied")}
        {outcome === "refused" && say("copyRefused")}
      </span>
    </>
  );
}
