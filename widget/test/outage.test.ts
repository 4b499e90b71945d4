// Ten thousand pages after an outage of the realtime server, with the core's own timing and the template's own limits.
import { describe, expect, it } from "vitest";
import template from "../../template.yaml?raw";
import { limitsOf, simulate } from "./outage";

const CLIENTS = 10_000;
const GOAL_MS = 30_000;

function after(awayMs: number) {
  return simulate({ clients: CLIENTS, seed: 1, awayMs, looking: CLIENTS / 10, ...limitsOf(template) });
}

describe("ten thousand pages", () => {
  it.each([500, 5_000, 9_000, 60_000, 300_000])(
    "are all back in half a minute after %i ms, and none is refused",
    async (awayMs) => {
      const { allBackMs, signing, asking } = await after(awayMs);
      expect(allBackMs).toBeLessThanOrEqual(GOAL_MS);
      expect(signing).toMatchObject({ requests: CLIENTS, refused: 0 });
      expect(asking.refused).toBe(0);
    },
  );
});
