// The page before and beside the inbox: signing in, refused, signed out, not configured.
import type { ComponentChildren } from "preact";
import { say } from "../languages/words";
import type { Session, SessionState } from "../session";
import { AlertIcon, ChatsIcon } from "./icons";

interface GateProps {
  title: string;
  busy?: boolean;
  fault?: boolean;
  children?: ComponentChildren;
}

export function Gate({ title, busy = false, fault = false, children }: GateProps) {
  return (
    <main class="gate" aria-busy={busy}>
      <div class="gate-card" role={fault ? "alert" : "status"}>
        <span class={fault ? "gate-mark is-fault" : "gate-mark"}>
          {fault ? <AlertIcon /> : <ChatsIcon />}
        </span>
        <h1>{title}</h1>
        {busy && <span class="progress" aria-hidden="true" />}
        {children}
      </div>
    </main>
  );
}

export function SessionGate({ session, state }: { session: Session; state: SessionState }) {
  const signIn = (
    <button type="button" class="button is-primary" onClick={() => void session.signIn()}>
      {say("signIn")}
    </button>
  );
  switch (state.kind) {
    case "signed-out":
      return (
        <Gate title={say("signedOut")}>
          <p>{say("signedOutNote")}</p>
          {signIn}
        </Gate>
      );
    case "refused":
      return (
        <Gate title={say("noAccess")} fault>
          <p>
            {say("noAccessNote", { who: state.agent.email || state.agent.name, group: session.agentsGroup })}
          </p>
          <button type="button" class="button is-primary" onClick={() => void session.signOut()}>
            {say("otherAccount")}
          </button>
        </Gate>
      );
    case "failed":
      return (
        <Gate title={say("signInFailed")} fault>
          <p>
            {say(state.why)}
            {state.detail && ` (${state.detail})`}
          </p>
          <button type="button" class="button is-primary" onClick={() => void session.signIn()}>
            {say("tryAgain")}
          </button>
        </Gate>
      );
    default:
      return <Gate title={say("signingIn")} busy />;
  }
}
