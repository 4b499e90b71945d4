// The core comes from the widget's sources, as tsconfig.json says to the compiler and the bundler.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const core = fileURLToPath(new URL("../widget/src/core", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@support-chat\/widget\/core$/, replacement: `${core}/index.ts` },
      { find: /^@support-chat\/widget\/core\//, replacement: `${core}/` },
    ],
  },
  // Time goes by on clocks of the tests' own: how long that takes is a matter of the machine.
  test: { testTimeout: 60_000 },
});
