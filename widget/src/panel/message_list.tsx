/** @jsxImportSource . */
// The conversation itself: days, messages, what is still on its way, who is writing, and the way back to the newest.
import type { ConversationState, Message } from "../core/types";
import { DownIcon } from "./icons";
import type { Children, Ref } from "./jsx-runtime";
import { dayKey, type Language } from "./language";
import { Bubble, type Entry } from "./message";
import { Scrolling } from "./scrolling";

interface MessageListNeeds {
  readonly language: Language;
  readonly onRetry: (clientMessageId: string) => void;
  readonly onReachTop: () => void;
  readonly redraw: () => void;
}

export class MessageList {
  readonly #needs: MessageListNeeds;
  readonly #list: Ref<HTMLElement> = { current: null };
  #scrolling: Scrolling | null = null;
  #unseen = false;
  /** When the newest change was made that is shown, null before the first drawing; and what is said about it. */
  #changedAt: string | null = null;
  #news = "";
  #entries: readonly Entry[] = [];
  /** What the drawing below was made from: letters typed under a long conversation do not draw it anew. */
  #made: readonly unknown[] = [];
  #drawing: Children;

  constructor(needs: MessageListNeeds) {
    this.#needs = needs;
  }

  view(state: ConversationState): Children {
    const { texts } = this.#needs.language;
    const from = [state.messages, state.outgoing, state.seenSeq, state.typing, new Date().toDateString()];
    if (from.some((part, at) => part !== this.#made[at])) {
      this.#made = from;
      this.#hear(state.messages);
      this.#drawing = this.#log(state);
    }
    return (
      <div class="conversation">
        {this.#drawing}
        {/* An edited text is not an addition to the log. */}
        <p class="unseen" role="status">
          {this.#news}
        </p>
        {/* Over the messages and not among them, or they would jump when it comes and goes. */}
        {state.loadingOlder && <p class="pill loading">{texts.loadingOlder}</p>}
        <div role="status">
          {this.#unseen && (
            <button type="button" class="pill newest" onclick={this.#toEnd}>
              {texts.newMessages}
              <DownIcon />
            </button>
          )}
        </div>
      </div>
    );
  }

  /** To be called after every drawing. */
  drawn(): void {
    const { current } = this.#list;
    if (!current) {
      this.end();
      return;
    }
    this.#scrolling ??= new Scrolling(current);
    const [first, last] = [this.#entries[0], this.#entries.at(-1)];
    const content = { firstKey: first?.key, lastKey: last?.key, lastIsOwn: last?.own ?? false };
    if (this.#scrolling.drawn(content)) this.#tell(true);
    else this.#caughtUp();
  }

  end(): void {
    this.#scrolling?.end();
    this.#scrolling = null;
  }

  #log(state: ConversationState): Children {
    const { language, onRetry } = this.#needs;
    const entries = entriesOf(state);
    const seen = lastSeen(state);
    const now = Date.now();
    this.#entries = entries;
    return (
      <div
        class="list"
        part="messages"
        role="log"
        aria-label={language.texts.messages}
        aria-relevant="additions"
        tabindex="0"
        ref={this.#list}
        onscroll={this.#onScroll}
      >
        {entries.map((entry, at) => {
          const before = entries[at - 1];
          const newDay = !before || dayKey(before.at) !== dayKey(entry.at);
          return [
            newDay && (
              <p class="day" part="day" key={`day ${entry.key}`}>
                <span>{language.day(entry.at, now)}</span>
              </p>
            ),
            <Bubble
              entry={entry}
              language={language}
              first={newDay || before?.own !== entry.own}
              seen={entry.key === seen}
              onRetry={onRetry}
            />,
          ];
        })}
        {state.typing && (
          <div class="message theirs first" aria-hidden="true">
            <div class="bubble typing" part="typing">
              <i />
              <i />
              <i />
            </div>
          </div>
        )}
      </div>
    );
  }

  readonly #onScroll = () => {
    this.#scrolling?.scrolled();
    this.#caughtUp();
    if (this.#scrolling?.atTop) this.#needs.onReachTop();
  };

  readonly #toEnd = () => {
    this.#scrolling?.toEnd();
    this.#caughtUp();
    // The button goes; the focus must not go with it.
    this.#list.current?.focus();
  };

  /** What has been changed since the last drawing is told to who cannot see it. */
  #hear(messages: readonly Message[]): void {
    const { texts } = this.#needs.language;
    const [newest] = [...messages].sort((one, other) => (changedAt(one) < changedAt(other) ? 1 : -1));
    const at = newest ? changedAt(newest) : "";
    if (newest && this.#changedAt !== null && at > this.#changedAt)
      this.#news = newest.unsent_at ? texts.withdrawn : `${texts.edited}: ${newest.content}`;
    if (messages.length > 0 && at >= (this.#changedAt ?? "")) this.#changedAt = at;
  }

  #caughtUp(): void {
    if (this.#scrolling?.following) this.#tell(false);
  }

  #tell(unseen: boolean): void {
    if (unseen === this.#unseen) return;
    this.#unseen = unseen;
    this.#needs.redraw();
  }
}

const changedAt = ({ unsent_at, edited_at }: Message) => unsent_at ?? edited_at ?? "";
const keyOf = (message: Message) => message.client_message_id ?? message.id;

/** In one list, so that a message stays where it is when it turns from written to sent. */
function entriesOf({ messages, outgoing }: ConversationState): Entry[] {
  return [
    ...messages.map(
      (message): Entry => ({
        key: keyOf(message),
        own: message.sender_type === "user",
        content: message.content,
        at: message.created_at,
        state: "sent",
        change: message.unsent_at ? "withdrawn" : message.edited_at ? "edited" : undefined,
      }),
    ),
    ...outgoing.map(
      ({ clientMessageId, content, createdAt, state, error }): Entry => ({
        key: clientMessageId,
        own: true,
        content,
        at: createdAt,
        state: state === "failed" ? state : error ? "waiting" : "sending",
        problem: error,
      }),
    ),
  ];
}

function lastSeen({ messages, seenSeq }: ConversationState): string | undefined {
  const seen = messages.filter(({ sender_type, seq }) => sender_type === "user" && seq <= seenSeq).at(-1);
  return seen && keyOf(seen);
}
