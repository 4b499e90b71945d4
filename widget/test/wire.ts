// The types of the core and the API's own, made from docs/openapi.json, agree. Nothing here runs: `npm run typecheck` checks it.
import type * as wire from "../../docs/openapi";
import type * as core from "../src/core/types";

/** Whatever the API answers can be read as Ours, and Ours names no field that the API does not have, but for Elsewhere. */
export type Read<Answer extends Ours, Ours, Elsewhere extends keyof Ours = never> = None<
  Exclude<keyof Ours, keyof Answer | Elsewhere>
>;

/** Whatever we send is what the API takes, to the last field. */
export type Sent<Ours extends Body, Body> = None<Exclude<keyof Ours, keyof Body>>;

type None<Fields> = [Fields] extends [never] ? "agreed" : { readonly unknownToTheApi: Fields };

/** Fails where one of them has a field too many. */
export type Agree<Pairs extends { readonly [Pair in keyof Pairs]: "agreed" }> = Pairs;

/** What only one audience gets to see of a message or a chat. */
type OfAgents = "sender_name" | "sender_id";
type OfCustomers = "seen_seq" | "unread_count" | "reply_time" | "email" | "email_wanted";

export type Core = Agree<{
  message: Read<wire.Message, core.Message, OfAgents>;
  agentsMessage: Read<wire.AgentMessage, core.Message>;
  page: Read<wire.MessagePage, core.Page>;
  agentsPage: Read<wire.AgentMessagePage, core.Page>;
  customersChat: Read<wire.CustomerChat, core.ChatSnapshot>;
  agentsChat: Read<wire.AgentChat, core.AgentChat, OfCustomers>;
  row: Read<wire.InboxRow, core.InboxRow>;
  inbox: Read<wire.Inbox, core.InboxPage>;
  person: Read<wire.Person, core.Person>;
  context: Read<wire.Context, core.CustomerContext>;
  readMark: Read<wire.ReadState, core.ReadMark>;
  authorization: Read<wire.ChannelAuthorization, core.ChannelAuthorization>;
  customersMessage: Sent<core.NewMessage, wire.CustomersMessage>;
  agentsMessageSent: Sent<Omit<core.NewMessage, "context">, wire.NewMessage>;
  contextSent: Sent<core.MessageContext, wire.GivenContext>;
}>;
