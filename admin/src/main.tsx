// Starts the dashboard: its configuration, the sign-in, and then the desk with everything it needs.
import {
  ApiClient,
  browserSurroundings,
  channelAuthorizer,
  Realtime,
  systemClock,
} from "@support-chat/widget/core";
import { render } from "preact";
import Pusher from "pusher-js";
import { type DashboardConfig, loadConfig } from "./config";
import { Desk } from "./desk";
import { Drafts } from "./drafts";
import { languageTag, loadLanguage } from "./languages/load";
import { inLanguage, say, speak } from "./languages/words";
import { Preferences } from "./preferences";
import { type Agent, Session } from "./session";
import { followTheme } from "./theme";
import { Unsent } from "./unsent";
import { App } from "./views/app";
import { Gate } from "./views/gate";

function openDesk(config: DashboardConfig, session: Session, preferences: Preferences, agent: Agent): Desk {
  const api = new ApiClient({ baseUrl: config.api_url, getToken: (fresh) => session.token(fresh) });
  const realtime = new Realtime({
    load: async () => Pusher,
    config: config.pusher,
    authorize: channelAuthorizer(api, "/admin/pusher/auth", config.pusher.key),
  });
  const desk = new Desk({
    agent,
    api,
    realtime,
    surroundings: browserSurroundings(),
    clock: systemClock,
    drafts: new Drafts(sessionStorage, agent.id),
    noteDrafts: new Drafts(sessionStorage, agent.id, "note-drafts"),
    unsent: new Unsent(sessionStorage, agent.id),
    unsentNotes: new Unsent(sessionStorage, agent.id, "unsent-notes"),
    order: preferences.getState().order,
    onTurnedAway: (status) => (status === 403 ? session.refuse() : session.expire()),
  });
  desk.start();
  return desk;
}

/** The page's language, and again when the agent chooses another. */
async function speakAsWished(preferences: Preferences): Promise<void> {
  const tag = languageTag(preferences.getState().language, navigator.languages);
  if (tag === inLanguage().tag) return;
  const language = await loadLanguage(tag);
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.rtl ? "rtl" : "ltr";
  speak(language);
}

async function start(root: HTMLElement): Promise<void> {
  const preferences = new Preferences(localStorage);
  followTheme(preferences);
  await speakAsWished(preferences);
  preferences.subscribe(() => void speakAsWished(preferences));
  try {
    const config = await loadConfig();
    const session = new Session(config.oidc);
    const open = (agent: Agent) => openDesk(config, session, preferences, agent);
    render(<App session={session} preferences={preferences} openDesk={open} />, root);
    await session.start();
  } catch {
    render(
      <Gate title={say("notStarted")} fault>
        <p>{say("notStartedNote")}</p>
        <button type="button" class="button is-primary" onClick={() => location.reload()}>
          {say("tryAgain")}
        </button>
      </Gate>,
      root,
    );
  }
}

const root = document.getElementById("app");
if (root) void start(root);
