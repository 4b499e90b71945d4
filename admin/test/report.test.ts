import { expect, test } from "vitest";
import { csvOf, csvOfReport } from "../src/csv";
import {
  byAgent,
  type Day,
  halfWithin,
  lastDays,
  lengthOf,
  type Numbers,
  Reports,
  total,
} from "../src/report";
import { half, timeOf } from "../src/report_words";

const ENDS = { first_replies: [60, 300], resolutions: [3600, 86400] };
const NOW = Date.parse("2026-11-23T23:30:00Z");

function durations(...histogram: number[]) {
  return { count: histogram.reduce((one, other) => one + other, 0), seconds: 0, histogram };
}

function numbers(changes: Partial<Numbers> = {}): Numbers {
  return {
    conversations: 0,
    waits: 0,
    customer_messages: 0,
    agent_messages: 0,
    first_replies: durations(0, 0, 0),
    resolutions: durations(0, 0, 0),
    ...changes,
  };
}

function day(date: string, team: Partial<Numbers>, agents: Array<[string, string, number]> = []): Day {
  const shares = agents.map(([id, name, sent]) => ({ id, name, numbers: numbers({ agent_messages: sent }) }));
  return { date, team: numbers(team), agents: shares };
}

test("half is an upper bound: the first end that half of them kept to", () => {
  expect(halfWithin(durations(1, 1, 0), ENDS.first_replies)).toBe(60);
  expect(halfWithin(durations(1, 2, 0), ENDS.first_replies)).toBe(300);
  expect(halfWithin(durations(1, 0, 2), ENDS.first_replies)).toBe("longer");
  expect(halfWithin(durations(0, 0, 0), ENDS.first_replies)).toBeNull();
});

test("what half took is said in words, and nothing is said of none", () => {
  expect(half(durations(0, 3, 1), ENDS.first_replies)).toBe("Half within 5 min");
  expect(half(durations(0, 0, 1), ENDS.resolutions)).toBe("Half took longer than 24 hr");
  expect(half(durations(0, 0, 0), ENDS.resolutions)).toBe("None in these days");
  expect([60, 900, 3600, 86400, 3 * 86400].map(timeOf)).toEqual([
    "1 min",
    "15 min",
    "1 hr",
    "24 hr",
    "3 days",
  ]);
});

test("days add up for the team, and for each agent under the last name", () => {
  const days = [
    day("2026-11-22", { conversations: 2, first_replies: durations(1, 0, 1) }, [["a", "Ana", 1]]),
    day("2026-11-23", { conversations: 1, first_replies: durations(0, 2, 0) }, [
      ["b", "Ben", 4],
      ["a", "Ana B", 2],
    ]),
  ];
  expect(total(days).conversations).toBe(3);
  expect(total(days).first_replies).toEqual({ count: 4, seconds: 0, histogram: [1, 2, 1] });
  expect(byAgent(days).map(({ name, numbers }) => [name, numbers.agent_messages])).toEqual([
    ["Ben", 4],
    ["Ana B", 3],
  ]);
});

test("the last days end today as the server's calendar has it, and a range has an end", () => {
  expect(lastDays(7, NOW)).toEqual({ from: "2026-11-17", to: "2026-11-23" });
  expect(lengthOf(lastDays(90, NOW))).toBe(90);
  for (const [from, to] of [
    ["2026-11-02", "2026-11-01"],
    ["2026-01-01", "2026-04-03"],
    ["", "2026-11-01"],
  ]) {
    expect(lengthOf({ from: from ?? "", to: to ?? "" })).toBe(0);
  }
});

test("an answer that comes after other days were chosen is not shown", async () => {
  const answers: Array<(report: unknown) => void> = [];
  const get = <T>() => new Promise<T>((resolve) => answers.push(resolve as (report: unknown) => void));
  const reports = new Reports({ get }, NOW);
  const slow = reports.show(lastDays(90, NOW));
  const quick = reports.show(lastDays(7, NOW));
  answers[1]?.({ ends: ENDS, days: [day("2026-11-23", {})] });
  await quick;
  answers[0]?.({ ends: ENDS, days: [] });
  await slow;
  expect(reports.getState().report?.days).toHaveLength(1);
  expect(reports.getState().range).toEqual(lastDays(7, NOW));
});

test("a cell that holds a quote, a comma or a line break is one cell", () => {
  expect(csvOf([["a", 'say "hi"', "x,y", "two\nlines", 3]])).toBe(
    '\uFEFFa,"say ""hi""","x,y","two\nlines",3\r\n',
  );
});

test("no cell begins a formula", () => {
  for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uFF1D1", '=HYPERLINK("x")']) {
    const [, line = ""] = csvOf([["name"], [name]]).split("\r\n");
    expect(line.replace(/^"/, "").startsWith("'")).toBe(true);
  }
  expect(csvOf([["Ana-Maria", "a=b", -3]])).toBe("\uFEFFAna-Maria,a=b,-3\r\n");
});

test("a report as CSV has a row for the team and each agent, each day, and every column a name", () => {
  const days = [day("2026-11-23", { conversations: 2 }, [["a", "=Ana", 5]])];
  const [head = "", team = "", agent = "", end] = csvOfReport({ ends: ENDS, days }).slice(1).split("\r\n");
  expect(head.split(",")).toHaveLength(team.split(",").length);
  expect(team).toMatch(/^2026-11-23,team,,,2,0,0,0,/);
  expect(agent).toMatch(/^2026-11-23,agent,a,'=Ana,0,0,0,5,/);
  expect(end).toBe("");
});
