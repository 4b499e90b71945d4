// Above the list: a field that looks through all chats. While something stands in it, what was found takes the list's
// place (search.css hides that, so that it is where it was afterwards).
import { useEffect, useId } from "preact/hooks";
import type { Desk } from "../desk";
import { count, say } from "../languages/words";
import { hashOfChat } from "../route";
import type { SearchState } from "../search";
import { ChatList } from "./chat_list";
import { CloseIcon, SearchIcon } from "./icons";
import { useObserved } from "./observe";

export function Search({ desk }: { desk: Desk }) {
  const state = useObserved(desk.search);
  return (
    <>
      <SearchField desk={desk} />
      {state.phase !== "idle" && (
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape, from any of the rows
        <div
          class="inbox-body search-results"
          id="found-chats"
          onKeyDown={(event) => {
            if (event.key === "Escape") focusField();
          }}
        >
          <Results desk={desk} state={state} />
        </div>
      )}
    </>
  );
}

function SearchField({ desk }: { desk: Desk }) {
  const { search } = desk;
  const { typed, phase, rows } = useObserved(search);
  const hintId = useId();
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave(desk, typed);
    else if (event.key === "ArrowDown") focusFirst();
    else if (event.key === "Enter" && phase === "found" && rows[0]) location.hash = hashOfChat(rows[0].id);
    else if (event.key === "Enter" && phase === "failed") search.again();
    else return;
    event.preventDefault();
  };
  return (
    <search class="search">
      <SearchIcon />
      <input
        type="text"
        class="search-field"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={say("searchChats")}
        aria-describedby={hintId}
        placeholder={say("searchChats")}
        value={typed}
        onInput={(event) => search.type(event.currentTarget.value)}
        onKeyDown={press}
      />
      {typed && (
        <button
          type="button"
          class="icon-button"
          aria-label={say("clearSearch")}
          onClick={() => {
            search.type("");
            focusField();
          }}
        >
          <CloseIcon />
        </button>
      )}
      <p class="search-hint" id={hintId}>
        {say("searchHint")}
      </p>
    </search>
  );
}

/** From a field with something in it to the list; from an empty one, too. */
function leave(desk: Desk, typed: string): void {
  if (typed) desk.search.type("");
  // After the list is back.
  setTimeout(focusFirst);
}

function focusFirst(): void {
  const shown = document.querySelector(".search-results") ?? document.querySelector(".inbox-body");
  shown?.querySelector<HTMLElement>('a[data-chat-id][tabindex="0"]')?.focus();
}

export function focusField(): void {
  const field = document.querySelector<HTMLInputElement>(".search-field");
  field?.focus();
  field?.select();
}

function Results({ desk, state }: { desk: Desk; state: SearchState }) {
  const { phase, rows, capped } = state;
  const { selected } = useObserved(desk);
  useObserved(desk.inbox);
  const shown = rows.map((row) => desk.inbox.row(row.id) ?? row);
  useEffect(() => {
    // Another question, another list: read from its top.
    document.querySelector("#found-chats")?.scrollTo({ top: 0 });
  }, [rows]);
  return (
    <>
      <p class="search-count" role="status">
        {words(state)}
      </p>
      {phase === "failed" && (
        <div class="empty" role="alert">
          <h3>{say("searchFailed")}</h3>
          <p>{say("loadFailedNote")}</p>
          <button type="button" class="button" onClick={() => desk.search.again()}>
            {say("tryAgain")}
          </button>
        </div>
      )}
      {phase === "found" && rows.length === 0 && (
        <div class="empty">
          <SearchIcon />
          <h3>{say("noChatFound")}</h3>
          <p>{say("noChatFoundNote")}</p>
        </div>
      )}
      {shown.length > 0 && (
        <ChatList
          rows={shown}
          selected={selected}
          more={false}
          loadingMore={false}
          failed={false}
          presence={desk.presence}
          onMore={() => {}}
        />
      )}
      {capped && shown.length > 0 && <p class="search-more">{say("moreFound")}</p>}
    </>
  );
}

function words({ phase, rows, capped }: SearchState): string {
  if (phase === "searching") return say("searching");
  if (phase === "short") return say("tooShort");
  if (phase !== "found" || rows.length === 0) return "";
  return capped ? count("firstFound", rows.length) : count("chatsFound", rows.length);
}
