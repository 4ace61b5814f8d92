// Real workerd, killed with -9 again and again under load, with services that fail: nothing is lost, nothing is done
// twice where a key can prevent it, and what nobody can know is said to be unknown.
//
//   node tests/crash/run.mjs [--cycles 120] [--seed text] [--lanes 2]
//
// A lane is a deployment of its own with its share of the cycles; two keep two cores at work: one whose providers know
// keys, one whose do not. What fails prints its seed: the same seed brings the same data, the same moments of killing and the same faults of each attempt.
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
import { ACCOUNTS, World } from "./world.mjs";

/** Of a hundred calls. Source: our choice, worse than any month of a real service. */
const RATES = { 429: 8, 500: 8, "500_after": 8, lost: 8, hold: 4 };
/** When a life ends by the clock. Units: ms of load. */
const KILL_MS = { first: 30, last: 900 };
/** A life that ends by a call: at one of the first so many, so soon after it; or, where none comes, then. Units: ms. */
const CALLS_MAX = 24;
const AFTER_MS_MAX = 30;
const CALLS_MS_MAX = 5_000;
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
const ledgers = await Promise.all(shares.map((share, lane) => live(ACCOUNTS[lane % ACCOUNTS.length], `${options.seed}/${lane}`, share)));
report(ledgers);

/** One deployment through all of its lives. */
async function live(name, seed, share) {
  const ends = [];
  const t = { after: (end) => void ends.unshift(end) };
  const state = mkdtempSync(path.join(tmpdir(), "relance-crash-"));
  try {
    const { world, server } = await begin(t, new World(name), seed, state);
    const kills = await suffer(t, { world, server, seed, state, share });
    return await audit(t, { world, state, share, kills });
  } finally {
    for (const end of ends) await end();
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function begin(t, world, seed, state) {
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
    await alive.get("/api/v1/dev/clock"); // the first answer takes what starting takes
    const loading = world.load(alive, cycle);
    await lifetime(world, `${seed}|${cycle}`, cycle);
    await alive.kill();
    kills.push(Date.now());
    await loading;
    alive = await spawnServer(t, { state, variables });
    if ((cycle + 1) % 20 === 0) say(`${world.name}: ${cycle + 1} of ${share} lives`);
  }
  for (const provider of Object.values(world.services.providers)) if (provider.faults) provider.holdMs = 0;
  await wait(2 * LEASE_MS);
  await world.settle(alive, share);
  await alive.stop();
  say(`${world.name}: settled`);
  return kills;
}

/** Half of the lives end by the clock, half by a call: in the middle of it or soon after. */
async function lifetime(world, seed, cycle) {
  const luck = (what) => fraction(`${seed}|${what}`);
  if (cycle % 2 === 0) return wait(KILL_MS.first + luck("kill") * (KILL_MS.last - KILL_MS.first));
  const until = world.calls() + 1 + Math.floor(luck("calls") * CALLS_MAX);
  const latest = performance.now() + CALLS_MS_MAX;
  while (world.calls() < until && performance.now() < latest) await wait(2);
  await wait(luck("after") * AFTER_MS_MAX);
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
  console.log(`  ${sum.sent} sent, ${sum.not_sent} not sent, ${sum.unknown} unknown (${sum.unknown_arrived} had arrived, ${sum.unknown_not_arrived} had not; ${sum.cut_off} cut off by a kill, of which ${sum.not_called} before the call, ${sum.exhausted} after all attempts)`);
  console.log(`  ${sum.calls} calls of services, ${sum.calls_alive} before the last kill, ${sum.repeated} of them repetitions; ${sum.looked_up} doubts ended by a look-up`);
  const wrong = ledgers.flatMap((ledger) => ledger.wrong);
  for (const sentence of wrong.slice(0, 30)) console.error(`  WRONG ${sentence}`);
  if (wrong.length > 0) {
    console.error(`${wrong.length} wrong. Again: cargo xtask crash --cycles ${cycles} --seed ${options.seed}`);
    process.exit(1);
  }
  console.log("  0 lost, 0 doubled, nothing stuck; unknown exactly what nobody can know");
}
