// What a conversation stands on; all but the routes has a default.
import type { Clock } from "./clock";
import type { Endpoints } from "./endpoints";
import type { Channels } from "./link";
import type { OutboxStorage } from "./outbox_storage";
import type { Surroundings } from "./surroundings";
import type { ChatSnapshot } from "./types";

export interface ConversationOptions<S extends ChatSnapshot> {
  readonly endpoints: Endpoints<S>;
  readonly realtime?: Channels | null;
  readonly surroundings?: Surroundings;
  readonly clock?: Clock;
  readonly storage?: OutboxStorage;
  /** One of thousands of pages: while nobody looks at it, it asks no sooner for having lost its channel, or found it. */
  readonly patient?: boolean;
}
