// Whose chat it is, who is blocked, who belongs to the team, and what the audit list says, against a scripted API.
import { ApiError, type InboxRow } from "@support-chat/widget/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type AuditEntry, AuditLog, monthBeside, monthOf, sentenceOf } from "../src/audit";
import { chatInHash, hashOfPage, pageInHash } from "../src/route";
import { faultOf, isBusy, Standing } from "../src/standing";
import { Team } from "../src/team";
import { pageNamed } from "../src/views/pages";
import { aRow, steadyClock } from "./samples";

const NOVEMBER = Date.UTC(2026, 10, 23);

beforeEach(() => void vi.useFakeTimers({ now: NOVEMBER }));
afterEach(() => void vi.useRealTimers());

function anEntry(id: string, given: Partial<AuditEntry> = {}): AuditEntry {
  const actor = { id: "ada", name: "Ada" };
  return { id, at: "2026-11-23T09:00:00.000Z", action: "archived", actor, chat_id: "c", facts: {}, ...given };
}

test("an assignment is applied as the server answers it, and told while it is under way", async () => {
  const applied: InboxRow[] = [];
  const row = aRow("one", { assignee: { id: "ben", name: "Ben" } });
  const put = vi.fn(async () => row);
  const standing = new Standing({ put, delete: vi.fn() } as never, (told) => applied.push(told));
  const done = standing.assign("one", "ben");
  expect(isBusy(standing.getState(), "one")).toBe(true);
  expect(isBusy(standing.getState(), "two")).toBe(false);
  await done;
  expect(put).toHaveBeenCalledWith("/admin/chats/one/assignee", { agent_id: "ben" });
  expect(applied).toEqual([row]);
  expect(isBusy(standing.getState(), "one")).toBe(false);
});

test("a block that fails keeps the question open and says so; one that succeeds closes it", async () => {
  const put = vi.fn(async (): Promise<InboxRow> => {
    throw new ApiError({ status: 503, code: "busy" });
  });
  const standing = new Standing({ put, delete: vi.fn() } as never, () => undefined);
  standing.ask("one");
  await standing.block("one", "Swears");
  expect(standing.getState().asking).toBe("one");
  expect(faultOf(standing.getState(), "one", "block")?.code).toBe("busy");
  expect(faultOf(standing.getState(), "one", "assign")).toBeNull();
  put.mockImplementation(async () => aRow("one", { blocked: true }));
  await standing.block("one", "Swears");
  expect(standing.getState()).toEqual({ asking: null, last: null });
});

test("who is signed in is asked for again until the API tells, and no more after the end", async () => {
  let up = false;
  const get = vi.fn(async (path: string) => {
    if (!up) throw new ApiError({ status: 503, code: "busy" });
    return path === "/admin/me" ? { id: "ada", name: "Ada", role: "admin" } : { agents: [] };
  });
  const team = new Team({ get } as never, steadyClock);
  await team.start();
  expect(team.getState().me).toBeNull();
  up = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(team.getState().me?.role).toBe("admin");
  up = false;
  void team.start();
  team.stop();
  await vi.advanceTimersByTimeAsync(0);
  const asked = get.mock.calls.length;
  team.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(get.mock.calls.length).toBe(asked);
});

test("the audit list goes on where its page ended, shows no line twice, and tries a failed page again", async () => {
  const pages: Record<string, unknown> = {
    "": { entries: [anEntry("3"), anEntry("2")], next_cursor: "after-2" },
    "after-2": { entries: [anEntry("2"), anEntry("1")], next_cursor: null },
  };
  let failing = false;
  const get = vi.fn(async (_: string, query: { cursor: string | null }) => {
    if (failing) throw new ApiError({ status: 503, code: "busy" });
    return pages[query.cursor ?? ""];
  });
  const log = new AuditLog({ get } as never, NOVEMBER);
  await log.show("2026-11");
  failing = true;
  await log.more();
  expect(log.getState().error?.code).toBe("busy");
  expect(log.getState().entries.map(({ id }) => id)).toEqual(["3", "2"]);
  failing = false;
  await log.more();
  expect(log.getState().entries.map(({ id }) => id)).toEqual(["3", "2", "1"]);
  expect(log.getState()).toMatchObject({ cursor: null, error: null, phase: "ready" });
});

test("the answer for a month that was left is not shown in the next", async () => {
  const answers: Array<(page: unknown) => void> = [];
  const get = vi.fn(() => new Promise((resolve) => answers.push(resolve)));
  const log = new AuditLog({ get } as never, NOVEMBER);
  const first = log.show("2026-11");
  const second = log.show("2026-10");
  answers[1]?.({ entries: [anEntry("october")], next_cursor: null });
  await second;
  answers[0]?.({ entries: [anEntry("november")], next_cursor: null });
  await first;
  expect(log.getState().entries.map(({ id }) => id)).toEqual(["october"]);
});

test("months are counted in UTC, over the turn of a year", () => {
  expect(monthOf(NOVEMBER)).toBe("2026-11");
  expect(monthBeside("2026-12", 1)).toBe("2027-01");
  expect(monthBeside("2026-01", -1)).toBe("2025-12");
});

test("a line is a sentence, also of an action that is new to this page", () => {
  expect(sentenceOf(anEntry("1"))).toBe("Ada archived a chat");
  const facts = { was: "agent", role: "admin" };
  expect(sentenceOf(anEntry("1", { action: "role_changed", facts }))).toBe("Ada was agent and is admin now");
  expect(sentenceOf(anEntry("1", { action: "knighted" }))).toBe("Ada: knighted");
});

test("an address leads to a chat or to a page that there is", () => {
  expect(pageNamed(pageInHash(hashOfPage("audit")))?.name).toBe("audit");
  expect(pageNamed(pageInHash("#audit?month=2026-10"))?.name).toBe("audit");
  for (const hash of ["", "#", "#/", "#/chats/abc", "#nowhere", "#auditor", "#AUDIT"]) {
    expect(pageNamed(pageInHash(hash))).toBeNull();
  }
  expect(chatInHash("#audit")).toBeNull();
});
