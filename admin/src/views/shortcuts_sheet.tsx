// `?`: what the keys do, and whether single letters do anything.
import { MEANINGS, WHILE_WRITING } from "../keys";
import { say } from "../languages/words";
import type { Preferences } from "../preferences";
import { Dialog } from "./dialog";
import { CloseIcon } from "./icons";
import { useObserved } from "./observe";

export function ShortcutsSheet({ preferences, onClose }: { preferences: Preferences; onClose(): void }) {
  const { letters } = useObserved(preferences);
  return (
    <Dialog name={say("shortcuts")} class="sheet" onClose={onClose}>
      <header class="sheet-head">
        <h2>{say("shortcuts")}</h2>
        <button type="button" class="icon-button" aria-label={say("close")} onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <dl class="keys-list">
        {[...MEANINGS, ...WHILE_WRITING].map(({ keys, word }) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label class="sheet-choice">
        <input
          type="checkbox"
          checked={letters}
          onChange={(event) => preferences.set({ letters: event.currentTarget.checked })}
        />
        {say("letters")}
      </label>
    </Dialog>
  );
}
