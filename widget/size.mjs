// What the widget weighs as it travels (brotli), part by part, against what it may: fails when a budget is broken.
import { readdir, readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";

const dist = new URL("dist/", import.meta.url);
const KB = 1024;
const LOADER_BUDGET = 2 * KB;
const OPEN_CHAT_BUDGET = 30 * KB;

const names = [
  "support-chat.js",
  ...(await readdir(new URL("assets/", dist))).map((name) => `assets/${name}`),
];
const files = new Map(await Promise.all(names.map(async (name) => [name, await weigh(name)])));

async function weigh(name) {
  const text = await readFile(new URL(name, dist), "utf8");
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const brotli = brotliCompressSync(Buffer.from(text), { params }).length;
  // What a module cannot do without; what it may import later is in parentheses.
  const needs = [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map(([, file]) => `assets/${file}`);
  return { name, brotli, needs };
}

const counted = new Set();

/** What is not here yet of this file and of what it cannot do without. */
function bring(name) {
  const file = files.get(name);
  if (!file || counted.has(name)) return 0;
  counted.add(name);
  return file.needs.reduce((sum, other) => sum + bring(other), file.brotli);
}

const named = (pattern) => names.filter((name) => pattern.test(name));
/** One language is needed; the budget is kept in each. */
const language = named(/\/[a-z]{2}\.\w+\.js$/).sort((a, b) => files.get(b).brotli - files.get(a).brotli);

const parts = [
  ["loader", named(/^support-chat\.js$/)],
  ["controller", named(/\/controller\./)],
  ["panel", named(/\/panel\./)],
  [`language (${language[0]?.slice(7, 9)}, the largest)`, language.slice(0, 1)],
  ["realtime", named(/\/pusher\./)],
].map(([what, found]) => {
  if (found.length !== 1) throw new Error(`${what}: not one file, but ${found.length}`);
  return { what, brotli: bring(found[0]) };
});

// What two parts share becomes a file of its own: one more wait, and compressed worse.
const shared = named(/\/chunk\./);
if (shared.length > 0) {
  console.log(`torn out of their parts: ${shared.join(", ")}`);
  process.exitCode = 1;
}

const line = (bytes, what) => console.log(`${(bytes / KB).toFixed(2).padStart(7)} KB  ${what}`);
for (const { brotli, what } of parts) line(brotli, what);
console.log("only when used:");
for (const name of names) if (!counted.has(name)) line(files.get(name).brotli, name);

const budgets = [
  { what: "before the button shows", brotli: parts[0].brotli, budget: LOADER_BUDGET },
  {
    what: "everything an open chat needs in one language",
    brotli: parts.reduce((sum, { brotli }) => sum + brotli, 0),
    budget: OPEN_CHAT_BUDGET,
  },
];
for (const { what, brotli, budget } of budgets) {
  const verdict = brotli <= budget ? "ok" : "TOO HEAVY";
  console.log(`${(brotli / KB).toFixed(2).padStart(7)} of ${budget / KB} KB  ${verdict.padEnd(9)}  ${what}`);
  if (brotli > budget) process.exitCode = 1;
}
