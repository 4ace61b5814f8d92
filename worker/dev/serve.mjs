// Serves the built Worker, console and cron on one loopback port, until it is stopped.
//
//   node worker/dev/serve.mjs [--port 8787] [--state .state] [--for-test]
//
// --for-test prints one line of JSON when ready, calls no cron by itself, and stops when stdin closes.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { callCron, repository, startLocal } from "./local.mjs";

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    state: { type: "string", default: path.join(repository, ".state") },
    "for-test": { type: "boolean", default: false },
    variable: { type: "string", multiple: true, default: [] }, // NAME=value
  },
});
const forTest = options["for-test"];
const variables = Object.fromEntries(options.variable.map((one) => one.split("=", 2)));
const startedAt = performance.now();
const say = (text) => console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const local = await start();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
if (forTest) serveTest();
else await servePeople();

async function start() {
  try {
    return await startLocal({ port: Number(options.port), state: path.resolve(options.state), variables });
  } catch (error) {
    console.error(`Cannot start: ${error.message}`);
    if (error.code === "EADDRINUSE" || /address already in use/i.test(error.message)) {
      console.error(`Port ${options.port} is taken. Choose another: cargo xtask start --port 8788`);
    } else {
      console.error(`If the state is of no worth, delete ${options.state} and start again.`);
    }
    process.exit(1);
  }
}

async function stop() {
  await local.stop();
  process.exit(0);
}

function serveTest() {
  console.log(JSON.stringify({ url: local.url.href, adminToken: local.adminToken }));
  process.stdin.resume().on("end", stop).on("close", stop);
}

async function servePeople() {
  say(`workerd and D1 run; ${local.migrations.length} migrations applied`);
  await loadSampleOnce();
  everyMinute(() => callCron(local.url));
  say("cron runs each minute");
  console.log(`
  Console  ${local.url.href}#token=${local.adminToken}
  Token    ${local.adminToken}
  API      ${local.url.href}api/v1   (header \`Authorization: Bearer TOKEN\`)

  Next: open the console; its address signs you in. Then open Sequences, choose one, and look at
  what it is going to do before you activate it.
  Data is kept in ${path.relative(process.cwd(), options.state) || "."}; delete that folder to begin anew.
  Stop with Ctrl+C.
`);
}

/** The sample account goes in through the Worker's own API, at the first start only. */
async function loadSampleOnce() {
  const script = path.join(import.meta.dirname, "sample.mjs");
  const mark = path.join(options.state, "sample-loaded");
  if (!existsSync(script) || existsSync(mark)) return;
  const { loadSample } = await import(pathToFileURL(script).href);
  try {
    const loaded = await loadSample({ url: local.url, adminToken: local.adminToken });
    writeFileSync(mark, new Date().toISOString());
    say(`sample account loaded: ${loaded}`);
  } catch (error) {
    // Without it everything still works, on an empty account; the next start tries again.
    console.error(`The sample account is not loaded: ${error.message}`);
  }
}

/** Runs `job` at each full minute. One that takes longer than a minute delays the next. */
function everyMinute(job) {
  const untilNextMs = 60_000 - (Date.now() % 60_000);
  setTimeout(async () => {
    try {
      await job();
    } catch (error) {
      console.error(`cron: ${error.message}`);
    }
    everyMinute(job);
  }, untilNextMs);
}
