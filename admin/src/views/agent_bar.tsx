// Who is signed in, and what makes them look up: sound and notifications, each with its state in sight.
import type { Alerts, Permission } from "../alerts";
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import type { Preferences } from "../preferences";
import type { Agent } from "../session";
import { Avatar } from "./avatar";
import { BellIcon, KeysIcon, NoBellIcon, NoSoundIcon, SignOutIcon, SoundIcon } from "./icons";
import { useObserved } from "./observe";

const NOTIFY: Record<Permission, Word> = {
  ask: "notifyAsk",
  on: "notifyOn",
  off: "notifyOff",
  blocked: "notifyBlocked",
  unsupported: "notifyBlocked",
};

interface AgentBarProps {
  agent: Agent;
  alerts: Alerts;
  preferences: Preferences;
  onShortcuts(): void;
  onSignOut(): void;
}

export function AgentBar({ agent, alerts, preferences, onShortcuts, onSignOut }: AgentBarProps) {
  const permission = useObserved(alerts);
  const { sound } = useObserved(preferences);
  const refused = permission === "blocked" || permission === "unsupported";
  const soundState = say(sound ? "soundOn" : "soundOff");
  return (
    <footer class="inbox-foot">
      <Avatar name={agent.name} id={agent.id} />
      <span class="agent">
        <bdi class="agent-name">{agent.name}</bdi>
        {agent.email !== agent.name && <bdi class="agent-email">{agent.email}</bdi>}
      </span>
      <button
        type="button"
        class={`icon-button${permission === "ask" ? " is-asking" : ""}`}
        data-notify={permission}
        aria-disabled={refused}
        aria-label={say(NOTIFY[permission])}
        title={say(NOTIFY[permission])}
        onClick={() => void alerts.ask()}
      >
        {permission === "on" || permission === "ask" ? <BellIcon /> : <NoBellIcon />}
      </button>
      <button
        type="button"
        class="icon-button"
        data-sound={sound}
        aria-label={soundState}
        title={soundState}
        onClick={() => preferences.set({ sound: !sound })}
      >
        {sound ? <SoundIcon /> : <NoSoundIcon />}
      </button>
      <button
        type="button"
        class="icon-button is-desktop"
        aria-label={say("shortcuts")}
        title={`${say("shortcuts")} (?)`}
        onClick={onShortcuts}
      >
        <KeysIcon />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={say("signOut")}
        title={say("signOut")}
        onClick={onSignOut}
      >
        <SignOutIcon />
      </button>
    </footer>
  );
}
