// What keys and the palette do at the desk.
import type { InboxRow } from "@support-chat/widget/core";
import type { Command } from "../commands";
import type { Desk } from "../desk";
import type { Shortcut } from "../keys";
import { MEANINGS } from "../keys";
import { LANGUAGES } from "../languages/load";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import { FILTERS, type Filter } from "../lists";
import { type Preferences, THEMES, type Theme } from "../preferences";
import { hashOfChat, hashOfPage } from "../route";
import { openFind } from "./find_bar";
import { writeAs, writeTheOther } from "./mode_switch";
import { PAGES } from "./pages";
import { focusField } from "./search";

export type Actions = Record<Shortcut, () => void>;

interface Windows {
  openPalette(): void;
  openSheet(): void;
}

export function actionsOf(desk: Desk, windows: Windows): Actions {
  return {
    palette: windows.openPalette,
    sheet: windows.openSheet,
    next: () => step(desk, 1),
    previous: () => step(desk, -1),
    longest: () => void openLongest(desk),
    search: focusField,
    find: openFind,
    reply: () => writeAs("reply"),
    note: writeTheOther,
    file: () => withSelected(desk, (row) => desk.acts.do(row.id, row.archived ? "unarchive" : "archive")),
    mark: () => withSelected(desk, (row) => mark(desk, row)),
    details: () => document.querySelector<HTMLElement>("[aria-controls='customer']")?.click(),
    assign: () => withSelected(desk, (row) => desk.standing.assign(row.id, desk.agent.id)),
    all: () => desk.showOnly("all"),
    unseen: () => desk.showOnly("unseen"),
    waiting: () => desk.showOnly("waiting"),
    unread: () => desk.showOnly("unread"),
    mine: () => desk.showOnly("mine"),
  };
}

function step(desk: Desk, by: number): void {
  const { selected } = desk.getState();
  const { rows } = desk.inbox.getState();
  const at = rows.findIndex((row) => row.id === selected);
  const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  if (row) location.hash = hashOfChat(row.id);
}

async function openLongest(desk: Desk): Promise<void> {
  // Out of reach: the banner says so.
  const first = await desk.inbox.longestWaiting().catch(() => null);
  if (first) location.hash = hashOfChat(first.id);
}

function withSelected(desk: Desk, act: (row: InboxRow) => unknown): void {
  const { selected } = desk.getState();
  const row = selected && desk.inbox.row(selected);
  if (row) act(row);
}

/** What is put away is in no list, so that there is nothing to come back to. */
function mark(desk: Desk, row: InboxRow): void {
  if (!row.archived) void desk.acts.do(row.id, row.marked_unread ? "mark_read" : "mark_unread");
}

/** What can be decided about the open chat, besides what a key does. */
function standingCommands(desk: Desk): Command[] {
  const { selected } = desk.getState();
  const row = selected && desk.inbox.row(selected);
  if (!row) return [];
  const { standing } = desk;
  const colleagues = desk.team.getState().agents.filter(({ id }) => id !== desk.agent.id);
  return [
    ...colleagues.map(({ id, name }) => ({
      id: `assign-${id}`,
      title: say("assignTo", { name }),
      run: () => void standing.assign(row.id, id),
    })),
    { id: "assign-nobody", title: say("assignToNobody"), run: () => void standing.assign(row.id, null) },
    row.blocked
      ? { id: "unblock", title: say("unblock"), run: () => void standing.unblock(row.id) }
      : { id: "block", title: say("blockCustomer"), run: () => standing.ask(row.id) },
  ];
}

function pageCommands(desk: Desk): Command[] {
  const role = desk.team.getState().me?.role;
  const pages = PAGES.filter(({ adminsOnly }) => !adminsOnly || role === "admin");
  const places = [{ name: "", title: "chatsPage" as Word }, ...pages];
  return places.map(({ name, title }) => ({
    id: `page-${name || "chats"}`,
    title: say("goTo", { page: say(title) }),
    run: () => {
      location.hash = name ? hashOfPage(name) : hashOfChat(null);
    },
  }));
}

const THEME_NAMES: Record<Theme, Word> = { system: "themeSystem", light: "themeLight", dark: "themeDark" };

export function commandsOf(
  desk: Desk,
  preferences: Preferences,
  actions: Actions,
  signOut: () => void,
): Command[] {
  const isFilter = (name: string) => FILTERS.includes(name as Filter);
  const keyed = MEANINGS.filter(({ shortcut }) => shortcut !== "palette").map(({ shortcut, word, keys }) => ({
    id: shortcut,
    title: isFilter(shortcut) ? say("showFilter", { filter: say(word) }) : say(word),
    note: keys[0] ?? "",
    run: actions[shortcut],
  }));
  return [
    ...keyed,
    ...standingCommands(desk),
    ...pageCommands(desk),
    { id: "archived", title: say("showArchived"), run: () => desk.showTab("archived") },
    { id: "active", title: say("showActive"), run: () => desk.showTab("active") },
    {
      id: "sound",
      title: say("switchSound"),
      run: () => preferences.set({ sound: !preferences.getState().sound }),
    },
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      title: say("theme", { theme: say(THEME_NAMES[theme]) }),
      run: () => preferences.set({ theme }),
    })),
    ...Object.entries({ "": say("languageOfBrowser"), ...LANGUAGES }).map(([language, name]) => ({
      id: `language-${language || "browser"}`,
      title: say("languageIs", { language: name }),
      run: () => preferences.set({ language }),
    })),
    { id: "sign-out", title: say("signOut"), run: signOut },
  ];
}
