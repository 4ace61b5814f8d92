// Changing what runs: no road enrolls the whole database; what is confirmed is what happens.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";
import { api, numbers } from "./account.mjs";
import { SEQUENCE, activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const ALL = { everyone: true };
const NEW = { field: "stage", op: "is", value: "new" };

/** Ten deals on `offer`, twenty on `new`; the sequence runs for those on `offer`. */
async function running(t) {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(10), { stage: "offer" });
  await putDeals(v1, numbers(30).slice(10), { stage: "new" });
  await activate(v1);
  await settled(v1, server);
  assert.equal(await waiting(v1), 10);
  return { server, v1 };
}

async function settled(v1, server) {
  for (let ticks = 0; ticks < 20; ticks += 1) {
    if ((await v1.get("/automations/a_offers")).state === "active") return;
    await server.tick();
  }
  assert.fail("the look does not end");
}

const enrollments = async (v1) => all(v1, "/enrollments", "enrollments");
const waiting = async (v1) => (await enrollments(v1)).filter((one) => one.state === "waiting").length;

test("no road enrolls the whole database: each is refused with the names, or previewed and confirmed (D16, S1.16, S1.18)", async (t) => {
  const { server, v1 } = await running(t);
  const refused = async (call, code) => {
    const answer = await call;
    assert.equal(answer.code, code, JSON.stringify(answer));
    assert.match(answer.title, /After the offer/, "it is named");
    assert.equal(await waiting(v1), 10);
  };
  const view = { name: "Offers", module: "deals", filter: ALL };
  await refused(v1.put("/views/v_offers", view, { status: 409 }), "view_in_use");
  await refused(v1.put("/views/v_offers", { ...view, module: "contacts" }, { status: 409 }), "view_in_use");
  await refused(v1.delete("/views/v_offers", { status: 409 }), "view_in_use");
  await v1.post("/views", { ...view, id: "v_offers" }, { status: 409 });

  // A new filter of its own is a draft: it does not run.
  const edited = await v1.put("/automations/a_offers", { ...SEQUENCE, basis: { filter: ALL } });
  assert.deepEqual(edited.basis, { view: "v_offers" });
  assert.deepEqual(edited.unpublished.draft.basis, ALL);
  await v1.post("/automations", { ...SEQUENCE, basis: { filter: ALL } }, { status: 409 });
  await server.tick();
  assert.equal(await waiting(v1), 10);

  // What was confirmed for one content holds for no other, and not without a digest.
  const preview = await v1.post("/automations/a_offers/publish", { preview: true });
  assert.equal(preview.automations[0].starts, 20);
  await v1.post("/automations/a_offers/publish", {}, { status: 422 });
  await v1.post("/automations/a_offers/publish", { confirm: "x".repeat(32) }, { status: 409 });
  await putDeals(v1, [31], { stage: "new" });
  const stale = await v1.post("/automations/a_offers/publish", { confirm: preview.digest }, { status: 409 });
  assert.equal(stale.code, "confirmation_mismatch");
  assert.equal(await waiting(v1), 10);
  await v1.delete("/automations/a_offers/draft");
  assert.equal((await v1.get("/automations/a_offers")).unpublished, undefined);

  // A file brings records, no filter; those that do not match do not start.
  await putDeals(v1, [32, 33], { stage: "new" });
  assert.equal(await waiting(v1), 10);

  // The road round about: switched off, changed, switched on with an old number.
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.put("/views/v_offers", view);
  const on = await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 10 }, { status: 409 });
  assert.equal(on.code, "confirmation_mismatch");
  assert.equal(await waiting(v1), 10);
});

test("an old request that is sent again changes nothing (D16, S1.18)", async (t) => {
  const { server, v1 } = await running(t);
  const replace = { filter: NEW };
  const { digest } = await v1.post("/views/v_offers/replace", { ...replace, preview: true });
  await v1.post("/views/v_offers/replace", { ...replace, confirm: digest });
  await settled(v1, server);
  const back = await v1.post("/views/v_offers/replace", { filter: { field: "stage", op: "is", value: "offer" }, preview: true });
  await v1.post("/views/v_offers/replace", { filter: { field: "stage", op: "is", value: "offer" }, confirm: back.digest });
  await settled(v1, server);
  const before = await enrollments(v1);
  const again = await v1.post("/views/v_offers/replace", { ...replace, confirm: digest }, { status: 409 });
  assert.equal(again.code, "confirmation_mismatch");
  assert.deepEqual((await v1.get("/views/v_offers")).filter, { field: "stage", op: "is", value: "offer" });
  assert.deepEqual(await enrollments(v1), before);
});

