// Random histories under loss, doubling, reordering, delay, refusal and crash: everything once, in order, as it was last changed, everywhere.
import { expect, it } from "vitest";
import { ApiError, Conversation, type Message } from "../src/core/index";
import { FakeBrowser } from "./browser";
import { FakeChannel, FakeClock, FakeServer, FakeSurroundings, type Fault, seeded } from "./fakes";
import { openTab } from "./tab_scene";

const HISTORIES = 150;
const STEPS = 60;

interface Client {
  readonly conversation: Conversation;
  readonly channel: FakeChannel;
  readonly surroundings: FakeSurroundings;
  /** What was written in this place, also before a reload. */
  readonly sent: string[];
  /** Another page in place of this one; an agent's stays. */
  readonly reload: (() => Client) | null;
}

type Chance = (share: number) => boolean;

function agent(server: FakeServer, violations: string[]): Client {
  const channel = new FakeChannel();
  const surroundings = new FakeSurroundings();
  const endpoints = server.endpoints("admin");
  const conversation = new Conversation({ endpoints, realtime: channel, surroundings, clock: server.clock });
  conversation.subscribe(() => violations.push(...wrongInView(conversation)));
  conversation.start();
  return { conversation, channel, surroundings, sent: [], reload: null };
}

/** A tab of the customer's browser; half of the time it ends as a crash, half as people close tabs. */
function tab(
  browser: FakeBrowser,
  server: FakeServer,
  violations: string[],
  chance: Chance,
  sent: string[] = [],
): Client {
  const { conversation, channel, surroundings, crash, close } = openTab(browser, server);
  conversation.subscribe(() => violations.push(...wrongInView(conversation)));
  const reload = () => {
    if (chance(0.5)) crash();
    else close();
    return tab(browser, server, violations, chance, sent);
  };
  return { conversation, channel, surroundings, sent, reload };
}

const told = ({ seq, id, content, revision, unsent_at }: Message) => [seq, id, content, revision, unsent_at];

/** What must hold at every moment, not only in the end. */
function wrongInView(conversation: Conversation): string[] {
  const { messages, outgoing } = conversation.getState();
  const wrong: string[] = [];
  if (messages.some((message, at) => at > 0 && message.seq <= (messages[at - 1]?.seq ?? 0)))
    wrong.push("out of order");
  const ids = [...messages.map((m) => m.client_message_id), ...outgoing.map((m) => m.clientMessageId)];
  const known = ids.filter((id) => id !== null);
  if (new Set(known).size < known.length) wrong.push("shown twice");
  return wrong;
}

/** An unreliable channel: events are lost, doubled, late, and overtake each other. */
function unreliable(clients: readonly Client[], clock: FakeClock, random: () => number) {
  return (name: string, data: unknown): void => {
    for (const { channel } of clients) {
      const copies = random() < 0.25 ? 0 : random() < 0.2 ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        clock.setTimeout(() => channel.emit(name, random() < 0.1 ? pointer(data) : data), random() * 3_000);
      }
    }
  };
}

function pointer(data: unknown): unknown {
  const { message } = data as { message?: Message };
  return message ? { seq: message.seq, id: message.id, revision: message.revision } : data;
}

function fault(random: () => number): Fault {
  const dice = random();
  if (dice < 0.1) return "lost request";
  if (dice < 0.2) return "lost answer";
  if (dice < 0.25)
    return new ApiError({ status: 503, code: "unavailable", retryAfter: dice < 0.22 ? 2 : null });
  if (dice < 0.28) return new ApiError({ status: 429, code: "slow_down", retryAfter: 1 });
  return dice < 0.8 ? { delay: random() * 4_000 } : null;
}

function step({ conversation, channel, surroundings, sent }: Client, chance: Chance): void {
  if (chance(0.5)) {
    const text = `${sent.length}`;
    sent.push(conversation.send(text) ?? "");
  }
  if (chance(0.2)) channel.up();
  if (chance(0.2)) channel.down();
  if (chance(0.1)) surroundings.change(chance(0.5) ? "hidden" : "visible");
  if (chance(0.1)) surroundings.change(chance(0.5) ? "offline" : "online");
  if (chance(0.2)) conversation.markRead();
  if (chance(0.1)) void conversation.loadOlder();
  const waiting = conversation.getState().outgoing[0];
  if (waiting && chance(0.1)) conversation.retry(waiting.clientMessageId);
}

/** An agent edits or withdraws something of the last ten minutes. */
function changeOne({ messages, change, clock }: FakeServer, random: () => number): void {
  const young = messages.filter(
    (m) =>
      m.sender_type === "admin" && !m.unsent_at && clock.elapsed() - Date.parse(m.created_at) < 10 * 60_000,
  );
  const one = young[Math.floor(random() * young.length)];
  if (one) change(one.seq, random() < 0.5 ? `${one.content}!` : null);
}

async function history(seed: number): Promise<void> {
  const random = seeded(seed);
  const chance: Chance = (share) => random() < share;
  const clock = new FakeClock();
  clock.chance = random;
  const server = new FakeServer(clock);
  for (let n = Math.floor(random() * 80); n > 0; n--) server.say(chance(0.5) ? "user" : "admin", "earlier");
  // Two tabs of the customer, and an agent.
  const violations: string[] = [];
  const browser = new FakeBrowser(clock);
  browser.lockless = chance(0.3);
  const clients = [
    tab(browser, server, violations, chance),
    tab(browser, server, violations, chance),
    agent(server, violations),
  ];
  server.publish = unreliable(clients, clock, random);
  server.fault = () => fault(random);
  for (let n = 0; n < STEPS; n++) {
    for (const [place, one] of clients.entries()) {
      if (chance(0.5)) step(one, chance);
      if (one.reload && chance(0.05)) clients[place] = one.reload();
    }
    if (chance(0.3)) changeOne(server, random);
    await clock.advance(chance(0.02) ? 240_000 : random() * 4_000);
  }
  server.fault = () => null;
  for (const { surroundings } of clients) surroundings.change("online");
  // Without Web Locks the lease of a crashed tab runs out first.
  await clock.advance(240_000);
  expect([...browser.entries.keys()]).toEqual([]);
  for (const { conversation, sent } of clients) {
    while (conversation.getState().hasOlder) await conversation.loadOlder();
    const { messages, outgoing } = conversation.getState();
    expect(outgoing).toEqual([]);
    expect(messages.map(told)).toEqual(server.messages.map(told));
    const stored = messages.filter((m) => m.client_message_id !== null && sent.includes(m.client_message_id));
    expect(stored.map((m) => m.client_message_id)).toEqual(sent);
    conversation.stop();
  }
  await clock.advance(20_000);
  expect(clock.pending).toBe(0);
  expect(violations).toEqual([]);
}

it(`keeps every message exactly once and in order in ${HISTORIES} random histories`, {
  timeout: 300_000,
}, async () => {
  for (let seed = 1; seed <= HISTORIES; seed++) {
    await history(seed).catch((reason: unknown) => {
      throw new Error(`history(${seed}): ${reason instanceof Error ? reason.message : String(reason)}`, {
        cause: reason,
      });
    });
  }
});
