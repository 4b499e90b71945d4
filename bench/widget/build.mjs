// Everything that the page of the benchmark loads, into .local/bench/widget: ours as it was built, the peers as their
// vendors ship them for browsers or bundled where they ship none, and each file compressed once with brotli at its best.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const out = `${root}.local/bench/widget/`;
const compressed = `${root}.local/bench/brotli/`;
const packages = `${here}peers/node_modules/`;

/** Files of a package as a page may use them, by the folder they are served from. */
const SHIPPED = {
  "deep-chat": ["deep-chat/dist/deepChat.bundle.js"],
  flowise: ["flowise-embed/dist/web.js"],
  n8n: (await readdir(`${packages}@n8n/chat/dist`))
    .filter((name) => /\.(m?js|css)$/.test(name) && !/umd|chat\.es/.test(name))
    .map((name) => `@n8n/chat/dist/${name}`),
  typebot: ["@typebot.io/js/dist/web.js"],
};

/** The newest React that each of them takes. */
const REACT_19 = { react: `${packages}react-19`, "react-dom": `${packages}react-dom-19` };
const BUNDLED = { botpress: REACT_19, papercups: {}, "react-chat-widget": {} };

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  logLevel: "error",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await mkdir(compressed, { recursive: true });
await cp(`${root}widget/dist`, `${out}support-chat`, { recursive: true });
await cp(`${here}peers/papercups.html`, `${out}papercups.html`);
for (const name of ["loader", "panel"]) {
  const format = name === "loader" ? "iife" : "esm";
  await build({
    ...common,
    format,
    bundle: false,
    entryPoints: [`${here}floor/${name}.js`],
    outdir: `${out}floor`,
  });
}
for (const [name, paths] of Object.entries(SHIPPED))
  for (const path of paths) await cp(packages + path, `${out}${name}/${path.split("/").at(-1)}`);
for (const [name, alias] of Object.entries(BUNDLED))
  await build({
    ...common,
    alias,
    jsx: "automatic",
    splitting: true,
    entryPoints: { index: `${here}peers/${name}.jsx` },
    outdir: `${out}${name}`,
  });

const names = (await readdir(out, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(m?js|css)$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`);
const compress = promisify(brotliCompress);

/** Brotli's best takes seconds for a megabyte, and the peers stay what they are. */
async function compressOnce(path) {
  const text = await readFile(path);
  const kept = compressed + createHash("sha256").update(text).digest("hex");
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const bytes = await readFile(kept).catch(() => compress(text, { params }));
  await writeFile(kept, bytes);
  await writeFile(`${path}.br`, bytes);
}

const waiting = [...names];
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let path = waiting.pop(); path; path = waiting.pop()) await compressOnce(path);
  }),
);
