// What a tick asks of D1 follows the work that is due, never the number of records (B16).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProviders } from "../support/providers/server.mjs";
import { connectSenders } from "../support/senders.mjs";
import { startServer } from "../support/server.mjs";
import { numbers } from "./account.mjs";
import { MONDAY, SEQUENCE, activate, day, putDeals, withSequence } from "./sequence.mjs";

/** What D1 allows one invocation on the free plan. */
const STATEMENTS_MAX = 50;

/** Fills the module with records that wait: past the API, because a hundred thousand take a while. */
async function fill(server, count) {
  const series = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
  const at = Date.parse(MONDAY);
  const far = at + 3650 * 24 * 3_600_000;
  await server.database.batch([
    server.database.prepare(`INSERT INTO record(account_id, id, module, version, stage, created_at_ms, updated_at_ms, body, traces, commit_id)
      ${series} SELECT 'main', 'w_' || i, 'deals', 1, 'offer', ${at}, ${at}, '{"name":"W","stage":"offer"}', '{}', 'fill' FROM n`),
    server.database.prepare(`INSERT INTO subject(account_id, record_id, recheck_at_ms, wake_at_ms, state_version, commit_id)
      ${series} SELECT 'main', 'w_' || i, NULL, ${far} + i, 1, 'fill' FROM n`),
    server.database.prepare(`INSERT INTO enrollment(account_id, id, automation_id, record_id, pass, entered_at_ms, state, step_id, due_at_ms)
      ${series} SELECT 'main', 'e_' || i, 'a_offers', 'w_' || i, 1, ${at}, 'waiting', 's_sms', ${far} + i FROM n`),
    server.database.prepare(`INSERT INTO standing(account_id, record_id, automation_id, is_inside, since_ms, pass, enrollment_id)
      ${series} SELECT 'main', 'w_' || i, 'a_offers', 1, ${at}, 1, 'e_' || i FROM n`),
  ]);
}

async function costOf(server, work) {
  await server.costs();
  await work();
  const { statements, rowsRead, rowsWritten } = await server.costs();
  return { statements, rowsRead, rowsWritten };
}

/** An idle tick, and one with ten messages due, among so many waiting records. */
async function costsAmong(t, count) {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withSequence(server);
  await activate(v1);
  await fill(server, count);
  await putDeals(v1, numbers(10), { stage: "offer" });
  const idle = await costOf(server, () => server.tick());
  await server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(day(1))}`).run();
  const ten = await costOf(server, () => server.tick());
  assert.equal((await v1.get("/messages")).messages.length, 10);
  return { idle, ten };
}

test("a tick costs the same among 1,000 and among 100,000 waiting records (B16)", async (t) => {
  const few = await costsAmong(t, 1_000);
  const many = await costsAmong(t, 100_000);
  t.diagnostic(`idle: ${JSON.stringify(few.idle)}; ten messages due: ${JSON.stringify(few.ten)}`);
  assert.deepEqual(many, few);
  assert.ok(few.idle.statements <= 2 && few.idle.rowsRead <= 10, JSON.stringify(few.idle));
});

/** What every tick asks once for all accounts: its minute is noted as it begins and ends, and who has work. */
const OF_THE_TICK = 3;
/** Whether anything is to leave, and whether a provider is to be asked for what became of a message. */
const ASKED_BY_DISPATCH = 2;

/** What the tick asks at which this step is due for so many deals, and the rendered bytes of `of`. */
async function costOfDue(t, step, count, of) {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withSequence(server);
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps: [{ ...step, delay: { amount: 1, unit: "days" } }] });
  // Before the activation, so that their number is confirmed and none is held (D18).
  await putDeals(v1, numbers(count), { stage: "offer" });
  await activate(v1);
  while ((await v1.get("/automations/a_offers")).state === "activating") await server.tick();
  await server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(day(1))}`).run();
  const cost = await costOf(server, () => server.tick());
  const { results: [{ done, bytes }] } = await server.database
    .prepare(`SELECT count(*) AS done, sum(length(body)) AS bytes FROM ${of}`).all();
  assert.equal(done, count);
  return { ...cost, megabytes: Math.ceil(bytes / 1e6) };
}

