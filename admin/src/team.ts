// Who is signed in, as the API sees them, and who else belongs to the team. No DOM.
import { Alarm, type ApiClient, type Clock } from "@support-chat/widget/core";
import { Observable } from "./observable";

export type Role = "agent" | "admin";

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

export interface TeamState {
  /** Unknown until the API has told. */
  readonly me: Member | null;
  /** Everybody who has signed in so far, by name. */
  readonly agents: readonly Member[];
}

const AGAIN_MS = 10_000;

export class Team extends Observable<TeamState> {
  readonly #api: Pick<ApiClient, "get">;
  readonly #again: Alarm;

  constructor(api: Pick<ApiClient, "get">, clock: Clock) {
    super({ me: null, agents: [] });
    this.#api = api;
    this.#again = new Alarm(clock);
  }

  /** Tells the API that somebody is here, and asks who else there is; from now on colleagues see them in the team. */
  async start(): Promise<void> {
    try {
      const me = await this.#api.get<Member>("/admin/me");
      this.become({ ...this.getState(), me });
      await this.look();
    } catch {
      // The list of chats tells what is wrong; this only goes on asking.
      this.#again.set(AGAIN_MS, () => void this.start());
    }
  }

  stop(): void {
    this.#again.clear();
  }

  /** Fetches the colleagues anew: somebody may have joined. Rejects when the API does not tell. */
  async look(): Promise<void> {
    const { agents } = await this.#api.get<{ agents: Member[] }>("/admin/agents");
    this.become({ ...this.getState(), agents });
  }
}
