// Every word the panel says. A catalogue that lacks one does not compile.
import type { ConnectionStatus, ReplyTime } from "../core/types";

/** One text per plural category of the language, as Intl.PluralRules names them; "{count}" is the number. */
export type Plural = { readonly other: string } & { readonly [category in Intl.LDMLPluralRule]?: string };

type Words =
  | ConnectionStatus
  | ReplyTime
  | "title"
  | "greeting"
  | "greetingNote"
  | "minimize"
  | "messages"
  | "message"
  | "placeholder"
  | "send"
  | "sending"
  | "waiting"
  | "failed"
  | "retry"
  | "full"
  | "you"
  | "agent"
  | "seen"
  | "edited"
  | "withdrawn"
  | "typing"
  | "loading"
  | "loadingOlder"
  | "newMessages"
  | "unreachable"
  | "signedOut"
  | "refused"
  | "tryAgain"
  | "notAccepted"
  | "notify"
  | "emailTitle"
  | "emailNote"
  | "email"
  | "emailSave"
  | "emailSkip"
  | "emailInvalid"
  | "emailFailed"
  | "emailSaved";

export type Texts = { readonly [word in Words]: string } & {
  readonly [word in "tooLong" | "unread"]: Plural;
};

/** A language, ready to be spoken. */
export interface Vocabulary {
  readonly texts: Texts;
  /** For Intl: the language with the region people want their dates in. */
  readonly tag: string;
  readonly rtl: boolean;
}
