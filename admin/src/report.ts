// The statistics of a range of days, and what can honestly be said of them. No DOM.
import { type ApiClient, ApiError } from "@support-chat/widget/core";
import { Observable } from "./observable";

export interface Durations {
  readonly count: number;
  readonly seconds: number;
  /** How many kept to each of the ends; the last number is longer. */
  readonly histogram: readonly number[];
}

export interface Numbers {
  readonly conversations: number;
  readonly waits: number;
  readonly customer_messages: number;
  readonly agent_messages: number;
  readonly first_replies: Durations;
  readonly resolutions: Durations;
}

export interface Share {
  readonly id: string;
  readonly name: string;
  readonly numbers: Numbers;
}

export interface Day {
  /** yyyy-mm-dd, in UTC as the counters are kept. */
  readonly date: string;
  readonly team: Numbers;
  readonly agents: readonly Share[];
}

export interface Report {
  readonly ends: { readonly first_replies: readonly number[]; readonly resolutions: readonly number[] };
  readonly days: readonly Day[];
}

export interface Range {
  readonly from: string;
  readonly to: string;
}

export interface ReportState {
  readonly range: Range;
  readonly report: Report | null;
  readonly phase: "loading" | "ready";
  readonly error: ApiError | null;
}

export const LONGEST_RANGE = 92;
const DAY_MS = 24 * 60 * 60_000;

export class Reports extends Observable<ReportState> {
  readonly #api: Pick<ApiClient, "get">;

  constructor(api: Pick<ApiClient, "get">, now: number) {
    super({ range: lastDays(28, now), report: null, phase: "loading", error: null });
    this.#api = api;
  }

  /** These days, or after a failure the same again. What was shown stays until the answer is there. */
  async show(range: Range = this.getState().range): Promise<void> {
    this.become({ ...this.getState(), range, phase: "loading", error: null });
    const answer = await this.#api
      .get<Report>("/admin/reports", { ...range })
      .catch((reason: unknown) => ApiError.from(reason));
    // Somebody has chosen other days meanwhile.
    if (this.getState().range !== range) return;
    if (answer instanceof ApiError) this.become({ range, report: null, phase: "ready", error: answer });
    else this.become({ range, report: answer, phase: "ready", error: null });
  }
}

/** The last so many days with today, as the server's calendar has it. */
export function lastDays(count: number, now: number): Range {
  return { from: dayOf(now - (count - 1) * DAY_MS), to: dayOf(now) };
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** How many days a range has; 0 for what is none. */
export function lengthOf({ from, to }: Range): number {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return days >= 1 && days <= LONGEST_RANGE ? days : 0;
}

export function total(days: readonly Day[]): Numbers {
  return days.map(({ team }) => team).reduce(sum, nothing(days[0]?.team));
}

/** Each agent's own sums, who did most first; under the name they had last. */
export function byAgent(days: readonly Day[]): Share[] {
  const shares = new Map<string, Share>();
  for (const { id, name, numbers } of days.flatMap(({ agents }) => agents)) {
    const before = shares.get(id)?.numbers;
    shares.set(id, { id, name, numbers: before ? sum(before, numbers) : numbers });
  }
  return [...shares.values()].sort((one, other) => work(other) - work(one) || compare(one.name, other.name));
}

/** The first end that half of them kept to: an upper bound. "longer" above the last end, null where there are none. */
export function halfWithin(
  { count, histogram }: Durations,
  ends: readonly number[],
): number | "longer" | null {
  if (count === 0) return null;
  let soFar = 0;
  for (const [index, end] of ends.entries()) {
    soFar += histogram[index] ?? 0;
    if (soFar * 2 >= count) return end;
  }
  return "longer";
}

function work({ numbers }: Share): number {
  return numbers.agent_messages + numbers.resolutions.count;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function sum(one: Numbers, other: Numbers): Numbers {
  return {
    conversations: one.conversations + other.conversations,
    waits: one.waits + other.waits,
    customer_messages: one.customer_messages + other.customer_messages,
    agent_messages: one.agent_messages + other.agent_messages,
    first_replies: sumOf(one.first_replies, other.first_replies),
    resolutions: sumOf(one.resolutions, other.resolutions),
  };
}

function sumOf(one: Durations, other: Durations): Durations {
  return {
    count: one.count + other.count,
    seconds: one.seconds + other.seconds,
    histogram: other.histogram.map((number, index) => number + (one.histogram[index] ?? 0)),
  };
}

function nothing(like: Numbers | undefined): Numbers {
  const none = { count: 0, seconds: 0, histogram: [] as number[] };
  const durations = (known?: Durations) =>
    known ? { ...none, histogram: known.histogram.map(() => 0) } : none;
  return {
    conversations: 0,
    waits: 0,
    customer_messages: 0,
    agent_messages: 0,
    first_replies: durations(like?.first_replies),
    resolutions: durations(like?.resolutions),
  };
}
