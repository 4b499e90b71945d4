// Builds the npm package into npm/dist/: one module an entry, chunks between them, and the types.
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { common, here } from "./bundling.mjs";

const out = `${here}npm/dist`;
const ENTRIES = ["element", "client", "react", "vue"];
/** Their code is in ours, and their licences want to be told. */
const LICENCES = { "pusher-js": "LICENCE" };

await rm(out, { recursive: true, force: true });
await Promise.all([bundle(), types(), licences()]);

async function bundle() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: Object.fromEntries(ENTRIES.map((name) => [name, `src/packages/${name}.ts`])),
    outdir: out,
    chunkNames: "chunks/[name].[hash]",
    format: "esm",
    splitting: true,
    // Whoever uses it bundles and minifies with the rest; until then people may want to read it.
    minify: false,
    jsx: "automatic",
    external: ["react", "vue"],
    // A page rendered on a server has no elements, and may import ours all the same.
    define: { ...common.define, HTMLElement: "ElementBase" },
    inject: ["src/packages/element_base.ts"],
    write: false,
  });
  await mkdir(`${out}/chunks`, { recursive: true });
  // An import for nothing but its effects has none here, and other bundlers warn of it.
  for (const { path, text } of outputFiles) await writeFile(path, text.replaceAll(/^import "\..*";\n/gm, ""));
}

/** Only what the entries' own types lead to; with extensions, as Node's own resolution wants them. */
async function types() {
  const made = `${here}npm/types.made`;
  await promisify(execFile)("npx", ["tsc", "--project", "tsconfig.types.json"], { cwd: here });
  const wanted = ENTRIES.map((name) => join(made, "packages", `${name}.d.ts`));
  const written = new Set();
  for (const path of wanted) {
    if (written.has(path)) continue;
    written.add(path);
    const text = (await readFile(path, "utf8")).replaceAll(
      /(from |import\()"(\.[^"]*)"/g,
      (_, before, to) => {
        wanted.push(join(dirname(path), `${to}.d.ts`));
        return `${before}"${to}.js"`;
      },
    );
    const place = join(out, "types", relative(made, path));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  await rm(made, { recursive: true });
}

async function licences() {
  const texts = Object.keys(LICENCES).map(async (name) => {
    const folder = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
    return `${name}\n\n${(await readFile(join(folder, LICENCES[name]), "utf8")).trim()}\n`;
  });
  await mkdir(out, { recursive: true });
  await copyFile(`${here}../LICENSE`, `${out}/LICENSE`);
  await writeFile(`${out}/BUNDLED_LICENSES.txt`, (await Promise.all(texts)).join(`\n${"-".repeat(40)}\n\n`));
}
