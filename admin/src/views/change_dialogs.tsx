// The question before a message is withdrawn, and what a message said before it was changed.
import { ApiError, type Message } from "@support-chat/widget/core";
import { useEffect, useState } from "preact/hooks";
import type { Changes, Version } from "../changes";
import { say } from "../languages/words";
import { fullTime } from "../time";
import { Dialog } from "./dialog";
import { CloseIcon } from "./icons";
import { MessageText } from "./message_text";
import { useObserved } from "./observe";

export function ChangeDialogs({ changes }: { changes: Changes }) {
  const { doing, message } = useObserved(changes);
  if (!message) return null;
  if (doing === "withdrawing") return <WithdrawDialog message={message} changes={changes} />;
  if (doing === "looking") return <HistoryDialog message={message} changes={changes} />;
  return null;
}

interface ChangeDialogProps {
  message: Message;
  changes: Changes;
}

function WithdrawDialog({ message, changes }: ChangeDialogProps) {
  const { busy, error } = useObserved(changes);
  const over = error?.code === "too_late";
  return (
    <Dialog name={say("withdrawTitle")} class="sheet change-dialog" onClose={() => changes.leave()}>
      <h2>{say("withdrawTitle")}</h2>
      <blockquote class="version-text" dir="auto">
        <MessageText content={message.content} />
      </blockquote>
      <p>{say("withdrawNote")}</p>
      {error && <p role="alert">{say(over ? "changeTooLate" : "notWithdrawn")}</p>}
      <div class="change-buttons">
        <button type="button" class="button" onClick={() => changes.leave()}>
          {say("keepMessage")}
        </button>
        {!over && (
          <button
            type="button"
            class="button is-danger"
            disabled={busy}
            onClick={() => void changes.withdraw()}
          >
            {say(error ? "tryAgain" : "withdraw")}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function HistoryDialog({ message, changes }: ChangeDialogProps) {
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setError(null);
    changes.versions(message).then(setVersions, (reason: unknown) => setError(ApiError.from(reason)));
  }, [message, changes, attempt]);
  return (
    <Dialog name={say("history")} class="sheet change-dialog" onClose={() => changes.leave()}>
      <header class="sheet-head">
        <h2>{say("history")}</h2>
        <button type="button" class="icon-button" aria-label={say("close")} onClick={() => changes.leave()}>
          <CloseIcon />
        </button>
      </header>
      {error && (
        <p role="alert">
          {say("historyFailed")}{" "}
          <button type="button" class="link" onClick={() => setAttempt(attempt + 1)}>
            {say("tryAgain")}
          </button>
        </p>
      )}
      {!error && !versions && <p role="status">{say("historyLoading")}</p>}
      <ol class="versions">
        {versions?.map(({ content, at, by }) => (
          <li key={at}>
            <p class="version-by">
              <bdi>{by.name}</bdi> · <time dateTime={at}>{fullTime(at)}</time>
            </p>
            <p class="version-text" dir="auto">
              <MessageText content={content} />
            </p>
          </li>
        ))}
        {versions && message.unsent_at && (
          <li>
            <p class="version-by">
              <time dateTime={message.unsent_at}>{fullTime(message.unsent_at)}</time>
            </p>
            <p class="version-text is-withdrawn">{say("messageWithdrawn")}</p>
          </li>
        )}
      </ol>
    </Dialog>
  );
}
