// Far more at once than anybody confirmed is held, and what fails too often stops (D18).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { numbers } from "./account.mjs";
import { activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const waiting = async (v1) => (await all(v1, "/enrollments", "enrollments")).filter((one) => one.state === "waiting").length;

test("an import that would start far more than was confirmed is written whole; the excess is held until a person decides (D18, S1.18)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await activate(v1);
  await putDeals(v1, numbers(130), { stage: "offer" });
  assert.equal((await all(v1, "/records/deals", "records")).length, 130, "the write does not fail");
  assert.equal(await waiting(v1), 100);
  assert.equal((await v1.get("/automations/a_offers")).held, 30);
  const held = await v1.get("/automations/a_offers/holds");
  assert.equal(held.count, 30);
  assert.match(held.holds[0].name, /^Deal /);
  const skipped = (await all(v1, "/run-log", "entries")).filter((entry) => entry.reason === "held");
  assert.equal(skipped.length, 30, "the log says so");

  // In the meantime one of them leaves: it does not begin. The others do, once.
  const [gone] = held.holds;
  await v1.post("/records/deals/bulk", { records: [{ id: gone.record, values: { stage: "won" } }] });
  assert.equal((await v1.post("/automations/a_offers/holds/release", {})).released, 30);
  assert.equal(await waiting(v1), 129);
  assert.equal((await v1.get("/automations/a_offers/holds")).count, 0);
  assert.equal((await v1.post("/automations/a_offers/holds/release", {})).released, 0);

  // Still the same hour: all of these are held, and let go.
  await putDeals(v1, [131, 132], { stage: "offer" });
  assert.equal((await v1.post("/automations/a_offers/holds/discard", {})).discarded, 2);
  assert.equal(await waiting(v1), 129);
  await v1.post("/dev/tick", { until: day(0, 2) });
  await putDeals(v1, [133], { stage: "offer" });
  assert.equal(await waiting(v1), 130, "an hour later it begins");
});

test("what was confirmed is not held: an activation for all of 150 starts all of them (D18)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(150), { stage: "offer" });
  await activate(v1);
  for (let ticks = 0; ticks < 5 && (await v1.get("/automations/a_offers")).state !== "active"; ticks += 1) await server.tick();
  assert.equal(await waiting(v1), 150);
  await putDeals(v1, numbers(290).slice(150), { stage: "offer" });
  assert.equal(await waiting(v1), 290, "twice the confirmed number may follow in an hour");
});

test("an automation stops when at least ten of its last hundred deliveries failed, and more than a tenth (D18)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(40), { stage: "offer" });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(1) });
  const keys = (await all(v1, "/messages", "messages")).map((message) => message.key);
  assert.equal(keys.length, 40);
  const facts = (from, to) => keys.slice(from, to).map((key) => ({ key, outcome: "bounced" }));
  await v1.post("/dev/deliveries", { facts: facts(0, 9) });
  assert.equal((await v1.get("/automations/a_offers")).state, "active");
  await v1.post("/dev/deliveries", { facts: facts(9, 10) });
  const stopped = await v1.get("/automations/a_offers");
  assert.deepEqual([stopped.state, stopped.stopped], ["inactive", "deliveries_failed"]);
  await v1.post("/dev/tick", { until: day(6) });
  assert.equal((await all(v1, "/records/tasks", "records")).length, 0, "what waits is frozen");
});
