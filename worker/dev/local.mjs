// A whole local Cloudflare in one call: workerd, D1, the wake queue, cron and static assets.
// Decides nothing about the product: bindings, cron and routes are those of wrangler.jsonc, so what
// runs here is what is deployed. Used by serve.mjs and by the tests.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { Log, LogLevel, Miniflare } from "miniflare";
import { migrate } from "./migrate.mjs";

export const repository = path.resolve(import.meta.dirname, "../..");
const workerFolder = path.join(repository, "build/worker");
const consoleFolder = path.join(repository, "build/console");
const config = readConfig();
// Where tests keep what each Worker says, to be searched for what no log may hold (xtask/src/logs.rs); a server
// that a test spawns is called after that test.
const logsFolder = process.env.RELANCE_WORKER_LOGS;
process.env.RELANCE_SUITE ??= path.basename(process.argv[1] ?? "node", ".mjs");

/**
 * Starts the built Worker on loopback, its database migrated.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0 takes any free port.
 * @param {string} [options.state] Folder that survives a restart; without it nothing is kept.
 * @param {boolean} [options.verbose] Print requests, and what the Worker logs below a warning.
 * @param {Record<string, string>} [options.variables] Variables besides the usual ones.
 * @param {boolean} [options.mail] Bind `EMAIL`: what is sent over it lands in a file of Miniflare's.
 * @param {(line: string) => void} [options.heard] Gets each line that the Worker says, instead of the terminal.
 * @param {string} [options.around] Text of a module to enter by, around `./entry.js`.
 */
