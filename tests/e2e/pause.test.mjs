// Everything stands still by one call, nothing is lost, and who lets it go on says what becomes of what fell due (D6).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { api, contact, deal, numbers, said, setUp } from "./account.mjs";
import { MONDAY, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

/** To whom SMS went. */
const sent = async (v1) => (await v1.get("/messages")).messages.filter((one) => one.channel === "sms").map((one) => one.to);

/** Four deals that got an SMS due on the first day, while everything stands still. */
async function standing(t, options) {
  const v1 = await withSequence(await startServer(t, options));
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(3), { stage: "offer" });
  assert.deepEqual(await v1.post("/pause", {}), { paused: true, deployment_paused: false, overdue: { count: 0, oldest_due_at: null, automations: [] } });
  await v1.post("/dev/tick", { until: day(0, 12) });
  await putDeals(v1, [4], { stage: "offer" });
  await v1.post("/dev/tick", { until: day(3) });
  return v1;
}

test("while everything stands still nothing is decided and nothing leaves; who enters is noted (D6)", async (t) => {
  const v1 = await standing(t);
  assert.deepEqual(await sent(v1), []);
  assert.deepEqual((await all(v1, "/run-log", "entries")).map((entry) => entry.what), ["entered", "entered", "entered", "entered"]);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", amount: 5 })] });
  assert.deepEqual(await sent(v1), [], "a write decides nothing that is due, either");
  const found = await v1.get("/pause");
  assert.deepEqual([found.overdue.count, found.overdue.oldest_due_at], [4, day(1)]);
  await v1.post("/records/deals/bulk", { records: [deal(2, { stage: "won" })] });
  assert.equal((await v1.get("/pause")).overdue.count, 3, "who leaves, leaves");
});

test("it goes on only by a choice, and with `send` what fell due is done once, late (D6)", async (t) => {
  const v1 = await standing(t);
  const refused = await v1.post("/resume", {}, { status: 409 });
  assert.deepEqual(said(refused), [["catch_up_needed", "catch_up"]]);
  assert.equal(refused.problems[0].found, "4");
  assert.equal((await v1.post("/resume", { catch_up: "send" })).paused, false);
  await v1.post("/dev/tick", { until: day(4) });
  assert.deepEqual((await sent(v1)).sort(), numbers(4).map((number) => contact(number).values.phone));
  await v1.post("/pause", {});
  await v1.post("/resume", {});
  await v1.post("/dev/tick", { until: day(5) });
  assert.equal((await sent(v1)).length, 4, "nothing fell due meanwhile, so no choice was needed, and nothing is done twice");
});

test("with `skip` what fell due is passed over, with its reason, and the rest goes on (D6)", async (t) => {
  const v1 = await standing(t);
  await v1.post("/resume", { catch_up: "skip" });
  await v1.post("/dev/tick", { until: day(8) });
  assert.deepEqual(await sent(v1), []);
  const entries = await all(v1, "/run-log", "entries");
  assert.deepEqual(entries.filter((entry) => entry.what === "skipped").map((entry) => [entry.step, entry.reason]), numbers(4).map(() => ["s_sms", "expired"]));
  assert.equal((await v1.get("/records/tasks")).records.length, 4, "the step behind it comes four days after");
});

test("with `spread` so many an hour are done, the longest waiting first (D6)", async (t) => {
  const v1 = await standing(t);
  await v1.post("/resume", { catch_up: { spread: { per_hour: 1 } } });
  await v1.post("/dev/tick", { until: day(3, 1) });
  const early = await sent(v1);
  assert.ok(early.length >= 1 && early.length <= 2, early.join(", "));
  await v1.post("/dev/tick", { until: day(3, 6) });
  assert.equal((await sent(v1)).length, 4);
});

test("rules that fire, and recurring jobs that come round, wait for the end of the pause (D6)", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/templates", { id: "t_sms", name: "Reminder", module: "deals", kind: "sms", class: "transactional", text: "Hello" });
  await v1.post("/automations", { id: "a_rule", name: "Offer sent", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" }, steps: [{ id: "s1", action: "sms_to_contact", template: "t_sms" }] });
  await v1.post("/automations/a_rule/activate", { audience: "all", confirm_records: 0 });
  await v1.post("/pause", {});
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(0, 1) });
  assert.deepEqual(await sent(v1), []);
  await v1.post("/resume", { catch_up: "send" });
  await v1.post("/dev/tick", { until: day(0, 2) });
  assert.deepEqual(await sent(v1), [contact(1).values.phone]);
});

test("a whole deployment stands still by a variable; the switch of an account is not moved by its settings", async (t) => {
  const v1 = await withSequence(await startServer(t, { variables: { RELANCE_PAUSED: "yes" } }));
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(2), { stage: "offer" });
  await v1.post("/dev/tick", { until: day(2) });
  assert.deepEqual(await sent(v1), []);
  const found = await v1.get("/pause");
  assert.deepEqual([found.paused, found.deployment_paused, found.overdue.count], [false, true, 2]);
  assert.deepEqual(said(await v1.put("/settings", { paused: true }, { status: 422 })), [["fixed_value", "paused"]]);
});
