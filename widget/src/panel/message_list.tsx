/** @jsxImportSource . */
// The conversation itself: days, messages, what is still on its way, who is writing, and the way back to the newest.
import type { ConversationState, Message, OutgoingMessage } from "../core/types";
import { DownIcon } from "./icons";
import type { Children, Ref } from "./jsx-runtime";
import { dayKey, type Language } from "./language";
import { Bubble, type Entry } from "./message";
import { Scrolling } from "./scrolling";

/** A message as it is drawn, under the day where it is the day's first. */
interface Line {
  readonly entry: Entry;
  readonly day: string;
  /** The first of its day, the first in a row by its sender, and the last that agents have seen. */
  readonly looks: readonly [newDay: boolean, first: boolean, seen: boolean];
  readonly drawing: Children;
}

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
  /** And what each line was made from, for a day: under a long conversation a new message draws itself only. */
  #lines = new WeakMap<Message | OutgoingMessage, Line>();
  #today = "";

  constructor(needs: MessageListNeeds) {
    this.#needs = needs;
  }

  view(state: ConversationState): Children {
    const { texts } = this.#needs.language;
    const today = new Date().toDateString();
    if (today !== this.#today) this.#lines = new WeakMap();
    this.#today = today;
    const from = [state.messages, state.outgoing, state.seenSeq, state.typing, today];
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
    const lines = this.#linesOf(state);
    this.#entries = lines.map(({ entry }) => entry);
    return (
      <div
        class="list"
        part="messages"
        role="log"
        aria-label={this.#needs.language.texts.messages}
        aria-relevant="additions"
        tabindex="0"
        ref={this.#list}
        onscroll={this.#onScroll}
      >
        {lines.map(({ drawing }) => drawing)}
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

  /** In one list, so that a message stays where it is when it turns from written to sent. */
  #linesOf(state: ConversationState): readonly Line[] {
    const seen = lastSeen(state);
    let before: Line | undefined;
    return [...state.messages, ...state.outgoing].map((said) => {
      const held = this.#lines.get(said);
      const entry = held?.entry ?? entryOf(said);
      const day = held?.day ?? dayKey(entry.at);
      const newDay = before?.day !== day;
      const looks = [newDay, newDay || before?.entry.own !== entry.own, entry.key === seen] as const;
      const same = held?.looks.every((part, at) => part === looks[at]);
      const line = held && same ? held : { entry, day, looks, drawing: this.#line(entry, looks) };
      this.#lines.set(said, line);
      before = line;
      return line;
    });
  }

  #line(entry: Entry, [newDay, first, seen]: Line["looks"]): Children {
    const { language, onRetry } = this.#needs;
    return [
      newDay && (
        <p class="day" part="day" key={`day ${entry.key}`}>
          <span>{language.day(entry.at, Date.now())}</span>
        </p>
      ),
      <Bubble entry={entry} language={language} first={first} seen={seen} onRetry={onRetry} />,
    ];
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

function entryOf(said: Message | OutgoingMessage): Entry {
  if ("seq" in said) {
    return {
      key: keyOf(said),
      own: said.sender_type === "user",
      content: said.content,
      at: said.created_at,
      state: "sent",
      change: said.unsent_at ? "withdrawn" : said.edited_at ? "edited" : undefined,
    };
  }
  const { clientMessageId, content, createdAt, state, error } = said;
  return {
    key: clientMessageId,
    own: true,
    content,
    at: createdAt,
    state: state === "failed" ? state : error ? "waiting" : "sending",
    problem: error,
  };
}

function lastSeen({ messages, seenSeq }: ConversationState): string | undefined {
  const seen = messages.filter(({ sender_type, seq }) => sender_type === "user" && seq <= seenSeq).at(-1);
  return seen && keyOf(seen);
}
