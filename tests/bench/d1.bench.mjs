// What the store costs: D1 rows read and written, and statements, for each thing that Relance does.
//
// Real workerd and D1; D1 itself counts the rows, so these figures do not depend on the machine. The
// milliseconds do, and are for information. docs/costs.md is computed from this.
// `node tests/bench/d1.bench.mjs 10000` fills with fewer records than 100,000.
import assert from "node:assert/strict";
import { contact, deal, numbers, setUp } from "../e2e/account.mjs";
import { MONDAY, SEQUENCE, activate, day, putDeals, withSequence } from "../e2e/sequence.mjs";
import { startServer } from "../support/server.mjs";
import { table } from "./support/measure.mjs";

const THOUSAND = 1_000;
const MANY = Number(process.argv[2] ?? 100_000);
const HEADER = ["", "rows read", "rows written", "statements", "for", "read each", "written each", "ms"];

/** Gives the work a Worker of its own, and stops it. */
async function onServer(work) {
  const ends = [];
  const server = await startServer({ after: (end) => ends.push(end) }, { countCosts: true });
  try {
    await work(server);
  } finally {
    for (const end of ends) await end();
  }
}

/** What D1 was asked while `work` ran. */
async function costOf(server, work) {
  await server.costs();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  return { ...(await server.costs()), ms };
}

const each = (total, count) => (total / count).toFixed(2).replace(/\.?0+$/, "");

const row = (name, { rowsRead, rowsWritten, statements, ms }, count) =>
  [name, rowsRead, rowsWritten, statements, count, each(rowsRead, count), each(rowsWritten, count), Math.round(ms)];

