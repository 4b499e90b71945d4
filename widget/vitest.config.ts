// Unit tests of the core: no DOM, no sockets, no real time.
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Style sheets as they are written: the documentation is held to them. Hours go by on clocks of the tests' own: how
  // long that takes is a matter of the machine.
  test: { include: ["test/**/*.test.ts"], environment: "node", css: true, testTimeout: 60_000 },
});
