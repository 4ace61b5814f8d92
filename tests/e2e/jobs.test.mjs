// Recurring jobs in a real Worker: a slot begins once, its walk is resumed, a write that comes before
// the tick finds the slot taken first, and what a run costs follows its candidates.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { numbers } from "./account.mjs";
import { MONDAY, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const JOB = {
  id: "a_job", name: "New deals", kind: "recurring_job", module: "deals", repeat: "once_while_matching",
  basis: { filter: { field: "stage", op: "is", value: "new" } },
  schedule: { every: 1, unit: "hours", from: "2030-03-04T10:00" },
  steps: [{ id: "s_task", action: "task_for_user", delay: { amount: 0, unit: "days" }, template: "t_task", recipient: "owner", notify: false }],
};
/** The first run after `MONDAY`, nine o'clock in Warsaw. */
const TEN = day(0, 1);

const withJob = async (server, { deals, job = {} }) => {
  const v1 = await withSequence(server, { deals });
  await v1.post("/automations", { ...JOB, ...job }, { status: 201 });
  await activate(v1, "a_job");
  return v1;
};
const entered = async (v1) => {
  const entries = await all(v1, "/run-log?automation=a_job", "entries");
  return entries.filter(({ what }) => what === "entered").map(({ record, planned_at }) => `${record} ${planned_at}`);
};
const setClock = (server, at) => server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(at)}`).run();

test("a run in many chunks, interrupted after each, looks at every record once (S0.7, S0.8)", async (t) => {
  const server = await startServer(t, { variables: { RELANCE_TICK_STATEMENTS: "30" } });
  const v1 = await withJob(server, { deals: 1_700 });
  await setClock(server, TEN);
  const running = [];
  for (let ticks = 0; ticks < 30; ticks += 1) {
    await server.tick();
    const job = await v1.get("/automations/a_job");
    running.push(job.running);
    if (job.runs.length > 0) break;
  }
  assert.ok(running.filter((slot) => slot === TEN).length > 1, `interrupted: ${running.join()}`);
  const job = await v1.get("/automations/a_job");
  assert.equal(job.next_at, day(0, 2));
  assert.deepEqual(job.runs.map(({ slot, records, missed_since }) => [slot, records, missed_since]), [[TEN, 1_700, null]]);
  const found = await entered(v1);
  assert.deepEqual([found.length, new Set(found).size], [1_700, 1_700]);
});

test("two ticks at once run a slot once (S0.7)", async (t) => {
  const server = await startServer(t);
  const v1 = await withJob(server, { deals: 300, job: { repeat: "every_run" } });
  await setClock(server, TEN);
  await Promise.all([server.tick(), server.tick(), server.tick()]);
  await server.tick();
  assert.equal((await entered(v1)).length, 300);
  assert.equal((await v1.get("/automations/a_job")).runs.length, 1);
});

test("who is written after the hour and before the tick is looked at as before the write (D15)", async (t) => {
  const server = await startServer(t);
  const v1 = await withJob(server, { deals: 3 });
  await setClock(server, day(0, 1.01));
  await v1.post("/records/deals/bulk", { records: [{ id: "d_2", values: { stage: "won" } }] });
  await putDeals(v1, [4], {});
  await server.tick();
  assert.deepEqual((await entered(v1)).sort(), [`d_1 ${TEN}`, `d_2 ${TEN}`, `d_3 ${TEN}`]);
  await setClock(server, day(0, 2));
  await server.tick();
  assert.deepEqual((await entered(v1)).at(-1), `d_4 ${day(0, 2)}`, "made after the hour: the next run's");
});

test("an idle tick with a waiting job, and a run that finds nobody, cost the same among many (B16)", async (t) => {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withJob(server, { deals: 2_000 });
  await setClock(server, TEN);
  await server.tick();
  await v1.post("/dev/tick", { until: TEN });
  await server.costs();
  await server.tick();
  const idle = await server.costs();
  await setClock(server, day(0, 2));
  await server.tick();
  const run = await server.costs();
  t.diagnostic(`idle: ${JSON.stringify(idle)}; a run of nobody among 2,000 who had it: ${JSON.stringify(run)}`);
  assert.ok(idle.statements <= 2 && idle.rowsRead <= 12, JSON.stringify(idle));
  assert.ok(run.statements <= 20 && run.rowsWritten <= 10, JSON.stringify(run));
});

test("switched off, changed and deleted, a job waits for the right slot or for none (D28)", async (t) => {
  const server = await startServer(t);
  const v1 = await withJob(server, { deals: 1 });
  assert.equal((await v1.get("/automations/a_job")).next_at, TEN);
  assert.equal((await v1.post("/automations/a_job/deactivate", {})).next_at, null);
  await v1.put("/automations/a_job", { ...JOB, schedule: { cron: "30 8 * * 2" } });
  await activate(v1, "a_job");
  assert.equal((await v1.get("/automations/a_job")).next_at, "2030-03-05T07:30:00Z");
  await v1.post("/dev/tick", { until: day(2) });
  assert.deepEqual(await entered(v1), ["d_1 2030-03-05T07:30:00Z"]);
  await v1.delete("/automations/a_job", { status: 204 });
  const left = await server.database.prepare("SELECT count(*) AS n FROM job").all();
  assert.equal(left.results[0].n, 0);
});

test("a job looks at all records, or at new ones only (D12)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 2 });
  await v1.post("/automations", JOB, { status: 201 });
  const { problems } = await v1.post("/automations/a_job/preview", { audience: "entering_after_activation" }, { status: 422 });
  assert.deepEqual(problems[0].allowed, ["all", "created_after_activation"]);
  const of = async (audience) => (await v1.post("/automations/a_job/preview", { audience })).would_start;
  assert.deepEqual([await of("all"), await of("created_after_activation")], [2, 0]);
  await activate(v1, "a_job", "created_after_activation");
  await v1.post("/dev/tick", { until: day(0, 0.5) });
  await putDeals(v1, [9], {});
  await v1.post("/dev/tick", { until: day(0, 2) });
  assert.deepEqual(await entered(v1), [`d_9 ${TEN}`]);
});

test("a schedule that cannot be read, or never comes, is refused with its place", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  const refused = async (schedule) => (await v1.post("/automations", { ...JOB, schedule }, { status: 422 })).problems
    .map(({ code, at }) => `${code} ${at}`);
  assert.deepEqual(await refused({ every: 0, unit: "minutes", from: "2030-03-04T10:00" }), ["interval_out_of_range schedule.every"]);
  assert.deepEqual(await refused({ cron: "61 25 * * *" }), ["invalid_cron schedule.cron", "invalid_cron schedule.cron"]);
  assert.deepEqual(await refused({ cron: "0 0 30 2 *" }), ["schedule_never_comes schedule.cron"]);
});