test("a view is replaced safely: who enters, leaves and stays is shown, and then happens (D16, B2, S1.17)", async (t) => {
  const { server, v1 } = await running(t);
  await v1.put("/views/v_offers", { name: "Offers, renamed", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  const wanted = { filter_text: "amount <= 1000.05 or amount >= 1000.26" };
  const preview = await v1.post("/views/v_offers/replace", { ...wanted, preview: true });
  const counts = (groups) => [groups.enters.count, groups.leaves.count, groups.stays.count];
  assert.deepEqual(counts(preview.view), [5, 5, 5]);
  assert.deepEqual(counts(preview.automations[0]), [5, 5, 5]);
  assert.equal(preview.automations[0].starts, 5);
  assert.equal(preview.automations[0].figures.sms, 5);
  assert.equal(preview.automations[0].figures.cost[0].currency, "PLN");
  assert.equal(preview.view.enters.sample[0].name, "Deal 26");
  assert.deepEqual((await v1.get("/views/v_offers")).filter.op, "is", "a preview changes nothing");
  await v1.post("/views/v_offers/replace", { ...wanted, confirm: preview.digest });
  await settled(v1, server);
  const after = await enrollments(v1);
  const exited = after.filter((one) => one.state === "exited");
  assert.equal(exited.length, 5);
  assert.deepEqual([...new Set(exited.map((one) => one.reason))], ["automation_changed"]);
  assert.equal(after.filter((one) => one.state === "waiting").length, 10);
  await v1.post("/dev/tick", { until: day(2) });
  const sms = (await all(v1, "/messages", "messages")).filter((one) => one.channel === "sms");
  assert.equal(sms.length, 10, "five that stayed, five that entered");
});

test("a draft stands beside what runs, and publishing does to each one waiting what it showed (D29, B6)", async (t) => {
  const { server, v1 } = await running(t);
  await v1.post("/dev/tick", { until: day(0, 1) });
  const steps = [
    { id: "s_hello", action: "email_to_user", delay: { amount: 0, unit: "days" }, template: "t_mail", recipient: "owner" },
    { ...SEQUENCE.steps[1], delay: { amount: 2, unit: "days" } },
  ];
  await v1.post("/templates", { id: "t_mail", name: "Hello", module: "deals", kind: "email", class: "transactional", subject: "Hello", format: "text", body: "Hello" });
  const draft = await v1.put("/automations/a_offers", { ...SEQUENCE, steps });
  assert.deepEqual(draft.steps.map((step) => step.id), ["s_sms", "s_task"], "what runs runs on");
  const preview = await v1.post("/automations/a_offers/publish", { preview: true });
  assert.equal(preview.automations[0].moved.count, 10);
  assert.deepEqual([preview.automations[0].moved.sample[0].step, preview.automations[0].moved.sample[0].to_step], ["s_sms", "s_task"]);
  await v1.post("/automations/a_offers/publish", { confirm: preview.digest });
  await settled(v1, server);
  const moved = await enrollments(v1);
  assert.deepEqual([...new Set(moved.map((one) => one.step))], ["s_task"]);
  assert.deepEqual([...new Set(moved.map((one) => one.due_at))], [day(2)], "counted from the entry, by the new delay");
  const nothing = await v1.post("/automations/a_offers/publish", { preview: true }, { status: 409 });
  assert.equal(nothing.code, "nothing_to_publish");
  await v1.post("/dev/tick", { until: day(3) });
  assert.equal((await all(v1, "/messages", "messages")).filter((one) => one.channel === "sms").length, 0);
  assert.equal((await all(v1, "/records/tasks", "records")).length, 10);

  // A template that changed is part of what is not published yet; its new name is not.
  await v1.put("/templates/t_mail", { name: "Renamed", module: "deals", kind: "email", class: "transactional", subject: "Hello", format: "text", body: "Hello" });
  assert.equal((await v1.get("/automations/a_offers")).unpublished, undefined);
  await v1.put("/templates/t_mail", { name: "Hello", module: "deals", kind: "email", class: "transactional", subject: "New", format: "text", body: "Hello" });
  assert.deepEqual((await v1.get("/automations/a_offers")).unpublished, { draft: null, changed_templates: ["t_mail"] });
});

test("another zone or calendar is published: what moves is shown first (D29)", async (t) => {
  const { server, v1 } = await running(t);
  const steps = SEQUENCE.steps.map((step) => ({ ...step, timing: { days: "any", hour: { from: "09:00" } } }));
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps });
  const draft = await v1.post("/automations/a_offers/publish", { preview: true });
  await v1.post("/automations/a_offers/publish", { confirm: draft.digest });
  await settled(v1, server);
  const refused = await v1.put("/settings", { zone: "Europe/Bucharest" }, { status: 409 });
  assert.equal(refused.code, "settings_in_use");
  await v1.put("/settings", { name: "Another name" });
  const settings = { zone: "Europe/Bucharest" };
  const preview = await v1.post("/settings/publish", { settings, preview: true });
  assert.equal(preview.automations[0].rescheduled.count, 10);
  const [moved] = preview.automations[0].rescheduled.sample;
  assert.equal(Date.parse(moved.was_due_at) - Date.parse(moved.due_at), 3_600_000, "nine in Bucharest is eight in Warsaw");
  await v1.post("/settings/publish", { settings, confirm: preview.digest });
  await settled(v1, server);
  assert.deepEqual([...new Set((await enrollments(v1)).map((one) => one.due_at))], [moved.due_at]);
});

