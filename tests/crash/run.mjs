// Real workerd, killed with -9 again and again under load, with services that fail: nothing is lost, nothing is done
// twice where a key can prevent it, and what nobody can know is said to be unknown.
//
//   node tests/crash/run.mjs [--cycles 120] [--seed text] [--lanes 2]
//
// A lane is a deployment of its own with so many cycles' share; two keep two cores at work. What fails prints its
// seed: the same seed brings the same data, the same moments of killing and the same faults of each attempt.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { seeded, fraction } from "../support/providers/faults.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { spawnServer, startServer } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";
import { Ledger } from "./ledger.mjs";
import { World } from "./world.mjs";

/** Of a hundred calls. Source: our choice, worse than any month of a real service. */
const RATES = { 429: 8, 500: 8, "500_after": 8, lost: 8, hold: 4 };
/** When a life ends. Units: ms after the server is ready. */
const KILL_MS = { first: 30, last: 900 };
/** A dead sender's lease runs out while the next server starts. Units: ms. */
const LEASE_MS = 3_000;

const variables = { RELANCE_LEASE_MS: String(LEASE_MS) };

const { values: options } = parseArgs({ options: {
  cycles: { type: "string", default: "120" },
  seed: { type: "string", default: String(Date.now()) },
  lanes: { type: "string", default: "2" },
} });
const cycles = Number(options.cycles);
const lanes = Math.min(Number(options.lanes), cycles);
if (!(cycles > 0 && lanes > 0)) throw new Error("--cycles and --lanes are numbers above 0");

const began = performance.now();
const seconds = () => (performance.now() - began) / 1_000;
const say = (text) => console.log(`${seconds().toFixed(0).padStart(6)} s  ${text}`);
say(`seed ${options.seed}: ${cycles} lives in ${lanes} deployments`);
const shares = Array.from({ length: lanes }, (_, lane) => Math.floor(cycles / lanes) + (lane < cycles % lanes ? 1 : 0));
const ledgers = await Promise.all(shares.map((share, lane) => live(`${options.seed}/${lane}`, share)));
report(ledgers);

/** One deployment through all of its lives. */
async function live(seed, share) {
  const ends = [];
  const t = { after: (end) => void ends.unshift(end) };
  const state = mkdtempSync(path.join(tmpdir(), "relance-crash-"));
  try {
    const { world, server } = await begin(t, seed, state);
    const kills = await suffer(t, { world, server, seed, state, share });
    return await audit(t, { world, state, share, kills });
  } finally {
    for (const end of ends) await end();
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function begin(t, seed, state) {
  const world = new World({}, (name) => fraction(`${seed}|${name}`));
  const providers = await startProviders(t);
  const unisender = await startUnisender(t, { lists: [{ id: 101, title: "News" }] });
  const hook = seeded(`${seed}|webhook`, { 500: 16, lost: 16 });
  const receiver = await startReceiver(t, { seeded: (id) => ({ 500: 500, lost: "lost" })[hook(id)] });
  Object.assign(world.services, { providers, unisender, receiver });
  const server = await spawnServer(t, { state, variables });
  await world.begin(server);
  providers.faults(seed, RATES);
  unisender.faults = seeded(`${seed}|unisender`, { 429: 8, 500: 8, lost: 16 });
  return { world, server };
}

/** So many lives, each ended under load. Answers when each ended. */
async function suffer(t, { world, server, seed, state, share }) {
  const kills = [];
  let alive = server;
  for (let cycle = 0; cycle < share; cycle += 1) {
    const loading = world.load(alive, cycle);
    await wait(KILL_MS.first + fraction(`${seed}|kill|${cycle}`) * (KILL_MS.last - KILL_MS.first));
    await alive.kill();
    kills.push(Date.now());
    await loading;
    alive = await spawnServer(t, { state, variables });
    if ((cycle + 1) % 20 === 0) say(`${seed}: ${cycle + 1} of ${share} lives`);
  }
  for (const provider of Object.values(world.services.providers)) if (provider.faults) provider.holdMs = 0;
  await wait(2 * LEASE_MS);
  await world.settle(alive, share);
  await alive.stop();
  say(`${seed}: settled`);
  return kills;
}

async function audit(t, { world, state, kills }) {
  const server = await startServer(t, { state });
  const ledger = await new Ledger(world, kills).audit(server.database);
  await server.stop();
  return ledger;
}

function report(ledgers) {
  const sum = {};
  for (const { figures } of ledgers) for (const [name, count] of Object.entries(figures)) sum[name] = (sum[name] ?? 0) + count;
  const cutOff = ledgers.reduce((count, { world }) => count + world.cutOff, 0);
  console.log(`${cycles} kills in ${seconds().toFixed(0)} s, ${cutOff} requests cut off: ${sum.records} records and events acknowledged, ${sum.actions} actions`);
  console.log(`  ${sum.sent} sent, ${sum.not_sent} not sent, ${sum.unknown} unknown (${sum.unknown_arrived} had arrived, ${sum.unknown_not_arrived} had not; ${sum.cut_off} cut off by a kill, ${sum.exhausted} after all attempts)`);
  console.log(`  ${sum.calls} calls of services, ${sum.repeated} of them repetitions${sum.looked_up ? `; ${sum.looked_up} ambiguous ones looked up` : ""}`);
  const wrong = ledgers.flatMap((ledger) => ledger.wrong);
  for (const sentence of wrong.slice(0, 30)) console.error(`  WRONG ${sentence}`);
  if (wrong.length > 0) {
    console.error(`${wrong.length} wrong. Again: cargo xtask crash --cycles ${cycles} --seed ${options.seed}`);
    process.exit(1);
  }
  console.log("  0 lost, 0 doubled, nothing stuck; unknown exactly what nobody can know");
}
