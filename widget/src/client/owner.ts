// Not in account.ts, which the controller has: what the panel has as well would be a file of its own, and a request more.
import type { Person } from "./account";

/** Under which name this person is known here; null: nobody is signed in at the host application. */
export async function ownerOf(person: Person): Promise<string | null> {
  try {
    return await person.owner();
  } catch (reason) {
    const { status } = (reason ?? {}) as { status?: number };
    if (status === 401 || status === 403) return null;
    throw reason;
  }
}
