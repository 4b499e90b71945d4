// What became of an agent's message, in words: sent, seen, e-mailed, or why not. No DOM.
import type { Message } from "@support-chat/widget/core";
import type { Word } from "./languages/texts";
import { say } from "./languages/words";
import type { Mail } from "./mails";
import { clockTime, fullTime } from "./time";

export type FateKind = "sent" | "seen" | "mailed" | "bounced" | "opted-out" | "not-mailed";

export interface Fate {
  readonly kind: FateKind;
  readonly words: string;
  /** The whole story, for whoever points at it. */
  readonly title: string | undefined;
}

const SKIPPED: Record<string, Word> = {
  archived: "whyArchived",
  bounced: "whyBounced",
  complained: "whySpam",
  no_address: "whyNoAddress",
  unverified: "whyUnverified",
  unsent: "whyUnsent",
};

/** Seen counts for more than any mail: that is what both are for. */
export function fateOf(message: Message, readSeq: number, mail: Mail | null): Fate {
  if (message.read_at || message.seq <= readSeq) return seen(message.read_at, mail);
  if (!mail) return { kind: "sent", words: say("sent"), title: undefined };
  return mailed(mail);
}

function seen(readAt: string | null, mail: Mail | null): Fate {
  const lines = [
    readAt && say("seenAt", { time: fullTime(readAt) }),
    mail?.state === "sent" && say("mailedAt", { time: fullTime(mail.at) }),
  ];
  return {
    kind: "seen",
    words: readAt ? say("seenAt", { time: clockTime(readAt) }) : say("seen"),
    title: lines.filter(Boolean).join("\n") || undefined,
  };
}

function mailed(mail: Mail): Fate {
  const time = fullTime(mail.at);
  switch (mail.state) {
    case "due":
      return { kind: "sent", words: say("sent"), title: say("mailDue", { time: clockTime(mail.at) }) };
    case "sending":
      return { kind: "sent", words: say("sent"), title: say("mailSending") };
    case "sent":
      return {
        kind: "mailed",
        words: say("mailedAt", { time: clockTime(mail.at) }),
        title: say("mailedAt", { time }),
      };
    case "bounced":
      return { kind: "bounced", words: say("bounced"), title: say("bouncedNote", { time }) };
    case "complained":
      return { kind: "bounced", words: say("markedSpam"), title: say("markedSpamNote", { time }) };
    case "skipped":
      return skipped(mail.reason);
    case "failed":
      return {
        kind: "not-mailed",
        words: say("notMailed", { why: say("whyRefused") }),
        title: mail.reason ? say("refusedBecause", { why: mail.reason }) : say("refusedNote"),
      };
    case "uncertain":
      return { kind: "not-mailed", words: say("perhapsMailed"), title: say("perhapsMailedNote") };
  }
}

function skipped(reason: string | null): Fate {
  if (reason === "unsubscribed") {
    return { kind: "opted-out", words: say("optedOut"), title: say("optedOutNote") };
  }
  const known = SKIPPED[reason ?? ""];
  const why = known ? say(known) : reason;
  return {
    kind: "not-mailed",
    words: why ? say("notMailed", { why }) : say("notMailedAtAll"),
    title: say("waitsInChat"),
  };
}
