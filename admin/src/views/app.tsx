// The whole page: a gate until somebody is signed in, then the desk, and a banner when something is wrong.
import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { Alerts } from "../alerts";
import type { Desk } from "../desk";
import { showInIcon } from "../favicon";
import { isWriting, type Shortcut, shortcutOf } from "../keys";
import { formatNumber, say, speaking } from "../languages/words";
import type { Preferences } from "../preferences";
import { chatInHash, pageInHash } from "../route";
import type { Agent, Session } from "../session";
import { Banner } from "./banner";
import { type Actions, actionsOf, commandsOf } from "./desk_actions";
import { EraseDialog } from "./erase_dialog";
import { SessionGate } from "./gate";
import { InboxPane } from "./inbox_pane";
import { useKeptFocus } from "./keep_focus";
import { Navigation } from "./navigation";
import { useObserved } from "./observe";
import { PageFrame } from "./page_frame";
import { type Page, pageNamed } from "./pages";
import { Palette } from "./palette";
import { ShortcutsSheet } from "./shortcuts_sheet";
import { NoThread, ThreadPane } from "./thread_pane";

interface AppProps {
  session: Session;
  preferences: Preferences;
  openDesk(agent: Agent): Desk;
}

export function App({ session, preferences, openDesk }: AppProps) {
  const state = useObserved(session);
  const { tag } = useObserved(speaking);
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    if (state.kind === "signed-in" && !desk) setDesk(openDesk(state.agent));
    if (state.kind !== "signed-in") desk?.stop();
  }, [state.kind]);

  if (!desk || (state.kind !== "signed-in" && state.kind !== "expired")) {
    return <SessionGate session={session} state={state} />;
  }
  // Another language is another drawing of the same desk.
  return (
    <DeskPage
      key={tag}
      desk={desk}
      session={session}
      preferences={preferences}
      expired={state.kind === "expired"}
    />
  );
}

interface DeskPageProps {
  desk: Desk;
  session: Session;
  preferences: Preferences;
  expired: boolean;
}

function DeskPage({ desk, session, preferences, expired }: DeskPageProps) {
  const { selected, status } = useObserved(desk);
  const [shown, setShown] = useState<"palette" | "sheet" | null>(null);
  const alerts = useMemo(() => new Alerts(desk, preferences), [desk, preferences]);
  useEffect(() => alerts.start(), [alerts]);
  // Only if nothing else was summoned meanwhile: a dialog tells a moment late that it was closed.
  const close = (closed: typeof shown) => setShown((now) => (now === closed ? null : now));
  const paletteSearch = useMemo(() => desk.search.another(), [desk, shown]);
  const leaving = useLeaving(desk);
  useKeptFocus();
  const page = useFollowedHash(desk);
  useUnreadInTitle(desk, page);
  const actions = useMemo(() => {
    const windows = { openPalette: () => setShown("palette"), openSheet: () => setShown("sheet") };
    return actionsOf(desk, windows);
  }, [desk]);
  useShortcuts(actions, preferences, !page);

  const signOut = () => {
    if (desk.hasUnsent() && !confirm(say("dropUnsent"))) return;
    leaving.allow();
    desk.forget();
    void session.signOut();
  };
  const signInAgain = () => {
    leaving.allow();
    void session.signIn();
  };
  return (
    <main class="desk" data-view={page ? "page" : selected ? "thread" : "inbox"}>
      <h1 class="hidden-text">{say("product")}</h1>
      <Banner expired={expired} status={status} onSignIn={signInAgain} onTryNow={() => desk.catchUp()} />
      <Navigation page={page} team={desk.team} />
      {page ? (
        <PageFrame key={page.name} page={page} desk={desk} />
      ) : (
        <>
          <InboxPane
            desk={desk}
            alerts={alerts}
            preferences={preferences}
            onShortcuts={actions.sheet}
            onSignOut={signOut}
          />
          <OpenThread desk={desk} chatId={selected} />
        </>
      )}
      {shown === "palette" && (
        <Palette
          search={paletteSearch}
          commands={commandsOf(desk, preferences, actions, signOut)}
          rows={desk.inbox.rows()}
          onClose={() => close("palette")}
        />
      )}
      <EraseDialog privacy={desk.privacy} />
      {shown === "sheet" && <ShortcutsSheet preferences={preferences} onClose={() => close("sheet")} />}
    </main>
  );
}

function OpenThread({ desk, chatId }: { desk: Desk; chatId: string | null }) {
  const conversation = chatId ? desk.conversation(chatId) : null;
  const mails = chatId ? desk.mails(chatId) : null;
  const changes = chatId ? desk.changes(chatId) : null;
  const notes = chatId ? desk.notes(chatId) : null;
  if (!chatId || !conversation || !mails || !changes || !notes) return <NoThread />;
  return <ThreadPane key={chatId} {...{ desk, chatId, conversation, mails, changes, notes }} />;
}

/** On the other pages there is no list to step through and no chat to answer. */
const EVERYWHERE: readonly Shortcut[] = ["palette", "sheet"];

function useShortcuts(actions: Actions, preferences: Preferences, atChats: boolean): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      // Asked of the page itself: the key that follows an Escape counts, however quick the hand.
      if (document.querySelector("dialog[open]")) return;
      const { letters } = preferences.getState();
      const shortcut = shortcutOf(event, { letters, writing: isWriting(event.target) });
      if (!shortcut || !(atChats || EVERYWHERE.includes(shortcut))) return;
      event.preventDefault();
      actions[shortcut]();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [actions, preferences, atChats]);
}

/** The address decides which chat or page is open: links, the back button and reloads all work the same way. */
function useFollowedHash(desk: Desk): Page | null {
  const [page, setPage] = useState(() => pageNamed(pageInHash(location.hash)));
  useEffect(() => {
    const follow = () => {
      desk.select(chatInHash(location.hash));
      setPage(pageNamed(pageInHash(location.hash)));
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [desk]);
  return page;
}

function useUnreadInTitle(desk: Desk, page: Page | null): void {
  const unseen = useObserved(desk.inbox.counts)?.unseen.count ?? 0;
  useLayoutEffect(() => {
    const product = page ? `${say(page.title)} – ${say("product")}` : say("product");
    document.title = unseen > 0 ? `(${formatNumber(unseen)}) ${product}` : product;
    showInIcon(unseen);
  }, [unseen, page]);
}

/** Asks before the page is closed over a reply that has not reached the server. */
function useLeaving(desk: Desk): { allow(): void } {
  const [permission] = useState({ given: false });
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!permission.given && desk.hasUnsent()) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [desk, permission]);
  return {
    allow: () => {
      permission.given = true;
    },
  };
}
