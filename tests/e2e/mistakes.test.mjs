// Mistakes that other products made (tests/spec/regressions.md), tried on a real Worker over D1.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { deal, numbers } from "./account.mjs";
import { MONDAY, SEQUENCE, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const sent = async (v1) => (await all(v1, "/messages", "messages")).filter((one) => one.channel === "sms");

test("one message of a batch that may not leave neither holds up the others nor is tried again", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(5), { stage: "offer" });
  await activate(v1);
  // Between decision and sending, which is a moment only: the client of the third withdraws.
  await server.database.prepare(`CREATE TRIGGER withdraws AFTER INSERT ON outbox WHEN NEW.contact_id = 'c_3'
    BEGIN UPDATE record SET body = json_set(body, '$.sms_consent', json('false')) WHERE id = 'c_3'; END`).run();
  for (let ticks = 0; ticks < 4; ticks += 1) await v1.post("/dev/tick", { until: day(1, ticks) });
  assert.deepEqual((await sent(v1)).map((one) => one.record).sort(), ["d_1", "d_2", "d_4", "d_5"]);
  const outcomes = (await all(v1, "/run-log?record=d_3", "entries")).map((one) => [one.what, one.reason]);
  assert.deepEqual(outcomes.slice(0, 2), [["entered", null], ["sent", null]]);
  assert.deepEqual(outcomes.slice(2).map(([, reason]) => reason), ["no_consent"], "said once, and why");
  const { results } = await server.database.prepare("SELECT state, COUNT(*) AS count FROM outbox GROUP BY state ORDER BY state").all();
  assert.deepEqual(results, [{ state: "not_sent", count: 1 }, { state: "sent", count: 4 }], "nothing is left to be tried");
});

test("what was sent is not sent again when the steps are edited, moved or joined by others (D6, D23)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 2 });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(1) });
  assert.equal((await sent(v1)).length, 1);

  await v1.post("/automations/a_offers/deactivate", {});
  const [sms, task] = SEQUENCE.steps;
  const first = { ...task, id: "s_new", delay: { amount: 0, unit: "days" } };
  await v1.put("/automations/a_offers", { ...SEQUENCE, name: "After the offer, edited", steps: [first, { ...sms, delay: { amount: 2, unit: "days" } }, task] });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(30) });
  assert.equal((await sent(v1)).length, 1, "the SMS of day one stays the only one");
  const done = (await all(v1, "/run-log?record=d_1", "entries")).filter((one) => ["sent", "task_created"].includes(one.what));
  assert.equal(new Set(done.map((one) => one.step)).size, done.length, "no step acts twice");
});

test("a message kept for certain weekdays leaves once, however many ticks pass", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  const [sms] = SEQUENCE.steps;
  const steps = [{ ...sms, delay: { amount: 2, unit: "days" }, timing: { days: ["sun", "mon", "tue", "thu"], hour: { from: "09:00" } } }];
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  // From Monday to Friday of the week after, every three hours.
  for (let hours = 3; hours <= 24 * 11; hours += 3) await v1.post("/dev/tick", { until: day(0, hours) });
  assert.deepEqual((await sent(v1)).map((one) => one.sent_at), [day(3)], "due on Wednesday, allowed on Thursday");
  assert.equal((await v1.get("/enrollments?record=d_1")).enrollments[0].state, "finished");
});

test("a filter that is changed while its automation is off starts nobody unasked (S1.17-18)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 20 });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await activate(v1);
  const everybody = { name: "Offers", module: "deals", filter: { everyone: true } };
  await v1.put("/views/v_offers", everybody, { status: 409 });
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.put("/views/v_offers", everybody);
  await v1.post("/dev/tick", { until: day(0, 1) });
  const entered = async () => (await all(v1, "/run-log", "entries")).filter((one) => one.what === "entered").map((one) => one.record);
  assert.deepEqual(await entered(), ["d_1"], "off is off");
  const refused = await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 1 }, { status: 409 });
  assert.equal(refused.code, "confirmation_mismatch");
  assert.deepEqual(await entered(), ["d_1"], "the old number confirms nothing");
  // Switched on for who enters from now on, the nineteen others stay out.
  await activate(v1, "a_offers", "entering_after_activation");
  await v1.post("/dev/tick", { until: day(10) });
  assert.deepEqual(await entered(), ["d_1"]);
});

test("an e-mail leaves in the name of the owner or of a chosen colleague, and only once active (S1.27, S2.18-19)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await v1.post("/users", { id: "u_piotr", name: "Piotr Lis", email: "piotr@okna.example" });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "transactional", subject: "{{ name }}", body: "Dear {{ contact.first_name }}" });
  const mail = (id, sender) => ({ id, action: "email_to_contact", delay: { amount: 1, unit: "hours" }, template: "t_mail", sender });
  const [, task] = SEQUENCE.steps;
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps: [mail("s_own", "owner"), mail("s_other", { user: "u_piotr" }), task] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(0, 6) });
  assert.deepEqual(await all(v1, "/messages", "messages"), [], "nothing before Activate");
  await activate(v1);
  await v1.post("/dev/tick", { until: day(10) });
  const mails = (await all(v1, "/messages", "messages")).filter((one) => one.channel === "email");
  assert.deepEqual(mails.map((one) => one.sender), ["u_ana", "u_piotr"]);
  assert.deepEqual((await v1.get("/tasks")).records.map((one) => one.values.about), ["d_1"]);
});