const setClock = (server, at) =>
  server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(at)}`).run();

async function countOf(server, sql) {
  return (await server.database.prepare(`SELECT count(*) AS n FROM ${sql}`).all()).results[0].n;
}

/** Ticks until nothing is due at the clock. */
async function tickAll(server) {
  const due = `subject WHERE wake_at_ms <= (SELECT now_ms FROM dev_clock)`;
  for (let ticks = 1; ; ticks += 1) {
    await server.tick();
    const looking = await countOf(server, "automation WHERE state = 'activating'");
    const pending = await countOf(server, "outbox WHERE state IN ('pending', 'leased')");
    if ((await countOf(server, due)) + looking + pending === 0) return ticks;
    assert.ok(ticks < 500, "ticks come to an end");
  }
}

const bulk = (v1, module, records) => v1.post(`/records/${module}/bulk`, { records });

async function measureWrites(server) {
  const v1 = await withSequence(server);
  const rows = [];
  const measure = async (name, module, records) =>
    rows.push(row(name, await costOf(server, () => bulk(v1, module, records)), records.length));
  const some = (from) => numbers(THOUSAND).map((number) => number + from);
  await measure("new contacts", "contacts", some(0).map((number) => contact(number)));
  await measure("new deals, each pointing to a contact", "deals", some(0).map((number) => deal(number)));
  await measure("the same again: unchanged", "deals", some(0).map((number) => deal(number)));
  await measure("one field changed", "deals", some(0).map((number) => ({ id: `d_${number}`, values: { amount: number } })));
  await activate(v1);
  await expectMany(server);
  await tickAll(server);
  await bulk(v1, "contacts", some(THOUSAND).map((number) => contact(number)));
  await measure("new deals beside an active sequence", "deals", some(THOUSAND).map((number) => deal(number)));
  await measure("one field changed, still outside", "deals", some(THOUSAND).map((number) => ({ id: `d_${number}`, values: { amount: number } })));
  await measure("a stage changed: all enter", "deals", some(THOUSAND).map((number) => ({ id: `d_${number}`, values: { stage: "offer" } })));
  await bulk(v1, "contacts", some(2 * THOUSAND).map((number) => contact(number)));
  await measure("new deals that enter at once", "deals", some(2 * THOUSAND).map((number) => deal(number, { stage: "offer" })));
  await measure("a stage changed: all leave", "deals", some(2 * THOUSAND).map((number) => ({ id: `d_${number}`, values: { stage: "won" } })));
  table("Writing 1,000 records in one request", HEADER, rows);
  await measureImport(server, v1);
}

/** A CSV file of a thousand new contacts: read and staged whole, then applied. */
async function measureImport(server, v1) {
  const lines = numbers(THOUSAND).map((number) => `i_${number},Jan,Nowak ${number}`);
  const request = { module: "contacts", csv: ["Id,First,Last", ...lines].join("\n"), id_column: "Id",
    mapping: { First: "first_name", Last: "last_name" } };
  let id;
  const rows = [
    row("staged", await costOf(server, async () => ({ id } = await v1.post("/imports", request))), THOUSAND),
    row("applied", await costOf(server, async () => {
      await v1.post(`/imports/${id}/apply`, {});
      await tickAll(server);
    }), THOUSAND),
  ];
  assert.equal((await v1.get(`/imports/${id}`)).applied, THOUSAND);
  table("Importing 1,000 new contacts from CSV", HEADER, rows);
}

/** What a thousand of each leave in the database for good. */
async function measureGrowth(server) {
  const v1 = await withSequence(server);
  const bytes = async () => (await server.database.prepare("SELECT 1").all()).meta.size_after;
  const rows = [];
  let before = await bytes();
  const grown = async (name) => {
    const now = await bytes();
    rows.push([name, Math.round((now - before) / THOUSAND)]);
    before = now;
  };
  await putDeals(v1, numbers(THOUSAND), { stage: "offer" });
  await grown("a contact and its deal");
  await activate(v1);
  await tickAll(server);
  await grown("entering a sequence");
  await setClock(server, day(1));
  await tickAll(server);
  await grown("an SMS, with its copy in the mailbox");
  await setClock(server, day(5));
  await tickAll(server);
  await grown("a task, and the e-mail about it");
  table("Growth of the database", ["", "bytes each"], rows);
}

/** As if so many had been confirmed that nothing here is far more than that (D18). */
const expectMany = (server) => server.database.prepare("UPDATE automation SET confirmed = 1000000").run();

async function measureActivation(server) {
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(2 * THOUSAND), { stage: "new" });
  await bulk(v1, "deals", numbers(THOUSAND).map((number) => deal(number, { stage: "offer" })));
  const rows = [];
  let confirmed;
  rows.push(row("preview: 1,000 of 2,000 match", await costOf(server, async () => {
    confirmed = (await v1.post("/automations/a_offers/preview", { audience: "all" })).would_start;
  }), 2 * THOUSAND));
  assert.equal(confirmed, THOUSAND);
  rows.push(row("activation and first look: 1,000 of 2,000 enter", await costOf(server, async () => {
    await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: confirmed });
    await tickAll(server);
  }), 2 * THOUSAND));
  assert.equal(await countOf(server, "enrollment"), THOUSAND);
  table("Switching a sequence on for everybody", HEADER, rows);
}

/** Each kind of step alone, of a thousand records. */
async function measureSteps(server) {
  const v1 = await withSequence(server);
  await v1.post("/templates", { id: "t_mail", name: "Letter", module: "deals", kind: "email", class: "transactional",
    subject: "Our offer {{ name }}", body: "Hello {{ contact.first_name }}", format: "text" });
  const [sms, task] = SEQUENCE.steps;
  const steps = {
    "SMS decided, sent, kept in the mailbox": { ...sms },
    "e-mail decided, sent, kept in the mailbox": { ...sms, action: "email_to_contact", template: "t_mail" },
    "task created": { ...task, notify: false, delay: { amount: 1, unit: "days" } },
    "task created, colleague told by e-mail": { ...task, delay: { amount: 1, unit: "days" } },
  };
  await putDeals(v1, numbers(THOUSAND), { stage: "offer" });
  await v1.delete("/automations/a_offers");
  const rows = [];
  let days = 0;
  for (const [index, [name, step]] of Object.entries(steps).entries()) {
    const id = `a_${index}`;
    const steps = [step, { ...sms, id: "s_later", delay: { amount: 100, unit: "days" } }];
    await v1.post("/automations", { ...SEQUENCE, id, name, steps });
    await activate(v1, id);
    await tickAll(server);
    await setClock(server, day((days += 1)));
    let ticks;
    const cost = await costOf(server, async () => (ticks = await tickAll(server)));
    rows.push(row(`${name} (${ticks} ${ticks === 1 ? "tick" : "ticks"})`, cost, THOUSAND));
    await v1.post(`/automations/${id}/deactivate`, {});
  }
  assert.equal(await countOf(server, "mailbox"), 3 * THOUSAND);
  assert.equal(await countOf(server, "record WHERE module = 'tasks'"), 2 * THOUSAND);
  table("A step that is due, of 1,000 records, with a later step to come", HEADER, rows);
}

async function measureTicks(server) {
  const v1 = await withSequence(server);
  await activate(v1);
  await expectMany(server);
  await tickAll(server);
  const rows = [];
  let from = 0;
  for (const [index, due] of [1, 10, 100, THOUSAND].entries()) {
    await setClock(server, day(20 * index));
    await putDeals(v1, numbers(due).map((number) => number + from), { stage: "offer" });
    from += due;
    await tickAll(server);
    await setClock(server, day(20 * index + 1));
    rows.push(row(`${due} due`, await costOf(server, () => server.tick()), due));
    await setClock(server, day(20 * index + 10));
    await tickAll(server);
  }
  assert.equal(await countOf(server, "mailbox WHERE json_extract(message, '$.kind') = 'sms'"), from);
  table("One tick with SMS due", HEADER, rows);
}

/** A contact's change looks again at what points to it, at the next tick. */
async function measureContacts(server) {
  const v1 = await withSequence(server);
  await v1.post("/views", { id: "v_polish", name: "Polish", module: "deals",
    filter: { all: [{ field: "stage", op: "is", value: "offer" }, { field: "contact.language", op: "is", value: "pl" }] } });
  await v1.put("/automations/a_offers", { ...SEQUENCE, basis: { view: "v_polish" } });
  await activate(v1);
  await expectMany(server);
  await tickAll(server);
  const rows = [];
  let from = 0;
  for (const [index, dependents] of [0, 1, 10, 100, THOUSAND].entries()) {
    const id = `c_many_${index}`;
    await bulk(v1, "contacts", [{ ...contact(index), id }]);
    const deals = numbers(dependents).map((number) => deal(number + from, { stage: "offer", contacts: [id] }));
    if (dependents > 0) await bulk(v1, "deals", deals);
    from += dependents;
    await tickAll(server);
    const count = Math.max(1, dependents);
    rows.push(row(`write, ${dependents} dependent`, await costOf(server, () =>
      bulk(v1, "contacts", [{ id, values: { language: "pl" } }])), count));
    rows.push(row(`the tick after it`, await costOf(server, () => tickAll(server)), count));
  }
  assert.equal(await countOf(server, "enrollment"), from);
  table("A contact changes, and its deals enter", HEADER, rows);
}

/** The idle tick, the preview of a rare stage, and loading, among few and many. */
async function measureMany(server) {
  const v1 = await setUp(server);
  await withSequenceOn(v1);
  const rows = [];
  let loaded = 0;
  for (const count of [THOUSAND, MANY]) {
    const list = numbers(count).slice(loaded);
    loaded = count;
    rows.push(row(`load ${list.length} contacts and as many deals`, await costOf(server, () => putDeals(v1, list, {})), 2 * list.length));
    await bulk(v1, "deals", numbers(100).map((number) => deal(number, { stage: "offer" })));
    rows.push(row(`preview: 100 of ${count} match`, await costOf(server, () =>
      v1.post("/automations/a_offers/preview", { audience: "all" })), count));
    rows.push(row(`idle tick among ${count}`, await costOf(server, () => server.tick()), 1));
  }
  rows.push(row(`activation and first look among ${MANY}`, await costOf(server, async () => {
    await activate(v1);
    await tickAll(server);
  }), MANY));
  rows.push(row(`idle tick among ${MANY} of an active sequence`, await costOf(server, () => server.tick()), 1));
  assert.equal(await countOf(server, "enrollment"), 100);
  const idle = rows.filter(([name]) => name.startsWith("idle")).map(([, read, written, statements]) => [read, written, statements]);
  for (const one of idle) assert.deepEqual(one, idle[0], "an idle tick costs the same among few and many");
  table("Few and many records", HEADER, rows);
}

async function withSequenceOn(v1) {
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_sms", name: "Reminder", module: "deals", kind: "sms", class: "marketing", text: "Hello {{ contact.first_name }}" });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}" });
  await v1.post("/automations", SEQUENCE);
}

for (const measure of [measureWrites, measureActivation, measureSteps, measureTicks, measureContacts, measureGrowth, measureMany]) {
  await onServer(measure);
}
