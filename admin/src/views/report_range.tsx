// Which days a report is about: the last week, four weeks, three months, or others.
import { useState } from "preact/hooks";
import { count, say } from "../languages/words";
import { dayOf, lastDays, lengthOf, type Range } from "../report";

const CHOICES = [7, 28, 90] as const;

export function RangeChoice({ range, onRange }: { range: Range; onRange(range: Range): void }) {
  const now = Date.now();
  const chosen = CHOICES.find((days) => same(range, lastDays(days, now)));
  const [others, setOthers] = useState(chosen === undefined);
  return (
    <fieldset class="range">
      <legend class="hidden-text">{say("reportRange")}</legend>
      <div class="range-choices">
        {CHOICES.map((days) => (
          <button
            key={days}
            type="button"
            class="button"
            aria-pressed={!others && days === chosen}
            onClick={() => {
              setOthers(false);
              onRange(lastDays(days, now));
            }}
          >
            {count("reportDays", days)}
          </button>
        ))}
        <button type="button" class="button" aria-pressed={others} onClick={() => setOthers(true)}>
          {say("reportCustom")}
        </button>
      </div>
      {others && <OtherDays range={range} today={dayOf(now)} onRange={onRange} />}
    </fieldset>
  );
}

function OtherDays({ range, today, onRange }: { range: Range; today: string; onRange(range: Range): void }) {
  const [typed, setTyped] = useState(range);
  const [wrong, setWrong] = useState(false);
  const take = (event: Event) => {
    event.preventDefault();
    const good = lengthOf(typed) > 0;
    setWrong(!good);
    if (good) onRange(typed);
  };
  const field = (name: "from" | "to", label: string) => (
    <label>
      {label}
      <input
        type="date"
        required
        max={today}
        value={typed[name]}
        aria-invalid={wrong}
        aria-describedby={wrong ? "range-wrong" : undefined}
        onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form class="range-dates" onSubmit={take} noValidate>
      {field("from", say("reportFrom"))}
      {field("to", say("reportTo"))}
      <button type="submit" class="button is-primary">
        {say("reportShow")}
      </button>
      {wrong && (
        <p id="range-wrong" class="is-fault" role="alert">
          {say("reportRangeWrong")}
        </p>
      )}
    </form>
  );
}

function same(one: Range, other: Range): boolean {
  return one.from === other.from && one.to === other.to;
}
