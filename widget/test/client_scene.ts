// Pages of one browser with the headless client on each: visitors, people, reloads and crashes.

import { openAccount } from "../src/client/account";
import { ChatClient, type ChatClientOptions } from "../src/client/chat_client";
import { FakeBrowser } from "./browser";
// Here already, so that the lazy chunk comes within a few promises.
import "../src/visitor/index";
import { API, FakeApi, tokenFor } from "./fake_api";
import { FakeClock, FakeSurroundings, settled } from "./fakes";

export const TOKEN_KEY = `support-chat ${API} visitor`;
const CONFIG = {
  api_url: API,
  visitors: true,
  pusher: { key: "k", cluster: "eu", host: "", port: 0, tls: true },
};

export interface OpenPage {
  readonly client: ChatClient;
  readonly surroundings: FakeSurroundings;
  /** Nothing of this page runs any more, from one moment to the next. */
  crash(): void;
}

export interface PageOptions extends Partial<Pick<ChatClientOptions, "visitors" | "context">> {
  /** Signed in as; null: the host application says that nobody is. */
  readonly sub?: string | null;
  readonly getToken?: () => Promise<string>;
  readonly allowed?: boolean;
}

export class ClientScene {
  readonly clock = new FakeClock();
  readonly api = new FakeApi(this.clock);
  readonly browser = new FakeBrowser(this.clock);

  async open({ sub, getToken, allowed = true, ...options }: PageOptions = {}): Promise<OpenPage> {
    const tab = this.browser.tab();
    const surroundings = new FakeSurroundings();
    let alive = true;
    const identity =
      getToken ??
      (async () => {
        if (sub) return tokenFor(sub, this.clock.now() / 1_000);
        throw { status: 401 };
      });
    const config = async () => ({ ...CONFIG, visitors: allowed });
    const person = sub === undefined && !getToken ? null : openAccount(config, identity);
    const client = new ChatClient(
      { context: false, ...options, config, person },
      {
        surroundings,
        shelf: this.browser.blocked ? null : tab.shelf,
        clock: this.clock,
        loadRealtime: () => Promise.reject(new Error("no realtime here")),
        fetch: this.api.fetch(() => alive),
      },
    );
    await this.loaded();
    const crash = () => {
      alive = false;
      tab.crash();
      client.end();
    };
    return { client, surroundings, crash };
  }

  /** A lazy chunk comes over more than promises. */
  async loaded(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) await settled();
  }

  get keys(): string[] {
    return [...this.browser.entries.keys()];
  }

  /** What signing out does on the page, in whichever tab. */
  wipe(): void {
    const { storage } = this.browser.tab().shelf;
    for (const key of this.keys) storage.removeItem(key);
  }
}

export const shown = ({ client }: OpenPage): string[] => [
  ...client.state.messages.map(({ content }) => content),
  ...client.state.outgoing.map(({ content }) => `(${content})`),
];
