// Says in words that the session or the connection is gone, what happens next, and when it is back.
import type { ConnectionStatus } from "@support-chat/widget/core";
import { useEffect, useRef, useState } from "preact/hooks";
import { say } from "../languages/words";

/** A hiccup of a second or two is not worth a word; the first connection takes a moment as well. */
const WORTH_A_WORD_MS: Record<ConnectionStatus, number> = { connected: 0, offline: 2_000, polling: 6_000 };
const BACK_MS = 6_000;

interface BannerProps {
  expired: boolean;
  status: ConnectionStatus;
  onSignIn(): void;
  onTryNow(): void;
}

export function Banner({ expired, status, onSignIn, onTryNow }: BannerProps) {
  const told = useTold(status);
  if (expired) {
    return (
      <div class="banner is-fault" role="alert" data-banner="expired">
        <span>{say("bannerExpired")}</span>
        <button type="button" class="button" onClick={onSignIn}>
          {say("signInAgain")}
        </button>
      </div>
    );
  }
  if (told === null) return null;
  if (told === "connected") {
    return (
      <div class="banner is-good" role="status" data-banner="back">
        {say("bannerBack")}
      </div>
    );
  }
  return (
    <div class="banner is-late" role="status" data-banner={told}>
      <span>{say(told === "offline" ? "bannerOffline" : "bannerPolling")}</span>
      <button type="button" class="button" onClick={onTryNow}>
        {say("tryNow")}
      </button>
    </div>
  );
}

/** What there is to say of the connection: nothing for a while, then that it is gone, then that it is back. */
function useTold(status: ConnectionStatus): ConnectionStatus | null {
  const [told, setTold] = useState<ConnectionStatus | null>(null);
  const missed = useRef(false);
  useEffect(() => {
    if (status === "connected" && !missed.current) return setTold(null);
    const timer = setTimeout(() => {
      missed.current = status !== "connected";
      setTold(status);
    }, WORTH_A_WORD_MS[status]);
    return () => clearTimeout(timer);
  }, [status]);
  useEffect(() => {
    if (told !== "connected") return;
    const timer = setTimeout(() => setTold(null), BACK_MS);
    return () => clearTimeout(timer);
  }, [told]);
  return told;
}
