// A month at a tick a minute, each tick delivered twice at once: recurring jobs do not drift, sequences act on time,
// each thing happens once, nothing gets stuck. The clock changes to summer time on the way.
//
//   node tests/crash/soak.mjs [--days 30]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ONE_CALL, startLocal } from "../../worker/dev/local.mjs";
import { numbers } from "../e2e/account.mjs";
import { MONDAY, activate, all, putDeals, withSequence } from "../e2e/sequence.mjs";
import { Client } from "../support/server.mjs";

const { values: options } = parseArgs({ options: { days: { type: "string", default: "30" } } });
const DAYS = Number(options.days);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BEGIN = Date.parse(MONDAY);
/** Minutes of one call: a quarter of a day. */
const CHUNK_MINUTES = 360;
const DEALS_A_DAY = 3;

const JOBS = {
  j_hours: { every: 1, unit: "hours", from: "2030-03-04T10:00" },
  j_minutes: { every: 45, unit: "minutes", from: "2030-03-04T10:00" },
  j_mornings: { cron: "30 8 * * *" },
};

const around = readFileSync(new URL("soak-entry.js", import.meta.url), "utf8");
const began = performance.now();
const local = await startLocal({ around });
try {
  const v1 = await furnish(new Client(local.url, local.adminToken));
  const slots = await pass(v1);
  const figures = await audit(v1, slots);
  console.log(`${DAYS} days, ${2 * DAYS * 1440} ticks in ${((performance.now() - began) / 1_000).toFixed(0)} s: ${figures}`);
} finally {
  await local.stop();
}

async function furnish(client) {
  const v1 = await withSequence(client, { deals: 0 });
  await activate(v1);
  await putDeals(v1, [1, 2], { stage: "new" });
  await v1.post("/templates", { id: "t_mail", name: "Still new", module: "deals", kind: "email", class: "transactional",
    subject: "{{ name }} is still new", body: "{{ name }}" });
  for (const [id, schedule] of Object.entries(JOBS)) {
    await v1.post("/automations", { id, name: id, kind: "recurring_job", module: "deals", repeat: "every_run", schedule,
      basis: { filter: { field: "stage", op: "is", value: "new" } },
      steps: [{ id: `s_${id}`, action: "email_to_user", delay: { amount: 0, unit: "days" }, template: "t_mail", recipient: "owner" }] }, { status: 201 });
    await activate(v1, id);
  }
  return v1;
}

/** Lives the days; answers the runs of the jobs, looked at each day: only the latest hundred are kept. */
async function pass(v1) {
  const slots = Object.fromEntries(Object.keys(JOBS).map((id) => [id, new Map()]));
  for (let day = 0; day < DAYS; day += 1) {
    await putDeals(v1, numbers(DEALS_A_DAY).map((number) => 100 + day * DEALS_A_DAY + number), { stage: "offer" });
    for (let minute = 0; minute < 1440; minute += CHUNK_MINUTES) {
      const answer = await fetch(new URL(`/__soak?minutes=${CHUNK_MINUTES}`, local.url), ONE_CALL);
      if (!answer.ok) throw new Error(`the clock stopped on day ${day}: ${await answer.text()}`);
    }
    const runs = await local.database.prepare("SELECT automation_id AS job, slot_ms, missed_since_ms FROM job_run").all();
    for (const run of runs.results) slots[run.job].set(iso(run.slot_ms), run);
  }
  return slots;
}

async function audit(v1, slots) {
  const end = BEGIN + DAYS * DAY_MS;
  const entries = await all(v1, "/run-log", "entries");
  for (const [id, wanted] of Object.entries(expected(end))) {
    assert.deepEqual([...slots[id].keys()].sort(), wanted, `${id} runs at its times, no other and none twice`);
    for (const run of slots[id].values()) assert.equal(run.missed_since_ms, null, `${id} missed nothing before ${iso(run.slot_ms)}`);
    const entered = entries.filter((entry) => entry.automation === id && entry.what === "entered").map(({ record, planned_at }) => `${planned_at} ${record}`);
    assert.deepEqual(entered.sort(), wanted.flatMap((slot) => [`${slot} d_1`, `${slot} d_2`]), `${id} takes each record once a run`);
  }
  let latest = 0;
  for (const entry of entries) {
    if (entry.planned_at && entry.automation?.startsWith("j_")) latest = Math.max(latest, Date.parse(entry.decided_at) - Date.parse(entry.planned_at));
  }
  assert.ok(latest <= MINUTE_MS, `a job was ${latest} ms late`);
  const sequence = (what) => entries.filter((entry) => entry.automation === "a_offers" && entry.what === what);
  const bought = (days) => DEALS_A_DAY * Math.max(DAYS - days + 1, 0);
  assert.equal(sequence("sent").length, bought(1), "an SMS a day after");
  assert.equal(sequence("task_created").length, bought(5), "a task four days after it");
  const messages = await all(v1, "/messages", "messages");
  assert.equal(new Set(messages.map((message) => message.key)).size, messages.length);
  const stuck = await local.database.prepare("SELECT count(*) AS n FROM outbox WHERE state IN ('pending', 'leased')").first("n");
  assert.equal(stuck, 0, "nothing is stuck");
  const runs = Object.values(slots).reduce((count, of) => count + of.size, 0);
  return `${runs} runs of ${Object.keys(JOBS).length} jobs on the minute, ${entries.length} decisions, ${messages.length} messages, each once; nothing stuck, nothing more than ${latest / 1_000} s late`;
}

/** When each job is to run, up to `end`: hours and minutes by the world, mornings by the clock on the wall in Warsaw. */
function expected(end) {
  const every = (minutes) => Array.from({ length: Math.floor((end - BEGIN - 60 * MINUTE_MS) / (minutes * MINUTE_MS)) + 1 },
    (_, run) => iso(BEGIN + 60 * MINUTE_MS + run * minutes * MINUTE_MS));
  const summer = Date.parse("2030-03-31T01:00:00Z");
  const mornings = [];
  for (let day = 0; day <= DAYS; day += 1) {
    const winter = Date.parse("2030-03-04T07:30:00Z") + day * DAY_MS;
    const at = winter < summer ? winter : winter - 60 * MINUTE_MS;
    if (at > BEGIN && at <= end) mornings.push(iso(at));
  }
  return { j_hours: every(60), j_minutes: every(45), j_mornings: mornings };
}

function iso(ms) {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
