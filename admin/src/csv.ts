// Tables as CSV (RFC 4180), for spreadsheets: with a byte order mark, and no cell that one of them would run.
import type { Durations, Numbers, Report } from "./report";

type Cell = string | number;

// What spreadsheets take for the beginning of a formula, also behind blanks; a tab or a line break hides one. Where the
// comma is for decimals they begin a cell at each semicolon, whatever the quotes say.
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const FORMULA_WITHIN = /[;\t\r\n](?=\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;
const NEEDS_QUOTES = /[",\r\n]/;
const BYTE_ORDER_MARK = "\uFEFF";

export function csvOf(rows: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("");
}

/** A row for the team and one for each agent, each day. The names of the columns are the same in every language. */
export function csvOfReport({ days, ends }: Report): string {
  const head = [
    ...[
      "date",
      "whose",
      "agent_id",
      "agent",
      "conversations",
      "waits",
      "customer_messages",
      "agent_messages",
    ],
    ...columnsOf("first_replies", ends.first_replies),
    ...columnsOf("resolutions", ends.resolutions),
  ];
  const rows = days.flatMap(({ date, team, agents }) => [
    [date, "team", "", "", ...cellsOf(team)],
    ...agents.map(({ id, name, numbers }) => [date, "agent", id, name, ...cellsOf(numbers)]),
  ]);
  return csvOf([head, ...rows]);
}

function cellOf(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const disarmed = cell.replaceAll(FORMULA_WITHIN, "$&'");
  const text = FORMULA.test(cell) ? `'${disarmed}` : disarmed;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function columnsOf(name: string, ends: readonly number[]): string[] {
  return [name, `${name}_seconds`, ...ends.map((end) => `${name}_within_${end}_s`), `${name}_longer`];
}

function cellsOf(numbers: Numbers): number[] {
  const { conversations, waits, customer_messages, agent_messages } = numbers;
  return [
    ...[conversations, waits, customer_messages, agent_messages],
    ...cellsOfDurations(numbers.first_replies),
    ...cellsOfDurations(numbers.resolutions),
  ];
}

function cellsOfDurations({ count, seconds, histogram }: Durations): number[] {
  return [count, seconds, ...histogram];
}
