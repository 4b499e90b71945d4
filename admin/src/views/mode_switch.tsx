// Above the field: reply or note.
import type { Word } from "../languages/texts";
import { say } from "../languages/words";
import type { Mode } from "./composing";
import { NoteIcon } from "./icons";

const MODES: ReadonlyArray<readonly [mode: Mode, word: Word]> = [
  ["reply", "reply"],
  ["note", "note"],
];

export function ModeSwitch({ mode, onMode }: { mode: Mode; onMode(mode: Mode): void }) {
  return (
    <div class="modes">
      <fieldset class="modes-choice" aria-label={say("replyOrNote")}>
        {MODES.map(([name, word]) => (
          <button
            key={name}
            type="button"
            class="mode"
            data-mode={name}
            aria-pressed={name === mode}
            onClick={() => onMode(name)}
          >
            {name === "note" && <NoteIcon />}
            {say(word)}
          </button>
        ))}
      </fieldset>
      {mode === "note" && <p class="modes-note">{say("onlyTeam")}</p>}
    </div>
  );
}

/** By a key: the field of this kind has the focus afterwards. */
export function writeAs(mode: Mode): void {
  const button = document.querySelector<HTMLElement>(`.mode[data-mode="${mode}"]`);
  if (button?.ariaPressed === "true") document.querySelector<HTMLElement>(".composer textarea")?.focus();
  else button?.click();
}

/** By a key: the other kind. */
export function writeTheOther(): void {
  document.querySelector<HTMLElement>('.mode[aria-pressed="false"]')?.click();
}
