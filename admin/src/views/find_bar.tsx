// Below the head of the chat: what to find in it, how often it is there, and the way from one to the next.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Find, FindState } from "../find";
import { Find as FindInChat } from "../find";
import { count, formatNumber, say } from "../languages/words";
import type { Notes } from "../notes";
import type { AgentConversation } from "../open_chats";
import { CloseIcon, DownIcon, SearchIcon, UpIcon } from "./icons";
import { useObserved } from "./observe";

export interface Finding {
  readonly find: Find;
  readonly open: boolean;
  toggle(): void;
  close(): void;
}

export function useFinding(conversation: AgentConversation, notes: Notes): Finding {
  const [find] = useState(() => new FindInChat(conversation, notes));
  const [open, setOpen] = useState(false);
  useEffect(() => () => find.stop(), [find]);
  const close = () => {
    find.stop();
    setOpen(false);
  };
  return { find, open, toggle: () => (open ? close() : setOpen(true)), close };
}

/** By a key. */
export function openFind(): void {
  const field = document.querySelector<HTMLInputElement>(".find-field");
  if (field) field.select();
  else document.querySelector<HTMLElement>(FIND_BUTTON)?.click();
}

const FIND_BUTTON = "[data-find]";

export function FindButton({ finding }: { finding: Finding }) {
  return (
    <button
      type="button"
      class="icon-button"
      data-find
      aria-label={say("findInChat")}
      title={say("findInChat")}
      aria-expanded={finding.open}
      onClick={finding.toggle}
    >
      <SearchIcon />
    </button>
  );
}

export function FindBar({ finding: { find, close } }: { finding: Finding }) {
  const state = useObserved(find);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const leave = () => {
    close();
    document.querySelector<HTMLElement>(FIND_BUTTON)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" || event.key === "ArrowUp") find.step(event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown") find.step(-1);
    else return;
    event.preventDefault();
  };
  const none = state.matches.length === 0;
  return (
    <search class="find">
      <input
        ref={field}
        type="text"
        class="find-field"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={say("findInChat")}
        placeholder={say("findInChat")}
        value={state.query}
        onInput={(event) => find.type(event.currentTarget.value)}
        onKeyDown={press}
      />
      <p class="find-count" role="status">
        {countOf(state)}
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={say("findOlder")}
        title={say("findOlder")}
        disabled={none}
        onClick={() => find.step(1)}
      >
        <UpIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={say("findNewer")}
        title={say("findNewer")}
        disabled={none}
        onClick={() => find.step(-1)}
      >
        <DownIcon />
      </button>
      <button type="button" class="icon-button" aria-label={say("closeFind")} onClick={leave}>
        <CloseIcon />
      </button>
      <FindProgress state={state} onAgain={() => find.again()} />
    </search>
  );
}

function FindProgress({ state, onAgain }: { state: FindState; onAgain(): void }) {
  if (state.failed) {
    return (
      <p class="find-note" role="alert">
        {say("lookFailed")}{" "}
        <button type="button" class="link" onClick={onAgain}>
          {say("tryAgain")}
        </button>
      </p>
    );
  }
  if (!state.looking) return null;
  // Not announced: it would talk without a pause.
  return <p class="find-note">{count("looking", state.searched)}</p>;
}

function countOf({ query, matches, at, looking }: FindState): string {
  if (!query.trim()) return "";
  if (matches.length === 0) return looking ? "" : say("noMatch");
  return say("findCount", { at: formatNumber(at + 1), count: formatNumber(matches.length) });
}
