// A sequence from its activation to its last step, through the API and the cron, on a moved clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers, said } from "./account.mjs";
import { SEQUENCE, MONDAY, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

test("delays 1 and 4: the SMS leaves on day 1, the task appears on day 5, and its colleague is told (S1.28, S2.2)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 2 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  const log = async () => (await all(v1, "/run-log?record=d_1", "entries")).map((one) => [one.planned_at, one.what, one.step]);
  assert.deepEqual(await log(), [[MONDAY, "entered", null]]);
  assert.deepEqual((await v1.get("/enrollments?record=d_1")).enrollments.map((one) => [one.state, one.step, one.due_at]),
    [["waiting", "s_sms", day(1)]]);

  await v1.post("/dev/tick", { until: day(1, -1) });
  assert.deepEqual((await v1.get("/messages")).messages, [], "nothing an hour early");
  await v1.post("/dev/tick", { until: day(1) });
  const [sms] = (await v1.get("/messages")).messages;
  assert.deepEqual([sms.channel, sms.to, sms.text, sms.sent_at, sms.parts],
    ["sms", "+48601000001", "Hello Jan, have you seen our offer Deal 1?", day(1), 1]);

  await v1.post("/dev/tick", { until: day(5, -1) });
  assert.deepEqual((await v1.get("/tasks")).records, []);
  await v1.post("/dev/tick", { until: day(10) });
  const [task] = (await v1.get("/tasks")).records;
  assert.deepEqual([task.values.name, task.values.owner, task.values.about, task.values.due_at],
    ["Call about Deal 1", "u_ana", "d_1", day(5)]);
  assert.deepEqual(task.values.contacts, ["c_1"]);
  const told = (await v1.get("/messages")).messages.find((message) => message.channel === "user_email");
  assert.deepEqual([told.to, told.subject, told.sent_at], ["ana@okna.example", "Call about Deal 1", day(5)]);
  assert.deepEqual(await log(), [
    [MONDAY, "entered", null], [day(1), "sent", "s_sms"], [day(5), "task_created", "s_task"], [day(5), "finished", null],
  ]);
  assert.equal((await v1.get("/enrollments?record=d_1")).enrollments[0].state, "finished");
  assert.deepEqual(await all(v1, "/run-log?record=d_2", "entries"), [], "a deal on another stage gets nothing");
});

test("a deal that leaves the filter gets nothing more, and the log says why (S2.5, D14)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(0, 12) });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "won" })] });
  await v1.post("/dev/tick", { until: day(30) });
  assert.deepEqual((await v1.get("/messages")).messages, []);
  const entries = await all(v1, "/run-log?record=d_1", "entries");
  assert.deepEqual(entries.map((one) => [one.what, one.reason]), [["entered", null], ["left", "filter_not_matched"]]);
});

test("the preview's number must be confirmed, and what was previewed is what runs", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 5 });
  await putDeals(v1, numbers(3), { stage: "offer" });
  await v1.post("/records/contacts/bulk", { records: [contact(3, { sms_consent: false })] });
  const preview = await v1.post("/automations/a_offers/preview", { audience: "all" });
  assert.deepEqual([preview.matching, preview.would_start, preview.records], [3, 3, 5]);
  assert.deepEqual([preview.figures.sms, preview.figures.tasks, preview.figures.skipped],
    [2, 3, [{ reason: "no_consent", count: 1 }]]);
  const refused = await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 2 }, { status: 409 });
  assert.equal(refused.code, "confirmation_mismatch");
  assert.deepEqual(refused.problems[0].allowed, ["3"]);
  assert.equal((await v1.get("/automations/a_offers")).state, "draft");

  const active = await activate(v1);
  assert.equal(active.state, "active");
  assert.equal(active.activation.audience, "all");
  await v1.post("/dev/tick", { until: day(10) });
  const entries = await all(v1, "/run-log", "entries");
  const count = (what) => entries.filter((entry) => entry.what === what).length;
  assert.deepEqual([count("entered"), count("sent"), count("skipped"), count("task_created"), count("finished")], [3, 2, 1, 3, 3]);
});

test("a view that an active automation uses is locked, and says by which (S1.16, D16)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await activate(v1);
  const change = { name: "Offers", module: "deals", filter: { everyone: true } };
  const refused = await v1.put("/views/v_offers", change, { status: 409 });
  assert.equal(refused.code, "view_in_use");
  assert.match(refused.problems[0].message, /After the offer/);
  await v1.delete("/views/v_offers", { status: 409 });
  await v1.put("/views/v_offers", { ...change, name: "Renamed", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.put("/views/v_offers", change);
});

test("deactivating freezes what waits; activating again goes on with it (D6)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.post("/dev/tick", { until: day(0, 12) });
  assert.equal((await v1.get("/enrollments?record=d_1")).enrollments[0].state, "waiting");
  await activate(v1);
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual((await v1.get("/messages")).messages.map((message) => message.to), ["+48601000001"]);
});

