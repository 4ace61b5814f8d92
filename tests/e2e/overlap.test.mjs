// Ticks that overlap and people who write meanwhile: nothing is sent twice, nothing is forgotten
// (the duplicate sends of other products came from overlapping cron runs).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { deal, numbers } from "./account.mjs";
import { activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const setClock = (server, at) => server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(at)}`).run();

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
