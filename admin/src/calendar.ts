// Days as a calendar counts them.
const DAY_MS = 24 * 60 * 60_000;

/** In the reader's zone, and not in spans of 24 hours: at 00:01, 23:59 was yesterday. */
export function daysBetween(earlier: number, later: number): number {
  // Rounded, because the days on which the clocks change are an hour shorter or longer.
  return Math.round((midnight(later) - midnight(earlier)) / DAY_MS);
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
