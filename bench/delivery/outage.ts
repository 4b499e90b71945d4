// Prints how ten thousand pages come back: how long the server was away, in ms, as arguments.
import { readFileSync } from "node:fs";
import { limitsOf, simulate } from "../../widget/test/outage";

const CLIENTS = 10_000;
const limits = limitsOf(readFileSync("template.yaml", "utf8"));
const told = [];
for (const awayMs of process.argv.slice(2).map(Number)) {
  const outage = { clients: CLIENTS, seed: 1, awayMs, looking: CLIENTS / 10, ...limits };
  told.push({ ...outage, ...(await simulate(outage)) });
}
console.log(JSON.stringify(told));