export async function startLocal(options = {}) {
  const { port = 0, state, verbose = false, variables = {}, mail = false, around, heard } = options;
  if (!existsSync(path.join(workerFolder, "entry.js"))) {
    throw new Error("the Worker is not built: run `cargo xtask build`");
  }
  const adminToken = state ? keptToken(state) : newToken();
  const miniflare = new Miniflare({
    name: "relance",
    host: "127.0.0.1",
    port,
    cf: false, // or it asks the network for an example of `request.cf`
    telemetry: { enabled: false },
    liveReload: false,
    logRequests: verbose,
    log: new Log(verbose ? LogLevel.INFO : LogLevel.ERROR),
    ...(logsFolder || heard ? { handleRuntimeStdio: listen(heard ?? printed(verbose)) } : {}),
    unsafeTriggerHandlers: true, // GET /cdn-cgi/handler/scheduled, POST /cdn-cgi/handler/email
    compatibilityDate: config.compatibility_date,
    modulesRoot: workerFolder,
    modules: workerModules(around),
    defaultPersistRoot: state,
    bindings: {
      RELANCE_MODE: "development",
      RELANCE_ADMIN_TOKEN: adminToken,
      RELANCE_LOG: verbose || logsFolder ? "info" : "warning",
      // Where links in messages lead; a port that the system chose is not known yet.
      ...(port ? { RELANCE_PUBLIC_URL: `http://127.0.0.1:${port}` } : {}),
      ...variables,
    },
    ...(mail ? { email: { send_email: [{ name: "EMAIL" }] } } : {}),
    ...boundAsDeployed(around),
  });
  try {
    const url = new URL(await miniflare.ready);
    const [{ binding, migrations_dir: folder }] = config.d1_databases;
    const database = await miniflare.getD1Database(binding);
    const migrations = await migrate(database, path.join(repository, "worker", folder));
    return { url, database, adminToken, migrations, miniflare, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
  }
}

/** For `fetch`: a kept connection that the server gives up for idle just then would fail the call, on a busy machine. */
export const ONE_CALL = { headers: { connection: "close" } };

/**
 * Calls the Worker's cron handler, as the platform does each minute. Without `at`, now.
 *
 * @param {URL} url
 * @param {Date} [at]
 */
export async function callCron(url, at) {
  const address = new URL("/cdn-cgi/handler/scheduled", url);
  address.searchParams.set("cron", config.triggers.crons[0]);
  address.searchParams.set("format", "json");
  if (at) address.searchParams.set("time", String(at.getTime()));
  const response = await fetch(address, ONE_CALL);
  const text = await response.text();
  if (!response.ok) throw new Error(`the cron handler answered ${response.status}: ${text}`);
  const { outcome } = JSON.parse(text);
  if (outcome !== "ok") throw new Error(`the cron handler ended with \`${outcome}\``);
}

/**
 * Delivers an e-mail, as the platform does for a domain that is routed to the Worker. Answers the
 * reason when the Worker refused it.
 *
 * @param {URL} url
 * @param {{ from: string, to: string, raw: string | Uint8Array }} message
 */
export async function callEmail(url, { from, to, raw }) {
  const address = new URL("/cdn-cgi/handler/email", url);
  address.searchParams.set("from", from);
  address.searchParams.set("to", to);
  address.searchParams.set("format", "json");
  const response = await fetch(address, { method: "POST", body: raw, ...ONE_CALL });
  const text = await response.text();
  if (!response.ok) throw new Error(`the email handler answered ${response.status}: ${text}`);
  const { outcome, rejectReason } = JSON.parse(text);
  if (outcome !== "ok") throw new Error(`the email handler ended with \`${outcome}\``);
  return rejectReason;
}

/** Hands each line on that the Worker says, and keeps it where tests keep such things. */
function listen(hear) {
  const file = logsFolder && openSync(logFile(), "a");
  const said = (line) => {
    if (file) writeSync(file, `${line}\n`);
    hear(line);
  };
  return (...streams) => streams.forEach((stream) => createInterface(stream).on("line", said));
}

function logFile() {
  mkdirSync(logsFolder, { recursive: true });
  return path.join(logsFolder, `${process.env.RELANCE_SUITE}-${process.pid}-${randomBytes(3).toString("hex")}.txt`);
}

/** What is only kept is not printed. */
const printed = (verbose) => (line) => {
  if (verbose || !/^\{.*"level":"info"/.test(line)) console.error(line);
};

/** The first module is the entry point. */
function workerModules(around) {
  const built = readdirSync(workerFolder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".js") || name.endsWith(".wasm"))
    .sort((a, b) => Number(b === "entry.js") - Number(a === "entry.js") || (a < b ? -1 : 1))
    .map((name) => ({
      type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule",
      path: path.join(workerFolder, name),
    }));
  if (!around) return built;
  return [{ type: "ESModule", path: path.join(workerFolder, "around.js"), contents: around }, ...built];
}

/** The console if it is built; the API alone runs without it. */
function assetsFolder() {
  if (existsSync(consoleFolder)) return consoleFolder;
  const empty = path.join(repository, "build/no-console");
  mkdirSync(empty, { recursive: true });
  return empty;
}

/** wrangler.jsonc; its comments stand on lines of their own. */
function readConfig() {
  const text = readFileSync(path.join(repository, "worker/wrangler.jsonc"), "utf8");
  return JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
}

/** Wrangler's words for databases, queues and assets, in Miniflare's. */
function boundAsDeployed(around) {
  const { assets, d1_databases: databases, queues } = config;
  const routes = around ? [...assets.run_worker_first, "/__*"] : assets.run_worker_first;
  return {
    d1Databases: Object.fromEntries(databases.map((one) => [one.binding, one.database_name])),
    queueProducers: Object.fromEntries(queues.producers.map((one) => [one.binding, one.queue])),
    queueConsumers: Object.fromEntries(queues.consumers.map((one) => [one.queue, {
      maxBatchSize: one.max_batch_size,
      maxBatchTimeout: one.max_batch_timeout,
      maxRetries: one.max_retries,
    }])),
    assets: {
      directory: assetsFolder(),
      binding: assets.binding,
      routerConfig: { has_user_worker: true, static_routing: { user_worker: routes } },
      assetConfig: { not_found_handling: assets.not_found_handling, has_static_routing: true },
    },
  };
}

const newToken = () => `local-${randomBytes(24).toString("hex")}`;

/** The token of this state folder, made at the first start. */
function keptToken(state) {
  const file = path.join(state, "admin-token");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  mkdirSync(state, { recursive: true });
  const token = newToken();
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
