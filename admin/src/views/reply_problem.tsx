// Why a saved reply was not saved, and what can be done about it.
import { say } from "../languages/words";
import type { SavedReply } from "../saved_replies";

export type Problem =
  | { readonly kind: "changed"; readonly theirs: SavedReply }
  | { readonly kind: "gone" }
  | { readonly kind: "full" }
  | { readonly kind: "failed" };

interface ReplyProblemProps {
  problem: Problem | null;
  onTheirs(theirs: SavedReply): void;
  onMine(version: number): void;
  onNew(): void;
}

export function ReplyProblem({ problem, onTheirs, onMine, onNew }: ReplyProblemProps) {
  if (!problem) return null;
  return (
    <div class="reply-problem" role="alert">
      {problem.kind === "failed" && <p>{say("replyNotSaved")}</p>}
      {problem.kind === "full" && <p>{say("noRoomForReply")}</p>}
      {problem.kind === "gone" && (
        <>
          <p>{say("goneMeanwhile")}</p>
          <button type="button" class="button" onClick={onNew}>
            {say("saveAsNew")}
          </button>
        </>
      )}
      {problem.kind === "changed" && (
        <>
          <p>{say("theirChange", { name: problem.theirs.updated_by.name })}</p>
          <blockquote dir="auto">
            <strong>{problem.theirs.name}</strong>
            {`\n${problem.theirs.content}`}
          </blockquote>
          <p class="actions">
            <button type="button" class="button" onClick={() => onTheirs(problem.theirs)}>
              {say("takeTheirs")}
            </button>
            <button type="button" class="button" onClick={() => onMine(problem.theirs.version)}>
              {say("saveMine")}
            </button>
          </p>
        </>
      )}
    </div>
  );
}
