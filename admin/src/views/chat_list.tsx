// The rows of the inbox: links, one tab stop, arrow keys between them. Only those in view exist.
import type { InboxRow } from "@support-chat/widget/core";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isWithdrawn } from "../chat_row";
import { nameOf } from "../customer";
import { count, say } from "../languages/words";
import type { Presence } from "../presence";
import { hashOfChat } from "../route";
import { fullTime, lengthOfTime, timeAgo } from "../time";
import type { Range } from "../windowing";
import { Avatar } from "./avatar";
import { EyeIcon, FlagIcon } from "./icons";
import { useNow, useObserved } from "./observe";
import { othersHere } from "./others_here";
import { useRowWindow } from "./row_window";
import { steady } from "./steady";

interface ChatListProps {
  rows: readonly InboxRow[];
  selected: string | null;
  more: boolean;
  loadingMore: boolean;
  failed: boolean;
  presence: Presence;
  onMore(): void;
}

type Step = (index: number, last: number, page: number) => number;

const STEPS: Record<string, Step> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  PageDown: (index, last, page) => Math.min(index + page, last),
  PageUp: (index, _, page) => Math.max(index - page, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export function ChatList(props: ChatListProps) {
  const { rows, selected, more, loadingMore, failed, presence, onMore } = props;
  const present = useObserved(presence);
  const now = useNow();
  const [focused, setFocused] = useState<string | null>(null);
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  const { list, rowHeight, range, rowsInView, focus } = useRowWindow(ids);
  const tabStop = [focused, selected, ids[0]].find((id) => id && ids.includes(id)) ?? undefined;

  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    focus(step(focused ? ids.indexOf(focused) : -1, ids.length - 1, rowsInView));
  };

  return (
    <>
      <ul
        class="rows is-windowed"
        ref={list}
        style={{ blockSize: `${rows.length * rowHeight}px` }}
        onKeyDown={move}
      >
        {drawnOf(ids, range, tabStop).map((index) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={row.id}
                aria-setsize={more ? -1 : rows.length}
                aria-posinset={index + 1}
                style={{ insetBlockStart: `${index * rowHeight}px` }}
              >
                <ChatItem
                  row={row}
                  now={now}
                  others={othersHere(present.get(row.id))}
                  selected={row.id === selected}
                  tabStop={row.id === tabStop}
                  onFocus={() => setFocused(row.id)}
                />
              </li>
            )
          );
        })}
      </ul>
      {more && <MoreRows loading={loadingMore} failed={failed} onMore={onMore} />}
    </>
  );
}

/** What is in view, and the row that holds the tab stop: with it the keyboard would lose its place. */
function drawnOf(ids: readonly string[], { start, end }: Range, tabStop: string | undefined): number[] {
  const stop = tabStop ? ids.indexOf(tabStop) : -1;
  const last = Math.min(end, ids.length);
  const drawn = Array.from({ length: Math.max(0, last - start) }, (_, index) => start + index);
  if (stop >= 0 && stop < start) drawn.unshift(stop);
  if (stop >= last) drawn.push(stop);
  return drawn;
}

interface ChatItemProps {
  row: InboxRow;
  now: number;
  /** In words, which colleagues have it open. */
  others: string | null;
  selected: boolean;
  tabStop: boolean;
  onFocus(): void;
}

function ChatItem({ row, now, others, selected, tabStop, onFocus }: ChatItemProps) {
  const name = nameOf(row);
  const at = row.last_message_at;
  const ago = at && timeAgo(at, now);
  const waits = row.waiting_since ? waitingWords(row.waiting_since, now) : null;
  return (
    <a
      class="row"
      href={hashOfChat(row.id)}
      data-chat-id={row.id}
      data-unread={row.unread}
      aria-current={selected ? "true" : undefined}
      tabIndex={tabStop ? 0 : -1}
      onFocus={onFocus}
    >
      <RowContent row={row} name={name} ago={ago} waits={waits} others={others} />
    </a>
  );
}

interface RowContentProps {
  row: InboxRow;
  name: string;
  ago: string | null;
  /** In words, how long the customer has been waiting for an answer. */
  waits: string | null;
  others: string | null;
}

// While the list scrolls only rows that come into view are worth any work.
const RowContent = steady(({ row, name, ago, waits, others }: RowContentProps) => {
  const at = row.last_message_at;
  return (
    <>
      <Avatar name={name} id={row.user_id} />
      <span class="row-name">
        {row.unread && <span class="hidden-text">{say("unreadMark")} </span>}
        <bdi>{name}</bdi>
      </span>
      {at && (
        <time class="row-time" dateTime={at} title={fullTime(at)}>
          {ago}
        </time>
      )}
      <span class="row-line">
        <span class="row-preview" dir="auto">
          {row.last_message_sender === "admin" && say("youWrote")}{" "}
          {isWithdrawn(row) ? <i>{say("messageWithdrawn")}</i> : row.last_message_preview}
        </span>
        {row.marked_unread && (
          <span class="row-mark" title={say("markedUnread")}>
            <FlagIcon />
            <span class="hidden-text">{say("markedUnread")}</span>
          </span>
        )}
        {row.unread && <span class="unread-dot" aria-hidden="true" />}
      </span>
      <span class="row-facts">
        {row.blocked && <span class="row-blocked">{say("blocked")}</span>}
        {row.assignee && (
          <span class="row-assignee" title={say("assignedTo", { name: row.assignee.name })}>
            <Avatar name={row.assignee.name} id={row.assignee.id} />
            <span class="hidden-text">{say("assignee")}: </span>
            <bdi>{row.assignee.name}</bdi>
          </span>
        )}
        {waits && <span class="row-waits">{waits}</span>}
        {row.archived && <span class="row-archived">{say("archived")}</span>}
        {row.user_email && name !== row.user_email && (
          <span class="row-email">
            <bdi>{row.user_email}</bdi>
          </span>
        )}
        {others ? (
          <span class="row-others" title={others}>
            <EyeIcon />
            <bdi>{others}</bdi>
          </span>
        ) : (
          <span class="row-count">{count("messageCount", row.message_count)}</span>
        )}
      </span>
    </>
  );
});

function waitingWords(since: string, now: number): string {
  const time = lengthOfTime(since, now);
  return time ? say("waiting", { time }) : say("waitingNow");
}

interface MoreRowsProps {
  loading: boolean;
  failed: boolean;
  onMore(): void;
}

/** Fetches the next page when it scrolls into view; a button as well, for those who do not scroll. */
function MoreRows({ loading, failed, onMore }: MoreRowsProps) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(onMore);
  load.current = onMore;
  useEffect(() => {
    // After a failure only a click tries again: the end stays in view and would ask without pause.
    if (!end.current || loading || failed) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) load.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loading, failed]);
  return (
    <div class="rows-more" ref={end}>
      <button
        type="button"
        class="button is-quiet"
        // The arrow keys reach what it brings. As a tab stop it would be scrolled to, fetch the next page for that, be
        // disabled meanwhile and so throw the focus back into the list, page after page.
        tabIndex={failed ? 0 : -1}
        disabled={loading}
        onClick={onMore}
      >
        {say(loading ? "loading" : failed ? "moreFailed" : "loadMore")}
      </button>
    </div>
  );
}
