// The command palette: type, choose by arrow keys, Enter.
import type { InboxRow } from "@support-chat/widget/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Command, chatCommands, commandsTo, matching } from "../commands";
import { say } from "../languages/words";
import { hashOfChat } from "../route";
import type { ChatSearch, SearchState } from "../search";
import { Dialog } from "./dialog";
import { useObserved } from "./observe";

interface PaletteProps {
  /** Finds chats that are not loaded. */
  search: ChatSearch;
  commands: readonly Command[];
  rows: readonly InboxRow[];
  onClose(): void;
}

export function Palette({ search, commands, rows, onClose }: PaletteProps) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const open = (chatId: string) => {
    location.hash = hashOfChat(chatId);
  };
  const elsewhere = useObserved(search);
  const loaded = chatCommands(rows, typed, open);
  const found = [
    ...loaded,
    ...matching(commands, typed, ({ title, note }) => `${title} ${note ?? ""}`),
    // Last, because they come later: nothing moves under the hand.
    ...commandsTo(elsewhere.rows, open).filter(({ id }) => loaded.every((other) => other.id !== id)),
  ];
  const at = Math.min(chosen, Math.max(0, found.length - 1));
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    // After the focus has gone back: what the command does may move it.
    setTimeout(() => command.run());
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) setChosen((at + step + found.length) % found.length);
    else if (event.key === "Enter") run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog name={say("commands")} class="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        // The dialog was opened to type here.
        autoFocus
        autocomplete="off"
        spellcheck={false}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `command-${found[at].id}` : undefined}
        aria-label={say("searchCommands")}
        placeholder={say("searchCommands")}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          search.type(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <div id="palette-list" role="listbox" aria-label={say("commands")} ref={list}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            onClick={() => run(command)}
          >
            <bdi>{command.title}</bdi>
            {command.note && <bdi class="palette-note">{command.note}</bdi>}
          </div>
        ))}
      </div>
      <p class="palette-foot" role="status">
        {footOf(elsewhere, found.length)}
      </p>
    </Dialog>
  );
}

function footOf({ phase }: SearchState, found: number): string {
  if (phase === "searching") return say("searching");
  if (phase === "failed") return say("searchFailed");
  return found === 0 ? say("nothingFound") : say("paletteSearches");
}
