// Starts the built Worker for a test: in this process, or in one of its own that can be killed.
//
// Everything is on loopback, on a free port; state is in a folder of its own, gone after the test.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { ONE_CALL, callCron, callEmail, repository, startLocal } from "../../worker/dev/local.mjs";

/** A fresh folder that is deleted when the test `t` ends. */
export function temporaryFolder(t) {
  const folder = mkdtempSync(path.join(tmpdir(), "relance-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/**
 * A Worker in this process, stopped when `t` ends. Nothing is kept unless `options.state` names a
 * folder. Besides what `Client` has: `database` (D1), `costs()` with `options.countCosts`, and `gate()`
 * with `options.withGate`.
 */
export async function startServer(t, { countCosts = false, withGate = false, ...options } = {}) {
  const entry = countCosts ? "counting-entry.js" : withGate ? "gate-entry.js" : undefined;
  const around = entry ? { around: readFileSync(new URL(entry, import.meta.url), "utf8") } : {};
  const local = await startLocal({ ...options, ...around });
  let stopped;
  const stop = () => (stopped ??= local.stop());
  t.after(stop);
  const client = new Client(local.url, local.adminToken);
  return Object.assign(client, {
    database: local.database,
    stop,
    /** What the Worker asked of D1 since the last call of this. */
    costs: async () => (await fetch(new URL("/__costs", local.url), ONE_CALL)).json(),
    /** Closes the gate before what ticks commit ("1"), opens it ("0"), or looks; how many wait there. */
    gate: async (closed) =>
      (await (await fetch(new URL(closed === undefined ? "/__gate" : `/__gate?closed=${closed}`, local.url), ONE_CALL)).json()).held,
  });
}

/**
 * A Worker in a process of its own over the folder `state`. `kill()` ends it as a power cut does;
 * start another over the same folder to see what was kept.
 */
export async function spawnServer(t, { state, variables = {} }) {
  const script = path.join(repository, "worker/dev/serve.mjs");
  const named = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const child = spawn(process.execPath, [script, "--for-test", "--port", "0", "--state", state, ...named], {
    detached: true, // a process group, so that workerd goes down with node
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  const end = async (signal) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
    await gone;
  };
  t.after(() => end("SIGKILL"));
  const lines = createInterface({ input: child.stdout });
  const ready = await Promise.race([once(lines, "line"), gone.then(() => undefined)]);
  if (!ready) throw new Error("the server ended before it was ready");
  lines.on("line", (line) => console.log(line));
  const { url, adminToken } = JSON.parse(ready[0]);
  return Object.assign(new Client(new URL(url), adminToken), {
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  });
}

/** Calls a Worker's API. */
export class Client {
  constructor(url, adminToken) {
    this.url = url;
    this.adminToken = adminToken;
  }

  /** Same server, another token. */
  as(token) {
    return new Client(this.url, token);
  }

  get = (route, headers) => this.call("GET", route, undefined, headers);
  post = (route, body, headers) => this.call("POST", route, body, headers);
  put = (route, body, headers) => this.call("PUT", route, body, headers);
  patch = (route, body, headers) => this.call("PATCH", route, body, headers);
  delete = (route, headers) => this.call("DELETE", route, undefined, headers);

  /** Answers `{ status, headers, body }`; the body is parsed when it says that it is JSON. */
  async call(method, route, body, headers = {}) {
    const response = await fetch(new URL(route, this.url), {
      method,
      redirect: "manual",
      headers: {
        ...ONE_CALL.headers,
        authorization: `Bearer ${this.adminToken}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** What the platform does with an e-mail; answers why it was refused, or `undefined`. */
  deliver = (message) => callEmail(this.url, message);

  /** What the platform does each minute; `at` is the moment that it claims to be. */
  tick = (at) => callCron(this.url, at);
}
