// What every build of ours shares: style sheets as text, pusher-js from its sources, and the browsers we serve.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

export const here = fileURLToPath(new URL(".", import.meta.url));

/** Style sheets as minified strings. */
const cssText = {
  name: "css-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      // Bundled, because a style sheet may import others.
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, minify: true, write: false });
      const [{ text }] = outputFiles;
      return { contents: text.trim(), loader: "text" };
    });
  },
};

/** pusher-js's connection from the sources it ships, with none of what it could do besides: src/realtime/client.ts. */
const pusherConnection = {
  name: "pusher-connection",
  setup({ onResolve }) {
    const core = fileURLToPath(new URL("./", import.meta.resolve("pusher-js/src/core/pusher.ts")));
    onResolve({ filter: /^pusher:/ }, ({ path }) => ({ path: `${core}${path.slice("pusher:".length)}.ts` }));
    onResolve({ filter: /^runtime$/ }, () => ({ path: `${here}src/realtime/runtime.js` }));
    onResolve({ filter: /\/(logger|url_store|errors|base64)$/ }, ({ importer }) =>
      importer.startsWith(core) ? { path: `${here}src/realtime/unused.js` } : undefined,
    );
  },
};

const pusherVersion = createRequire(import.meta.url)("pusher-js/package.json").version;

export const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  // Modules are always UTF-8.
  charset: "utf8",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  legalComments: "none",
  define: {
    "process.env.NODE_ENV": '"production"',
    global: "globalThis",
    VERSION: JSON.stringify(pusherVersion),
  },
  plugins: [cssText, pusherConnection],
  metafile: true,
};

/** Once more over what esbuild has minified: some five in a hundred less to send. */
export async function tighter(code, module) {
  const compress = { passes: 3, ecma: 2022, unsafe_arrows: true, unsafe_methods: true, pure_getters: true };
  const made = await minify(code, { module, toplevel: true, compress, format: { ecma: 2022 } });
  return made.code;
}
