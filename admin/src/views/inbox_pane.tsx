// The left pane: who is signed in, the connection, the two tabs and their chats.
import { useRef } from "preact/hooks";
import type { Alerts } from "../alerts";
import type { Tab } from "../chat_row";
import type { Desk } from "../desk";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import type { Filter } from "../lists";
import type { Preferences } from "../preferences";
import { AgentBar } from "./agent_bar";
import { ChatList } from "./chat_list";
import { ArchiveIcon, ChatsIcon, FlagIcon } from "./icons";
import { ListTools } from "./list_tools";
import { useObserved } from "./observe";
import { Search } from "./search";
import { StatusDot } from "./status_dot";

const TABS: ReadonlyArray<{ tab: Tab; label: Word }> = [
  { tab: "active", label: "active" },
  { tab: "archived", label: "archivedTab" },
];

interface InboxPaneProps {
  desk: Desk;
  alerts: Alerts;
  preferences: Preferences;
  onShortcuts(): void;
  onSignOut(): void;
}

export function InboxPane({ desk, alerts, preferences, onShortcuts, onSignOut }: InboxPaneProps) {
  const { tab, filter, order, status } = useObserved(desk);
  const counts = useObserved(desk.inbox.counts);
  const searching = useObserved(desk.search).phase !== "idle";
  return (
    <section class="inbox" aria-label={say("inbox")} data-searching={searching}>
      <header class="inbox-head">
        <h2>{say("inbox")}</h2>
        <StatusDot status={status} />
      </header>
      <Search desk={desk} />
      <Tabs shown={tab} onShow={(next) => desk.showTab(next)} />
      {tab === "active" && (
        <ListTools
          filter={filter}
          order={order}
          counts={counts}
          onFilter={(next) => desk.showOnly(next)}
          onOrder={(next) => {
            preferences.set({ order: next });
            desk.orderBy(next);
          }}
        />
      )}
      <div
        class="inbox-body"
        id="chats"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        key={`${tab} ${filter} ${order}`}
      >
        <Chats desk={desk} tab={tab} filter={filter} />
      </div>
      <AgentBar
        agent={desk.agent}
        alerts={alerts}
        preferences={preferences}
        onShortcuts={onShortcuts}
        onSignOut={onSignOut}
      />
    </section>
  );
}

function Tabs({ shown, onShow }: { shown: Tab; onShow(tab: Tab): void }) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = shown === "active" ? "archived" : "active";
    onShow(other);
    list.current?.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={say("chats")} ref={list} onKeyDown={move}>
      {TABS.map(({ tab, label }) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          class="tab"
          aria-selected={tab === shown}
          aria-controls="chats"
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => onShow(tab)}
        >
          {say(label)}
        </button>
      ))}
    </div>
  );
}

function Chats({ desk, tab, filter }: { desk: Desk; tab: Tab; filter: Filter }) {
  const { selected } = useObserved(desk);
  const { rows, phase, more, loadingMore, error } = useObserved(desk.inbox);
  if (rows.length > 0) {
    return (
      <ChatList
        rows={rows}
        selected={selected}
        more={more}
        loadingMore={loadingMore}
        failed={error !== null}
        presence={desk.presence}
        onMore={() => void desk.inbox.loadMore()}
      />
    );
  }
  if (error) {
    return (
      <div class="empty" role="alert">
        <h3>{say("loadFailed")}</h3>
        <p>{say("loadFailedNote")}</p>
        <button type="button" class="button" onClick={() => void desk.inbox.refresh()}>
          {say("tryNow")}
        </button>
      </div>
    );
  }
  if (phase !== "ready") return <LoadingRows />;
  return <NoRows tab={tab} filter={filter} onAll={() => desk.showOnly("all")} />;
}

const NO_ROWS: Record<Filter, readonly [title: Word, note: Word]> = {
  all: ["allQuiet", "allQuietNote"],
  unseen: ["nothingUnseen", "nothingUnseenNote"],
  waiting: ["nobodyWaits", "nobodyWaitsNote"],
  unread: ["nothingMarked", "nothingMarkedNote"],
  mine: ["nothingMine", "nothingMineNote"],
};

function NoRows({ tab, filter, onAll }: { tab: Tab; filter: Filter; onAll(): void }) {
  const filed = tab === "archived";
  const [title, note] = filed ? (["nothingArchived", "nothingArchivedNote"] as const) : NO_ROWS[filter];
  return (
    <div class="empty">
      {filed ? <ArchiveIcon /> : filter === "unread" ? <FlagIcon /> : <ChatsIcon />}
      <h3>{say(title)}</h3>
      <p>{say(note)}</p>
      {!filed && filter !== "all" && (
        <button type="button" class="button" onClick={onAll}>
          {say("showAll")}
        </button>
      )}
    </div>
  );
}

function LoadingRows() {
  return (
    <div role="status">
      <span class="hidden-text">{say("loadingChats")}</span>
      <div class="rows" aria-hidden="true">
        {[0, 1, 2, 3, 4, 5].map((place) => (
          <div class="row is-loading" key={place}>
            <span class="avatar" />
            <span class="row-name" />
            <span class="row-preview" />
            <span class="row-facts" />
          </div>
        ))}
      </div>
    </div>
  );
}
