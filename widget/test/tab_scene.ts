// The widget's conversation in the tabs of one browser, and what a test does to them.
import { ApiError, Conversation, KeptDraft, KeptOutbox } from "../src/core/index";
import { FakeBrowser, type Tab } from "./browser";
import { FakeChannel, FakeClock, FakeServer, FakeSurroundings, type Fault, settled } from "./fakes";

export interface OpenTab extends Tab {
  readonly conversation: Conversation;
  readonly channel: FakeChannel;
  readonly surroundings: FakeSurroundings;
  readonly draft: KeptDraft;
  /** Closed as people close tabs: the page is told. */
  close(): void;
}

/** The widget's conversation in a new tab of this browser. */
export function openTab(browser: FakeBrowser, server: FakeServer, owner = "support-chat api alice"): OpenTab {
  const { clock } = server;
  const tab = browser.tab();
  const channel = new FakeChannel();
  const surroundings = new FakeSurroundings();
  let alive = true;
  const conversation = new Conversation({
    endpoints: server.endpoints("user", () => alive),
    realtime: channel,
    surroundings,
    clock,
    storage: new KeptOutbox(tab.shelf, owner, clock),
  });
  conversation.start();
  const end = () => {
    alive = false;
    tab.crash();
    conversation.stop();
  };
  const draft = new KeptDraft(tab.shelf, owner);
  return { ...tab, conversation, channel, surroundings, draft, crash: end, close: () => conversation.stop() };
}

export class TabScene {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly browser = new FakeBrowser(this.clock);
  readonly tabs: OpenTab[] = [];

  constructor() {
    this.server.publish = (name, data) => {
      for (const { channel } of this.tabs) channel.emit(name, data);
    };
  }

  async open(owner?: string): Promise<OpenTab> {
    const tab = openTab(this.browser, this.server, owner);
    this.tabs.push(tab);
    await settled();
    tab.channel.up();
    await settled();
    return tab;
  }

  /** What a reload does to a page: the old one ends without a word, a new one begins. */
  reload(tab: OpenTab): Promise<OpenTab> {
    tab.crash();
    return this.open();
  }

  /** The server's history. */
  stored(): string[] {
    return this.server.messages.map((message) => message.content);
  }

  offline(): void {
    this.server.fault = () => new ApiError({ status: 0, code: "network" });
  }

  online(): void {
    this.server.fault = () => null;
  }

  /** Only this endpoint misbehaves. */
  stops(call: string, fault: Fault): void {
    this.server.fault = (made) => (made === call ? fault : null);
  }
}

export const outgoing = ({ conversation }: OpenTab) => conversation.getState().outgoing;
export const waiting = (tab: OpenTab) => outgoing(tab).map((message) => message.content);
export const refused = (status: number, code = "refused") => new ApiError({ status, code });
