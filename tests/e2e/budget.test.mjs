// What SMS may cost in a month: never more, also by senders at the same instant; and who is told (E8).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, numbers, said } from "./account.mjs";
import { SEQUENCE, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

/** An SMS of the sequence costs 90,000 millionths: nine grosze. */
async function withBudget(t, amount, deals) {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await v1.put("/settings", { sms_budget: { amount, currency: "PLN" }, fallback_user: "u_ana" });
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(deals), { stage: "offer" });
  return { server, v1 };
}

const sms = async (v1) => (await v1.get("/messages")).messages.filter((one) => one.channel === "sms").length;
const alerts = async (v1) => (await v1.get("/messages")).messages.filter((one) => one.channel === "user_email" && one.subject.startsWith("Relance:")).map((one) => one.to);

test("an SMS that does not fit into the month's budget is not sent, also not later, and says why (E8)", async (t) => {
  const { v1 } = await withBudget(t, 45, 8);
  await v1.post("/dev/tick", { until: day(2) });
  assert.equal(await sms(v1), 5, "five times nine grosze");
  const reasons = (await all(v1, "/run-log", "entries")).filter((entry) => entry.what === "deviated").map((entry) => entry.reason);
  assert.deepEqual(reasons, ["budget_spent", "budget_spent", "budget_spent"]);
  assert.deepEqual(await v1.get("/sms-budget"), { month: "2030-03", budget: { amount: 45, currency: "PLN" }, spent_micros: 450_000, is: "all" });
  await v1.post("/dev/tick", { until: "2030-04-02T08:00:00Z" });
  assert.equal(await sms(v1), 5, "a new month sends nothing that was left out");
  assert.deepEqual([(await v1.get("/sms-budget")).spent_micros, (await v1.get("/sms-budget")).month], [0, "2030-04"]);
});

test("before it is switched on, an automation says what the budget will not let leave; and so it comes (E8, B5)", async (t) => {
  const v1 = await withSequence(await startServer(t));
  await v1.put("/settings", { sms_budget: { amount: 45, currency: "PLN" }, fallback_user: "u_ana" });
  await putDeals(v1, numbers(8), { stage: "offer" });
  const preview = await v1.post("/automations/a_offers/preview", { audience: "all" });
  assert.equal(preview.figures.sms, 8);
  assert.deepEqual(preview.budget, { currency: "PLN", amount: 45, sms_uncounted: 0, months: [
    { month: "2030-03", spent_micros: 450_000, reached_at: day(1), reached_on: day(1).slice(0, 10), sms_not_sent: 3, micros_not_sent: 270_000 },
  ] });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(1, 1) });
  assert.equal(await sms(v1), 5);
  assert.equal((await v1.get("/sms-budget")).spent_micros, 450_000, "what was previewed is what ran");
  assert.equal((await all(v1, "/run-log", "entries")).filter((entry) => entry.reason === "budget_spent").length, 3);
  await putDeals(v1, [9], { stage: "new" });
  await v1.post("/automations", { ...SEQUENCE, id: "a_more", name: "More" }, { status: 201 });
  const more = await v1.post("/automations/a_more/preview", { audience: "all" });
  assert.deepEqual([more.figures.sms, more.budget.months[0].sms_not_sent, more.budget.months[0].spent_micros], [8, 8, 450_000], "what was spent counts");
  await v1.put("/settings", { sms_budget: null });
  assert.equal((await v1.post("/automations/a_more/preview", { audience: "all" })).budget, null, "no budget, nothing to say");
});

test("an SMS to oneself is billed, and so it counts; what does not fit does not leave (E4, E8)", async (t) => {
  const v1 = await withSequence(await startServer(t), { deals: 1 });
  await v1.put("/settings", { sms_budget: { amount: 20, currency: "PLN" }, sending: { test_numbers: ["+48601234567"] } });
  const test = async () => (await v1.post("/templates/t_sms/test-send", { record: "d_1", sms_to: "+48601234567" })).messages.map((one) => [one.answer, one.reason]);
  assert.deepEqual(await test(), [["sent", undefined]]);
  assert.deepEqual(await test(), [["sent", undefined]]);
  assert.equal((await v1.get("/sms-budget")).spent_micros, 180_000, "nine grosze each");
  assert.deepEqual(await test(), [["not_sent", "budget_spent"]]);
  assert.deepEqual([await sms(v1), (await v1.get("/sms-budget")).spent_micros], [2, 180_000]);
  await v1.put("/settings", { sms_budget: { amount: 20, currency: "EUR" } });
  assert.deepEqual(await test(), [["not_sent", "budget_spent"]], "what cannot be counted does not leave");
});

