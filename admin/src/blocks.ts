// A conversation as one column of blocks: the label of a day, a run of messages, or a note. What is windowed. No DOM.
import type { ShownNote } from "./note_blocks";
import { type Day, type Run, sameSender } from "./thread";

export type Block =
  | { kind: "day"; key: string; at: string; keys: readonly string[] }
  /** `continued`: the run above is by the same sender, the name need not be seen again. */
  | { kind: "run"; key: string; run: Run; continued: boolean; keys: readonly string[] }
  | { kind: "note"; key: string; note: ShownNote; keys: readonly string[] };

export function blocksOf(days: readonly Day[]): Block[] {
  return days.flatMap((day): Block[] => [
    { kind: "day", key: day.key, at: day.at, keys: [] },
    ...day.runs.map((run, index): Block => {
      const continued = sameSender(run, day.runs[index - 1]);
      return { kind: "run", key: run.key, run, continued, keys: run.entries.map((entry) => entry.key) };
    }),
  ]);
}

const DAY_PX = 48;
const RUN_PX = 48;
const LINE_PX = 22;
const BUBBLE_PX = 22;
const CHARACTERS_IN_A_LINE = 60;

/** Before a block has been drawn and measured: near enough that the scrollbar does not lie much. */
export function estimatedHeight(block: Block): number {
  if (block.kind === "day") return DAY_PX;
  if (block.kind === "note") return RUN_PX + heightOf(block.note.content);
  return block.run.entries.reduce((sum, { message }) => sum + heightOf(message.content), RUN_PX);
}

function heightOf(text: string): number {
  return BUBBLE_PX + LINE_PX * (1 + Math.floor(text.length / CHARACTERS_IN_A_LINE));
}
