// A whole local Cloudflare in one call: workerd, D1, the wake queue, cron and static assets.
// Decides nothing about the product. Used by serve.mjs and by the tests.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Log, LogLevel, Miniflare } from "miniflare";
import { migrate } from "./migrate.mjs";

export const repository = path.resolve(import.meta.dirname, "../..");
const workerFolder = path.join(repository, "build/worker");
const consoleFolder = path.join(repository, "build/console");
const queue = "relance-wake";

/** Every minute, UTC: the one cron trigger of wrangler.jsonc. */
export const CRON = "* * * * *";

/**
 * Starts the built Worker on loopback, its database migrated.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0 takes any free port.
 * @param {string} [options.state] Folder that survives a restart; without it nothing is kept.
 * @param {boolean} [options.verbose] Print requests, and what the Worker logs below a warning.
 * @param {Record<string, string>} [options.variables] Variables besides the usual ones.
 * @param {string} [options.around] Text of a module to enter by, around `./entry.js`.
 */
export async function startLocal(options = {}) {
  const { port = 0, state, verbose = false, variables = {}, around } = options;
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
    unsafeTriggerHandlers: true, // GET /cdn-cgi/handler/scheduled
    compatibilityDate: readCompatibilityDate(),
    modulesRoot: workerFolder,
    modules: workerModules(around),
    defaultPersistRoot: state,
    bindings: { RELANCE_MODE: "development", RELANCE_ADMIN_TOKEN: adminToken, ...variables },
    d1Databases: { DB: "relance" },
    queueProducers: { WAKE: queue },
    queueConsumers: { [queue]: { maxBatchSize: 10, maxBatchTimeout: 1, maxRetries: 3 } },
    assets: {
      directory: assetsFolder(),
      binding: "ASSETS",
      routerConfig: {
        has_user_worker: true,
        static_routing: { user_worker: ["/api/*", "/v1/*", "/health", ...(around ? ["/__costs"] : [])] },
      },
      assetConfig: { not_found_handling: "single-page-application", has_static_routing: true },
    },
  });
  try {
    const url = new URL(await miniflare.ready);
    const database = await miniflare.getD1Database("DB");
    const migrations = await migrate(database, path.join(repository, "worker/migrations"));
    return { url, database, adminToken, migrations, miniflare, stop: () => miniflare.dispose() };
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
  }
}

/**
 * Calls the Worker's cron handler, as the platform does each minute. Without `at`, now.
 *
 * @param {URL} url
 * @param {Date} [at]
 */
export async function callCron(url, at) {
  const address = new URL("/cdn-cgi/handler/scheduled", url);
  address.searchParams.set("cron", CRON);
  address.searchParams.set("format", "json");
  if (at) address.searchParams.set("time", String(at.getTime()));
  const response = await fetch(address);
  const text = await response.text();
  if (!response.ok) throw new Error(`the cron handler answered ${response.status}: ${text}`);
  const { outcome } = JSON.parse(text);
  if (outcome !== "ok") throw new Error(`the cron handler ended with \`${outcome}\``);
}

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

/** One date for the local run and the deployed one. */
function readCompatibilityDate() {
  const text = readFileSync(path.join(repository, "worker/wrangler.jsonc"), "utf8");
  const found = /"compatibility_date":\s*"([0-9-]+)"/.exec(text);
  if (!found) throw new Error("worker/wrangler.jsonc names no compatibility_date");
  return found[1];
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