test("the account's switch stops everything, and what waited goes on when it is on again (S0.2)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.put("/settings", { automation_enabled: false });
  await v1.post("/dev/tick", { until: day(3) });
  assert.deepEqual((await v1.get("/messages")).messages, []);
  assert.equal((await v1.get("/enrollments?record=d_1")).enrollments[0].state, "waiting");
  await v1.put("/settings", { automation_enabled: true });
  await v1.post("/dev/tick", { until: day(4) });
  assert.equal((await v1.get("/messages")).messages.length, 1);
});

test("consent that is withdrawn before the SMS leaves stops it (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/records/contacts/bulk", { records: [contact(1, { sms_consent: false })] });
  await v1.post("/dev/tick", { until: day(2) });
  assert.deepEqual((await v1.get("/messages")).messages, []);
  const entries = await all(v1, "/run-log?record=d_1", "entries");
  assert.deepEqual(entries.map((one) => [one.what, one.reason]), [["entered", null], ["skipped", "no_consent"]]);
});

test("a deleted record gets nothing more, and begins anew when it comes back", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 2 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" }), deal(2, { stage: "offer" })] });
  await v1.delete("/records/contacts/d_1", { status: 404 });
  await v1.delete("/records/deals/d_1", { status: 204 });
  await v1.get("/records/deals/d_1", { status: 404 });
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual((await v1.get("/messages")).messages.map((message) => message.record), ["d_2"]);
  assert.deepEqual((await v1.get("/enrollments?record=d_1")).enrollments.map((one) => [one.state, one.reason]), [["exited", "record_deleted"]]);

  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(2) });
  const again = (await v1.get("/messages")).messages.filter((message) => message.record === "d_1");
  assert.equal(again.length, 1);
  assert.equal((await all(v1, "/run-log?record=d_1", "entries")).at(-1).pass, 2);
});

test("a changed contact makes the deals that point to it look again (S4.5)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 2 });
  await v1.put("/views/v_offers", { name: "In Łódź", module: "deals", filter: { field: "contacts.last_name", quantifier: "any", op: "is", value: "Łodzianin" } });
  await activate(v1);
  await v1.post("/records/contacts/bulk", { records: [contact(2, { last_name: "ŁODZIANIN" })] });
  await server.tick();
  const entries = await all(v1, "/run-log", "entries");
  assert.deepEqual(entries.map((one) => [one.record, one.what, one.planned_at]), [["d_2", "entered", MONDAY]]);
});

test("time alone brings a record into a filter, and the tick wakes for it (D10)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await v1.put("/views/v_offers", { name: "Old", module: "deals", filter: { field: "created", op: "older_than", value: { amount: 3, unit: "days" } } });
  await activate(v1, "a_offers", "entering_after_activation");
  await v1.post("/dev/tick", { until: day(2, 23) });
  assert.deepEqual(await all(v1, "/run-log", "entries"), []);
  await v1.post("/dev/tick", { until: day(4) });
  const [entered, sent] = await all(v1, "/run-log", "entries");
  assert.deepEqual([entered.what, entered.planned_at], ["entered", day(3)]);
  assert.deepEqual([sent.what, sent.planned_at], ["sent", day(4)]);
});

test("an activation over many records goes in chunks, and each record is looked at once", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(2300), { stage: "offer" });
  const started = await activate(v1);
  assert.equal(started.state, "activating");
  assert.equal(started.progress.total, 2300);
  assert.ok(started.progress.done > 0 && started.progress.done < 2300);
  // Touched before its turn: what it was at the activation counts first (design 4.6).
  const touched = await v1.post("/records/deals/bulk", { records: [deal(999, { stage: "won" })] });
  assert.equal(touched.records[0].outcome, "updated");
  await server.tick();
  assert.equal((await v1.get("/automations/a_offers")).state, "active");
  const entries = await all(v1, "/run-log", "entries");
  assert.equal(entries.filter((entry) => entry.what === "entered").length, 2300);
  assert.equal(new Set(entries.filter((entry) => entry.what === "entered").map((entry) => entry.record)).size, 2300);
  const early = entries.filter((entry) => entry.record === "d_999").map((entry) => [entry.what, entry.planned_at]);
  assert.deepEqual(early, [["entered", MONDAY], ["left", MONDAY]]);
});

test("an automation whose parts do not fit is refused, each part with its place", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  const wrong = structuredClone(SEQUENCE);
  wrong.id = "a_wrong";
  wrong.steps[0].template = "t_task";
  wrong.steps[1].recipient = { user: "u_9" };
  const refused = await v1.post("/automations", wrong, { status: 422 });
  assert.deepEqual(said(refused), [["wrong_template_kind", "steps[0].template"], ["unknown_user", "steps[1]"]]);
  await v1.put("/modules/deals", { ...(await v1.get("/modules/deals")), sms_enabled: false });
  const blocked = await v1.post("/automations/a_offers/preview", { audience: "all" });
  assert.deepEqual(blocked.blockers.map((one) => one.code), ["sms_not_enabled"]);
  await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 0 }, { status: 422 });
});
