// Builds the dashboard into dist/: one page, and assets whose names change with their content.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

await rm(`${here}dist`, { recursive: true, force: true });
await mkdir(`${here}dist`, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { dashboard: "src/main.tsx", style: "src/styles/app.css", icon: "src/icon.svg" },
  outdir: "dist/assets",
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  splitting: true,
  charset: "utf8",
  loader: { ".svg": "copy" },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  metafile: true,
});

const page = await readFile(`${here}src/index.html`, "utf8");
const names = {
  script: builtFrom("src/main.tsx"),
  styles: builtFrom("src/styles/app.css"),
  icon: builtFrom("src/icon.svg"),
};
await writeFile(
  `${here}dist/index.html`,
  page.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => names[name]),
);

function builtFrom(source) {
  const output = Object.entries(metafile.outputs).find(
    ([name, { entryPoint, inputs }]) =>
      entryPoint === source || (name.endsWith(".svg") && source.endsWith(".svg") && source in inputs),
  );
  if (!output) throw new Error(`nothing was built from ${source}`);
  return output[0].replace(/^dist\//, "");
}
