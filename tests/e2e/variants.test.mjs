// A/B tests of messages, from the definition to the winner (E5): who gets which, what comes back, what it shows, and
// keeping one, over real workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers, setUp } from "./account.mjs";
import { activate, all, day, MONDAY } from "./sequence.mjs";

const CLIENTS = 240;
const SEQUENCE = {
  id: "a_offer", name: "After the offer", kind: "sequence", module: "deals", basis: { view: "v_offers" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "drop", zone: "account",
  goal: { field: "stage", op: "is", value: "won" },
  steps: [
    { id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_long",
      variants: [{ template: "t_short", share: 50 }] },
    { id: "s_task", action: "task_for_user", delay: { amount: 9, unit: "days" }, template: "t_task", recipient: "owner" },
  ],
};

/** An account whose deals are all in the test. */
async function begin(server, { clients = CLIENTS } = {}) {
  const v1 = await setUp(server);
  await v1.put("/settings", { name: "Okna Nowak", zone: "Europe/Warsaw", tracking: { opens: false, clicks: true } });
  await v1.post("/dev/tick", { until: MONDAY });
  // Whoever has won matches, too: the goal is what ends the passage.
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals",
    filter: { field: "stage", op: "in", value: ["offer", "won"] } });
  const mail = { module: "deals", kind: "email", class: "marketing", format: "html" };
  await v1.post("/templates", { ...mail, id: "t_long", name: "Long", subject: "Our offer in detail", body: '<p>Everything. <a href="https://okna.example/a">See</a></p>' });
  await v1.post("/templates", { ...mail, id: "t_short", name: "Short", subject: "Questions?", body: '<p><a href="https://okna.example/b">See</a></p>' });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}", description: "" });
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: numbers(clients).map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: numbers(clients).map((number) => deal(number, { stage: "offer" })) });
  await activate(v1, "a_offer");
  await v1.post("/dev/tick", { until: MONDAY });
  return v1;
}

