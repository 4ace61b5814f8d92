// Ticks that overlap and people who write meanwhile: nothing is sent twice, nothing is forgotten
// (the duplicate sends of other products came from overlapping cron runs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { deal, numbers } from "./account.mjs";
import { activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const setClock = (server, at) => server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(at)}`).run();

/** Waits until so many ticks stand before the gate. */
async function standing(server, ticks) {
  while ((await server.gate()) < ticks) await new Promise((wake) => setTimeout(wake, 5));
}

test("five ticks at once, while deals are written, send each message once (D23)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(600), { stage: "offer" });
  await activate(v1);
  await server.tick();
  await setClock(server, day(1));
  // Every third deal is renamed while the ticks run, each twentieth leaves.
  const renamed = numbers(600).filter((number) => number % 3 === 0);
  const left = numbers(600).filter((number) => number % 20 === 1);
  const write = async (list, values) => {
    for (let from = 0; from < list.length; from += 25) {
      const records = list.slice(from, from + 25).map((number) => ({ id: `d_${number}`, values }));
      await v1.post("/records/deals/bulk", { records });
    }
  };
  await Promise.all([...numbers(5).map(() => server.tick()), write(renamed, { name: "Renamed" }), write(left, { stage: "won" })]);
  for (let ticks = 0; ticks < 3; ticks += 1) await server.tick();

  const entries = await all(v1, "/run-log", "entries");
  const of = (what) => entries.filter((entry) => entry.what === what).map((entry) => entry.record);
  assert.equal(new Set(of("entered")).size, 600);
  assert.equal(of("entered").length, 600, "each entered once");
  assert.equal(new Set(of("sent")).size, of("sent").length, "none was decided twice");
  assert.deepEqual(new Set(of("left")), new Set(left.map((number) => `d_${number}`)), "who left is known to have left");
  const messages = await all(v1, "/messages", "messages");
  assert.deepEqual(messages.map((message) => message.record).sort(), of("sent").sort(), "what was decided is what was sent");
  for (const number of numbers(600).filter((one) => one % 20 !== 1)) assert.ok(of("sent").includes(`d_${number}`), `d_${number}`);
  const waiting = (await all(v1, "/enrollments", "enrollments")).filter((one) => one.state === "waiting");
  assert.deepEqual(waiting.map((one) => one.record).sort(),
    numbers(600).filter((one) => one % 20 !== 1).map((number) => `d_${number}`).sort());
});

test("who leaves for a moment while a tick decides, and who comes then, lose nothing of what waits for them (D23)", async (t) => {
  const server = await startServer(t, { withGate: true });
  const v1 = await withSequence(server, { deals: 3 });
  // Who is in depends on the client as well, so that a tick looks at the deal when its client changes.
  const filter = { all: [{ field: "stage", op: "is", value: "offer" }, { field: "contacts.company_name", op: "is", value: "Nova" }] };
  await v1.put("/views/v_offers", { id: "v_offers", name: "Offers", module: "deals", filter });
  const worksAt = (number, company) => ({ id: `c_${number}`, values: { company_name: company } });
  const clients = (records) => v1.post("/records/contacts/bulk", { records });
  await clients(numbers(3).map((number) => worksAt(number, "Nova")));
  await v1.post("/records/deals/bulk", { records: [1, 3].map((number) => ({ id: `d_${number}`, values: { stage: "offer" } })) });
  await activate(v1);
  await server.tick();
  assert.deepEqual((await all(v1, "/enrollments", "enrollments")).map((one) => [one.record, one.state]),
    [["d_1", "waiting"], ["d_3", "waiting"]]);

  // The tick reads that the first client has gone to another company, that the second's deal is not in yet, and that
  // the third has gone for good; then it is late with its writing.
  await server.gate(1);
  await clients([worksAt(1, "Other"), worksAt(2, "Nova, again"), worksAt(3, "Other")]);
  const tick = server.tick();
  await standing(server, 1);
  await clients([worksAt(1, "Nova"), worksAt(2, "Nova")]);
  await v1.post("/records/deals/bulk", { records: [{ id: "d_2", values: { stage: "offer" } }] });
  await server.gate(0);
  await tick;
  await server.tick();

  const stands = (await all(v1, "/enrollments", "enrollments")).map((one) => [one.record, one.state, one.reason]);
  assert.deepEqual(stands.sort(), [["d_1", "waiting", null], ["d_2", "waiting", null], ["d_3", "exited", "filter_not_matched"]]);
  await v1.post("/dev/tick", { until: day(1) });
  const messages = await all(v1, "/messages", "messages");
  assert.deepEqual(messages.map((one) => one.record).sort(), ["d_1", "d_2"]);
});

test("two ticks that have read the same message as due decide it once and send it once (D23)", async (t) => {
  const server = await startServer(t, { withGate: true });
  const v1 = await withSequence(server, { deals: 1 });
  await v1.post("/records/deals/bulk", { records: [{ id: "d_1", values: { stage: "offer" } }] });
  await activate(v1);
  await server.tick();
  await setClock(server, day(1));
  await server.gate(1);
  const ticks = [server.tick(), server.tick()];
  await standing(server, 2);
  await server.gate(0);
  await Promise.all(ticks);
  await server.tick();

  assert.deepEqual((await all(v1, "/messages", "messages")).map((one) => one.record), ["d_1"]);
  const decided = (await all(v1, "/run-log", "entries")).map((one) => one.what);
  assert.deepEqual(decided, ["entered", "sent"]);
});

test("writers of the same record never lose each other's fields", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  const fields = ["name", "amount", "closes", "source", "owner", "tags"];
  const values = { name: "N", amount: 5, closes: "2030-01-02", source: "web", owner: null, tags: ["a"] };
  const write = async (field) => {
    const record = { id: "d_1", values: { [field]: values[field] } };
    for (let tries = 0; tries < 20; tries += 1) {
      const answer = await server.post("/api/v1/records/deals/bulk", { records: [record] });
      if (answer.status === 200) return;
      assert.equal(answer.body.code, "changed_meanwhile");
    }
    assert.fail(`${field} was never written`);
  };
  await Promise.all(fields.map(write));
  const record = await v1.get("/records/deals/d_1");
  assert.equal(record.version, 1 + fields.length, "each write is a version of its own");
  assert.deepEqual([record.values.name, record.values.amount, record.values.closes, record.values.source, record.values.owner, record.values.tags],
    ["N", 5, "2030-01-02", "web", undefined, ["a"]]);
  assert.equal(record.values.stage, deal(1).values.stage);
});

test("the same Idempotency-Key sent twice at once writes once", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  const body = { records: [{ values: { last_name: "Once" } }] };
  const send = () => server.post("/api/v1/records/contacts/bulk", body, { "idempotency-key": "k" });
  const answers = await Promise.all(numbers(4).map(send));
  for (const answer of answers) assert.ok([200, 409].includes(answer.status), String(answer.status));
  assert.equal((await v1.get("/records/contacts")).records.length, 1);
  assert.deepEqual((await send()).body, answers.find((answer) => answer.status === 200).body);
});
