// Which of many blocks are worth drawing: those in view, and a little around them. No DOM.
// Ours rather than a library's: what is hard about a conversation is not the arithmetic but to keep the reader's
// place by message while earlier ones come in above it, and every library leaves that to its user.

export interface Range {
  readonly start: number;
  /** The first that is not drawn any more. */
  readonly end: number;
}

/** Where each block begins, and last of all where they end. */
export function offsetsOf(heights: readonly number[]): Float64Array {
  const offsets = new Float64Array(heights.length + 1);
  for (const [index, height] of heights.entries()) offsets[index + 1] = at(offsets, index) + height;
  return offsets;
}

/** The blocks that touch the stretch between `top` and `bottom`. */
export function rangeBetween(offsets: Float64Array, top: number, bottom: number): Range {
  const count = offsets.length - 1;
  const start = Math.min(indexAt(offsets, top), Math.max(0, count - 1));
  let end = start;
  while (end < count && at(offsets, end) < bottom) end += 1;
  return { start, end: Math.max(end, Math.min(count, start + 1)) };
}

/** The block at this height: the last that begins at or above it. */
export function indexAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at(offsets, middle) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function at(offsets: Float64Array, index: number): number {
  return offsets[index] ?? 0;
}

/**
 * How far the rows in view have moved in a list of equal rows, as most of them have: a chat that jumps to the top must
 * not take the reader along.
 */
export function movedBy(before: readonly string[], after: readonly string[], inView: Range): number {
  const places = new Map(after.map((id, index) => [id, index]));
  const votes = new Map<number, number>();
  for (let index = inView.start; index < Math.min(inView.end, before.length); index += 1) {
    const place = places.get(before[index] ?? "");
    if (place !== undefined) votes.set(place - index, (votes.get(place - index) ?? 0) + 1);
  }
  let [moved, most] = [0, 0];
  for (const [distance, count] of votes) {
    if (count > most) [moved, most] = [distance, count];
  }
  return moved;
}