const stepOf = async (v1) => (await v1.get("/automations/a_offer/results")).steps.find((one) => one.step === "s_mail");
const sent = async (v1) => (await all(v1, "/run-log", "entries")).filter((entry) => entry.step === "s_mail" && entry.what === "sent");
const link = (message) => /<a href="([^"]+\/p\/l\/[^"]+)"/.exec(message.html)[1];

/** A person follows the link of a message. */
async function follows(server, message) {
  const local = new URL(new URL(link(message)).pathname, server.url);
  const answer = await fetch(local, { redirect: "manual", headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" } });
  assert.equal(answer.status, 302);
  await answer.arrayBuffer();
}

test("halves get what the plan shows; what comes back is told by variant, and the better one leads (E5)", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server);
  await v1.post("/dev/tick", { until: day(1) });
  const log = await sent(v1);
  assert.equal(log.length, CLIENTS);
  const got = new Map(log.map((entry) => [entry.key, entry.variant]));
  const count = (variant) => [...got.values()].filter((one) => one === variant).length;
  assert.equal(count("t_long") + count("t_short"), CLIENTS);
  assert.ok(count("t_long") >= 100 && count("t_short") >= 100, `${count("t_long")} and ${count("t_short")}`);
  for (const entry of log) {
    assert.equal(entry.message.subject, entry.variant === "t_short" ? "Questions?" : "Our offer in detail");
  }
  let step = await stepOf(v1);
  assert.deepEqual(step.variants.map((one) => [one.template, one.place, one.share, one.sent]),
    [["t_long", 1, 50, count("t_long")], ["t_short", 2, 50, count("t_short")]]);
  assert.deepEqual(step.comparison, { measure: "goal_reached", verdict: "early", leader: null, needs: { sent: 100, reached: 10 } });
  assert.equal(step.sent, CLIENTS);

  // A day later (nobody is a scanner then) 40 of the short ones and 5 of the long ones are followed.
  await v1.post("/dev/tick", { until: day(2) });
  const messages = await all(v1, "/messages", "messages");
  const of = (variant, most) => messages.filter((one) => got.get(one.key) === variant).slice(0, most);
  for (const message of [...of("t_short", 40), ...of("t_long", 5)]) await follows(server, message);
  for (let tries = 0; tries < 200 && (step = await stepOf(v1)).clicked < 45; tries += 1) await new Promise((done) => setTimeout(done, 25));
  assert.deepEqual(step.variants.map((one) => one.clicked), [5, 40]);
  assert.deepEqual(step.comparison, { measure: "clicked", verdict: "leads", leader: "t_short", needs: { sent: 100, reached: 10 } });

  // The goal goes before clicks as soon as it has enough to say: 12 deals are won after the long one, none after the short one.
  const records = log.filter((entry) => entry.variant === "t_long").slice(0, 12).map((entry) => entry.record);
  await v1.post("/records/deals/bulk", { records: records.map((id) => ({ id, values: { stage: "won" } })) });
  step = await stepOf(v1);
  assert.deepEqual(step.variants.map((one) => one.goal_reached), [12, 0]);
  assert.equal(step.goal_reached, 12);
  assert.equal((await v1.get("/automations/a_offer/results")).total.goal_reached, 12);
  assert.deepEqual([step.comparison.measure, step.comparison.verdict, step.comparison.leader], ["goal_reached", "leads", "t_long"]);
});

test("keeping one is a new version: whoever comes next gets it, what is counted stays, and who had the other gets nothing again (E5, D23, D29)", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server, { clients: 6 });
  await v1.post("/dev/tick", { until: day(1) });
  const before = await sent(v1);
  assert.equal(new Set(before.map((entry) => entry.variant)).size, 2, "both are among them");
  const { variants: _, ...kept } = { ...SEQUENCE.steps[0], template: "t_short" };
  await v1.put("/automations/a_offer", { ...SEQUENCE, steps: [kept, SEQUENCE.steps[1]] });
  const { digest } = await v1.post("/automations/a_offer/publish", { preview: true });
  await v1.post("/automations/a_offer/publish", { confirm: digest });
  await v1.post("/records/contacts/bulk", { records: [contact(7)] });
  await v1.post("/records/deals/bulk", { records: [deal(7, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(3) });
  const after = await sent(v1);
  assert.equal(after.length, 7, "one more, nobody twice");
  const last = after.find((entry) => !before.some((one) => one.key === entry.key));
  assert.deepEqual([last.variant ?? null, last.message.subject], [null, "Questions?"]);
  const step = await stepOf(v1);
  assert.equal(step.comparison, null, "no test is running");
  assert.equal(step.sent, 7);
  const counts = (variant) => before.filter((entry) => entry.variant === variant).length;
  assert.deepEqual(step.variants.map((one) => [one.template, one.place, one.share, one.sent]),
    [["t_long", null, null, counts("t_long")], ["t_short", null, null, counts("t_short")]]);
});

test("what a test of one's own says of an A/B test: every variant (E4, E5); and what is malformed is refused at its place", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server, { clients: 1 });
  const wrong = await v1.post("/automations", { ...SEQUENCE, id: "a_2", steps: [
    { ...SEQUENCE.steps[0], variants: [{ template: "t_task", share: 50 }, { template: "t_shortt", share: 10 }] },
    { ...SEQUENCE.steps[1], variants: [{ template: "t_short", share: 50 }] },
  ] }, { status: 422 });
  assert.deepEqual(wrong.problems.map((one) => [one.code, one.at]), [
    ["wrong_template_kind", "steps[0].variants[0].template"],
    ["unknown_template", "steps[0].variants[1].template"],
    ["variants_not_here", "steps[1].variants"],
  ]);
  const read = await v1.get("/automations/a_offer");
  assert.deepEqual(read.steps[0].variants, [{ template: "t_short", share: 50 }]);
  assert.deepEqual(read.steps[1].variants, []);
  const { messages } = await v1.post("/automations/a_offer/test-send", { record: "d_1", to: "ana@okna.example" });
  assert.deepEqual(messages.map((one) => [one.step, one.template, one.subject, one.answer]), [
    ["s_mail", "t_long", "[Test] Our offer in detail", "sent"],
    ["s_mail", "t_short", "[Test] Questions?", "sent"],
  ]);
});