test("ticks at the same instant never spend more than there is (E8)", async (t) => {
  const { server, v1 } = await withBudget(t, 90, 40);
  await server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(day(1))}`).run();
  await Promise.all(numbers(6).map(() => server.tick()));
  await server.tick();
  assert.equal(await sms(v1), 10);
  const spent = await server.database.prepare("SELECT spent_micros AS spent, (SELECT sum(cost_micros) FROM sms_cost) AS sum FROM sms_month").first();
  assert.deepEqual(spent, { spent: 900_000, sum: 900_000 });
});

test("somebody is told once when most of it, and when all of it, is spent; within a tick or two (E8)", async (t) => {
  const { v1 } = await withBudget(t, 100, 9);
  await v1.post("/dev/tick", { until: day(1, 1) });
  assert.equal((await v1.get("/sms-budget")).is, "nearly");
  assert.deepEqual((await v1.get("/notices")).notices.map((one) => [one.kind, one.about, one.count, one.is_seen]), [["budget_nearly", "2030-03", 1, false]]);
  assert.deepEqual(await alerts(v1), ["ana@okna.example"], "by e-mail, to whoever stands in for owners");
  await putDeals(v1, [10, 11, 12], { stage: "offer" });
  await v1.post("/dev/tick", { until: day(3) });
  assert.equal(await sms(v1), 11);
  assert.deepEqual((await v1.get("/notices")).notices.map((one) => one.kind).sort(), ["budget_nearly", "budget_spent"]);
  assert.equal((await alerts(v1)).length, 2);
  await v1.post("/notices/seen", {});
  assert.ok((await v1.get("/notices")).notices.every((one) => one.is_seen));
});

test("an automation that stops by itself, and messages that nobody knows of, are told within five minutes, once an hour", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await v1.put("/settings", { alerts: { email: "boss@okna.example" } });
  await activate(v1, "a_offers", "entering_after_activation");
  const lost = (key) => server.database.prepare(`INSERT INTO outbox(account_id, key, automation_id, enrollment_id, step_id, record_id, channel, contact_id, address, body, entry,
    planned_at_ms, due_at_ms, state, lease, lease_until_ms) VALUES ('main', '${key}', 'a_offers', 'e', 's', 'd_1', 'sms', 'c_1', '+48601000001', '{}', '{}', ${Date.parse(day(0))}, ${Date.parse(day(0))}, 'leased', 'x', 1)`).run()
    .then(() => server.database.prepare(`UPDATE outbox SET state = 'unknown', lease = NULL, lease_until_ms = NULL, settled_at_ms = ${Date.parse(day(0))} WHERE key = '${key}'`).run());
  await lost("k1");
  await lost("k2");
  await v1.post("/dev/tick", { until: new Date(Date.parse(day(0)) + 5 * 60_000).toISOString() });
  assert.deepEqual(await alerts(v1), ["boss@okna.example"]);
  const [message] = (await v1.get("/messages")).messages.filter((one) => one.channel === "user_email");
  assert.equal(message.text, "- After the offer: 2\n", "both in one, and no client's address");
  await lost("k3");
  await v1.post("/dev/tick", { until: day(0, 0.5) });
  assert.equal((await alerts(v1)).length, 1, "not twice in an hour");
  await v1.post("/dev/tick", { until: day(0, 2) });
  assert.equal((await alerts(v1)).length, 2);
  assert.equal((await v1.get("/messages/unknown")).messages.length, 3);
  await v1.post("/messages/k1/count-as-sent", {});
  await v1.post("/messages/k2/resend", {});
  assert.deepEqual((await v1.get("/messages/unknown")).messages.map((one) => one.key), ["k3"]);
  for (let round = 0; round < 12; round += 1) {
    await server.database.prepare(`UPDATE automation SET deliveries = '${"f".repeat(20)}' WHERE id = 'a_offers'`).run();
  }
  await v1.post("/dev/deliveries", { facts: [{ key: "k3", outcome: "dead" }] });
  await v1.post("/dev/tick", { until: day(0, 3) });
  assert.ok((await v1.get("/notices")).notices.some((one) => one.kind === "stopped" && one.about === "a_offers"));
  assert.equal((await alerts(v1)).length, 3, "another kind waits for nothing");
});

test("a budget is a sum in a currency (E8)", async (t) => {
  const v1 = await withSequence(await startServer(t));
  assert.deepEqual(said(await v1.put("/settings", { sms_budget: { amount: -1, currency: "zł" } }, { status: 422 })),
    [["out_of_range", "sms_budget.amount"], ["invalid_currency", "sms_budget.currency"]]);
  assert.deepEqual((await v1.put("/settings", { sms_budget: { amount: 100, currency: "PLN" } })).sms_budget, { amount: 100, currency: "PLN" });
  assert.equal((await v1.put("/settings", { sms_budget: null })).sms_budget, null);
});
