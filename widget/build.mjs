// Builds the widget into dist/: the loader under its fixed name, everything else under names that follow the content.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { common, here, tighter } from "./bundling.mjs";

await rm(`${here}dist`, { recursive: true, force: true });
await mkdir(`${here}dist/assets`, { recursive: true });

const lazy = { CONTROLLER: "src/controller/controller.ts", PANEL: "src/panel/main.tsx" };

const { metafile, outputFiles } = await build({
  ...common,
  entryPoints: { controller: lazy.CONTROLLER, panel: lazy.PANEL },
  outdir: "dist/assets",
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  format: "esm",
  splitting: true,
  jsx: "automatic",
  jsxImportSource: "preact",
  write: false,
});
await writeOut(outputFiles, true);

/** The loader finds its chunks by the names they got. */
const names = Object.entries(lazy).map(([name, source]) => {
  const [path] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === source) ?? [];
  if (!path) throw new Error(`nothing was built from ${source}`);
  return [name, JSON.stringify(path.replace(/^dist\//, ""))];
});

const loader = await build({
  ...common,
  entryPoints: { "support-chat": "src/loader/main.ts" },
  outdir: "dist",
  format: "iife",
  define: { ...common.define, ...Object.fromEntries(names) },
  write: false,
});
await writeOut(loader.outputFiles, false);

async function writeOut(files, module) {
  await Promise.all(files.map(async ({ path, text }) => writeFile(path, await tighter(text, module))));
}