for (const [catch_up, sent] of [["send", 10], ["skip", 0], [{ spread: { per_hour: 5 } }, 6]]) {
  test(`switched on again, what fell due meanwhile waits for a choice: ${JSON.stringify(catch_up)} (D6, B13)`, async (t) => {
    const { server, v1 } = await running(t);
    await v1.post("/automations/a_offers/deactivate", {});
    await v1.post("/dev/tick", { until: day(2, 1) });
    const preview = await v1.post("/automations/a_offers/preview", { audience: "all" });
    assert.equal(preview.overdue.count, 10);
    assert.equal(preview.overdue.oldest_due_at, day(1));
    assert.deepEqual(preview.overdue.choices.map((one) => one.figures.sms), [10, 0, 10]);
    assert.equal(preview.would_start, 0);
    const refused = await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 0 }, { status: 409 });
    assert.equal(refused.code, "catch_up_needed");
    assert.equal(refused.problems[0].found, "10");
    await v1.post("/automations/a_offers/activate", { audience: "all", confirm_records: 0, catch_up });
    await settled(v1, server);
    await v1.post("/dev/tick", { until: day(2, 2) });
    const sms = (await all(v1, "/messages", "messages")).filter((one) => one.channel === "sms");
    assert.equal(sms.length, sent, JSON.stringify(catch_up));
    await v1.post("/dev/tick", { until: day(8) });
    const all_sms = (await all(v1, "/messages", "messages")).filter((one) => one.channel === "sms");
    assert.equal(all_sms.length, catch_up === "skip" ? 0 : 10);
    assert.equal((await all(v1, "/records/tasks", "records")).length, 10, "the next step follows");
  });
}

test("killed while records follow a new version, each follows it once (D16, D29)", async (t) => {
  const DEALS = 1500;
  const state = temporaryFolder(t);
  let server = await spawnServer(t, { state });
  let v1 = await withSequence(server);
  await putDeals(v1, numbers(DEALS), { stage: "offer" });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(0, 1) });
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps: [SEQUENCE.steps[1]] });
  const { digest } = await v1.post("/automations/a_offers/publish", { preview: true });
  const publishing = v1.post("/automations/a_offers/publish", { confirm: digest }).catch(() => "killed");
  for (const after of [700, 60, 250]) {
    await wait(after);
    await server.kill();
    await publishing;
    server = await spawnServer(t, { state });
    v1 = api(server);
    server.post("/api/v1/dev/tick", { until: day(0, 1) }).catch(() => "killed");
  }
  // A connection to the server that was killed may still be tried once.
  const one = await v1.get("/automations/a_offers").catch(() => v1.get("/automations/a_offers"));
  if (one.unpublished !== undefined) {
    const again = await v1.post("/automations/a_offers/publish", { preview: true });
    await v1.post("/automations/a_offers/publish", { confirm: again.digest });
  }
  for (let complete = false; !complete;) complete = (await v1.post("/dev/tick", { until: day(7) })).is_complete;
  await v1.post("/dev/tick", { until: day(8) });
  assert.equal((await v1.get("/automations/a_offers")).state, "active");
  assert.equal((await all(v1, "/messages", "messages")).filter((message) => message.channel === "sms").length, 0);
  const tasks = await all(v1, "/records/tasks", "records");
  assert.equal(tasks.length, DEALS);
  assert.equal(new Set(tasks.map((task) => task.values.about)).size, DEALS);
  await server.stop();
});