test("deciding K due actions of an account asks at most 20 + K/100 questions of D1, and one for each megabyte", async (t) => {
  const task = { ...SEQUENCE.steps[1], notify: false };
  for (const count of [1, 1_000]) {
    const { megabytes, ...cost } = await costOfDue(t, task, count, "record WHERE module = 'tasks'");
    t.diagnostic(`${count} due, decided and made: ${JSON.stringify(cost)}`);
    const deciding = cost.statements - OF_THE_TICK - ASKED_BY_DISPATCH;
    const bound = 20 + count / 100 + megabytes;
    assert.ok(deciding <= bound, `${deciding} statements for ${count}, more than ${bound}`);
  }
});

test("sending asks twelve questions more, for one message as for a thousand", async (t) => {
  for (const count of [1, 1_000]) {
    const { megabytes, ...cost } = await costOfDue(t, SEQUENCE.steps[0], count, "outbox WHERE settled_at_ms IS NOT NULL");
    t.diagnostic(`${count} due, decided and sent: ${JSON.stringify(cost)}`);
    const bound = OF_THE_TICK + 16 + 12 + megabytes;
    assert.ok(cost.statements <= bound, `${cost.statements} statements for ${count}, more than ${bound}`);
  }
});

test("a tick with more to do than D1 allows at once leaves the rest to the next", async (t) => {
  const variables = { RELANCE_TICK_STATEMENTS: "30" };
  const server = await startServer(t, { countCosts: true, variables });
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(4000), { stage: "offer" });
  await activate(v1);
  for (let ticks = 0; ticks < 8; ticks += 1) await server.tick();
  await server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(day(1))}`).run();
  const sent = async () => (await server.database.prepare("SELECT count(*) AS n FROM mailbox").all()).results[0].n;
  const progress = [];
  for (let ticks = 0; ticks < 20 && (progress.at(-1) ?? 0) < 4000; ticks += 1) {
    const { statements } = await costOf(server, () => server.tick());
    assert.ok(statements <= STATEMENTS_MAX, `${statements} statements in one tick`);
    progress.push(await sent());
  }
  t.diagnostic(`messages after each tick: ${progress.join(", ")}`);
  assert.equal(progress.at(-1), 4000);
  assert.ok(progress.length > 1, "one tick was not enough");
});

test("a tick calls for no more messages than it can settle, and the next ticks for the rest", async (t) => {
  const providers = await startProviders(t);
  const server = await startServer(t, { countCosts: true, variables: { RELANCE_TICK_STATEMENTS: "30" } });
  const v1 = await withSequence(server);
  await connectSenders(v1, providers, { sms: "twilio" });
  await putDeals(v1, numbers(12), { stage: "offer" });
  await activate(v1);
  await server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(day(1))}`).run();
  const costs = [];
  while (providers.twilio.messages.length < 12 && costs.length < 30) costs.push(await costOf(server, () => server.tick()));
  const statements = costs.map((one) => one.statements);
  t.diagnostic(`statements of each tick: ${statements.join(", ")}`);
  assert.equal(providers.twilio.messages.length, 12);
  assert.ok(Math.max(...statements) <= STATEMENTS_MAX, `${Math.max(...statements)} statements in one tick`);
  const { results } = await server.database.prepare("SELECT state, count(*) AS n FROM outbox GROUP BY state").all();
  assert.deepEqual(results, [{ state: "sent", n: 12 }]);
});

test("the preview of an activation loads the records that may match, not the module", async (t) => {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withSequence(server);
  await fill(server, 20_000);
  await putDeals(v1, numbers(10), { stage: "won" });
  await v1.put("/views/v_offers", { name: "Won, dear", module: "deals", filter_text: 'stage is won and amount > 1000.06' });
  let preview;
  const { statements } = await costOf(server, async () => {
    preview = await v1.post("/automations/a_offers/preview", { audience: "all" });
  });
  assert.deepEqual([preview.matching, preview.would_start, preview.records], [4, 4, 20_010]);
  assert.ok(statements <= 15, `${statements} statements`);
});
