// What whoever runs a deployment sees of it: is it ready, what does it do, which request was it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { numbers } from "./account.mjs";
import { activate, day, putDeals, withSequence } from "./sequence.mjs";

const metrics = async (server, headers) => {
  const { status, headers: answered, body } = await server.get("/metrics", headers);
  const lines = typeof body === "string" ? body.split("\n").filter((line) => line && !line.startsWith("#")) : [];
  return { status, type: answered.get("content-type"), body, values: Object.fromEntries(lines.map((line) => line.split(/ (?=[^ ]*$)/))) };
};

test("a deployment is ready when its tables are the code's, cron comes, and nothing waits too long", async (t) => {
  const server = await startServer(t);
  const first = await server.get("/ready", { authorization: "" });
  assert.deepEqual([first.status, first.body.status, first.body.reasons], [503, "not_ready", ["tick"]], "cron has not come yet");
  await server.tick();
  const ready = await server.get("/ready", { authorization: "" });
  assert.deepEqual([ready.status, ready.body.status, ready.body.reasons], [200, "ready", []]);
  assert.equal(ready.body.schema.code, ready.body.schema.database);
  assert.ok(ready.body.tick_age_seconds < 60 && ready.body.backlog_age_seconds === null);
  await server.database.prepare("UPDATE heartbeat SET began_at_ms = began_at_ms - 400000").run();
  assert.deepEqual((await server.get("/ready")).body.reasons, ["tick"], "cron does not come any more");
  await server.database.prepare("DELETE FROM d1_migrations WHERE name = (SELECT max(name) FROM d1_migrations)").run();
  assert.deepEqual((await server.get("/ready")).body.reasons, ["schema", "tick"], "a migration was not applied");
  assert.equal((await server.get("/health")).status, 200, "it is alive all the same");
});

test("what is due and waits too long is a reason, and is counted by channel", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(3), { stage: "offer" });
  await v1.post("/dev/tick", { until: day(1) });
  await server.tick();
  await server.database.prepare(`UPDATE outbox SET state = 'pending', settled_at_ms = NULL WHERE 0`).run();
  await server.database.prepare(`INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id, channel, address, body, entry,
    planned_at_ms, due_at_ms, state) VALUES ('main', 'k', 'a_offers', 'e', 's', 'd_1', 'email', '', '{}', '{}', 0, ${Date.parse(day(1)) - 1_000_000}, 'pending')`).run();
  const ready = await server.get("/ready");
  assert.deepEqual([ready.body.reasons, ready.body.backlog_age_seconds], [["backlog"], 1000]);
  const { values } = await metrics(server);
  assert.equal(values['relance_messages_waiting{channel="email"}'], "1");
  assert.equal(values['relance_messages_due{channel="email"}'], "1");
  assert.equal(values.relance_backlog_age_seconds, "1000.000");
});

test("figures are for whoever has the deployment's token, or one for nothing else", async (t) => {
  const server = await startServer(t, { variables: { RELANCE_METRICS_TOKEN: "watcher" } });
  const v1 = await withSequence(server);
  await server.tick();
  assert.equal((await metrics(server, { authorization: "" })).status, 401);
  assert.equal((await metrics(server, { authorization: "Bearer nonsense" })).status, 401);
  const { token } = await v1.post("/tokens", { name: "Shop", scopes: ["read", "write", "admin"] });
  assert.equal((await metrics(server, { authorization: `Bearer ${token}` })).status, 401, "an account's token sees its account");
  const { status, type, body, values } = await metrics(server, { authorization: "Bearer watcher" });
  assert.deepEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
  assert.equal(values.relance_accounts, "1");
  assert.equal(values.relance_messages_unknown, "0");
  assert.ok(Number(values.relance_tick_age_seconds) < 60);
  for (const line of body.trimEnd().split("\n")) {
    assert.match(line, /^(# (HELP|TYPE) relance_[a-z_]+ .+|relance_[a-z_]+(\{[a-z]+="[a-z_]+"\})? -?\d+(\.\d+)?)$/);
  }
});

test("every answer names its request, and no two the same", async (t) => {
  const server = await startServer(t);
  const answers = await Promise.all(["/health", "/api/v1/settings", "/api/v1/nothing", "/p/u/x", "/api/v1/settings"].map((route) => server.get(route)));
  const ids = answers.map((answer) => answer.headers.get("x-request-id"));
  for (const id of ids) assert.match(id, /^[a-z2-7]{16}$/);
  assert.equal(new Set(ids).size, ids.length);
});
