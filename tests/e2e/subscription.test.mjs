// What an account pays for, over real workerd and D1 (D30): who may set it, what is refused, with what.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { DEALS, api, contact, said } from "./account.mjs";
import { activate, all } from "./sequence.mjs";

const EVERYONE = { everyone: true };
const automation = (kind, more = {}) => ({ name: kind, kind, module: "contacts", basis: EVERYONE, ...more });
const mail = { id: "s", action: "email_to_contact", template: "t_mail", delay: { amount: 3, unit: "hours" } };
const sms = { ...mail, action: "sms_to_contact", template: "t_sms" };

/** An account of its own with a template of each kind; asked with its own token. */
async function company(t, server, id, more) {
  const made = await api(server).post("/accounts", { id, name: id, zone: "Europe/Warsaw", language: "pl", ...more }, { status: 201 });
  const v1 = api(server.as(made.token.token));
  await v1.put("/modules/deals", DEALS);
  for (const [kind, words] of Object.entries({ t_mail: { kind: "email", subject: "E-book", body: "<p>Here</p>" }, t_sms: { kind: "sms", text: "Here" } })) {
    await v1.post("/templates", { id: kind, name: kind, module: "contacts", class: "marketing", ...words }, { status: 201 });
  }
  return v1;
}

test("e-mail campaigns are there from Pro on, SMS campaigns from Enterprise on (S0.13, D30)", async (t) => {
  const server = await startServer(t);
  const v1 = await company(t, server, "basic", { subscription: { level: "basic" } });
  const refusedFor = async (steps, status = 403) =>
    said(await v1.post("/automations", automation("campaign", { steps }), { status }));
  assert.deepEqual(await refusedFor([mail]), [["subscription_needed", "kind"]]);
  const level = (level) => api(server).put("/accounts/basic/subscription", { level });
  await level("pro");
  await v1.post("/automations", automation("campaign", { steps: [mail] }), { status: 201 });
  assert.deepEqual(await refusedFor([sms]), [["subscription_needed", "kind"]]);
  await level("enterprise");
  await v1.post("/automations", automation("campaign", { steps: [sms] }), { status: 201 });
});

test("a trial has everything for thirty days (S0.20, D30)", async (t) => {
  const server = await startServer(t);
  await api(server).post("/dev/tick", { until: "2030-03-02T09:00:00Z" });
  const v1 = await company(t, server, "trying", { trial: true });
  const before = await v1.get("/subscription");
  assert.deepEqual([before.is_trial, before.trial_ends_at], [true, "2030-04-01T09:00:00Z"]);
  assert.ok(before.features.every((feature) => feature.is_allowed));
  const { id } = await v1.post("/automations", automation("campaign", { steps: [mail] }), { status: 201 });
  await api(server).post("/dev/tick", { until: "2030-04-01T09:00:00Z" });
  assert.ok((await v1.get("/subscription")).features.every((feature) => !feature.is_allowed));
  const preview = await v1.post(`/automations/${id}/preview`, { audience: "all" });
  assert.ok(preview.blockers.some((problem) => problem.code === "subscription_needed"));
  const refused = await v1.post(`/automations/${id}/activate`, { audience: "all", confirm_records: 0 }, { status: 403 });
  assert.match(refused.problems[0].help, /until 2030-04-01T09:00:00Z/);
});

test("an account cannot give itself a level (D30)", async (t) => {
  const server = await startServer(t);
  const v1 = await company(t, server, "sly", { subscription: { level: "basic" } });
  await v1.put("/accounts/sly/subscription", { level: "enterprise" }, { status: 403 });
  const settings = await v1.get("/settings");
  await v1.put("/settings", settings);
  const changed = { ...settings, subscription: { ...settings.subscription, level: "enterprise" } };
  assert.deepEqual(said(await v1.put("/settings", changed, { status: 422 })), [["fixed_value", "subscription"]]);
  assert.deepEqual(said(await api(server).put("/accounts/sly/subscription", { level: "por" }, { status: 422 })), [["unknown_level", "level"]]);
  await api(server).put("/accounts/nobody/subscription", { level: "pro" }, { status: 404 });
});

test("when a level ends its automations stand still with the reason, and go on when it is back (D30)", async (t) => {
  const server = await startServer(t);
  await api(server).post("/dev/tick", { until: "2030-03-04T08:00:00Z" });
  const v1 = await company(t, server, "ending", { subscription: { level: "pro", ends_at: "2030-03-06T12:00:00Z" } });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  const step = (id, days) => ({ ...mail, id, delay: { amount: days, unit: "days" } });
  await v1.post("/automations", { id: "a_three", ...automation("sequence", { steps: [step("s1", 1), step("s2", 2), step("s3", 1)] }) }, { status: 201 });
  await activate(v1, "a_three");
  await api(server).post("/dev/tick", { until: "2030-03-12T08:00:00Z" });
  const decided = async () => (await all(v1, "/run-log", "entries")).map((entry) => [entry.what, entry.step, entry.reason, entry.planned_at]);
  const before = await decided();
  assert.deepEqual(before, [
    ["entered", null, null, "2030-03-04T08:00:00Z"],
    ["sent", "s1", null, "2030-03-05T08:00:00Z"],
    ["stopped", "s2", "subscription_ended", "2030-03-06T12:00:00Z"],
  ], "said once, at the end of the level");
  assert.equal((await all(v1, "/messages", "messages")).length, 1);

  await api(server).put("/accounts/ending/subscription", { ends_at: null });
  await api(server).post("/dev/tick", { until: "2030-03-14T08:00:00Z" });
  const after = (await decided()).slice(before.length).map(([what, step]) => [what, step]);
  assert.deepEqual(after, [["sent", "s2"], ["sent", "s3"], ["finished", null]], "nothing was lost");
});

test("a contact that is left in peace gets nothing until its day (E9)", async (t) => {
  const server = await startServer(t);
  await api(server).post("/dev/tick", { until: "2030-03-04T08:00:00Z" });
  const v1 = await company(t, server, "peace", {});
  await v1.post("/records/contacts/bulk", { records: [contact(1, { snoozed_until: "2030-03-06" })] });
  const step = (id) => ({ ...mail, id, delay: { amount: 1, unit: "days" } });
  await v1.post("/automations", { id: "a_two", ...automation("sequence", { steps: [step("s1"), step("s2")] }) }, { status: 201 });
  await activate(v1, "a_two");
  await api(server).post("/dev/tick", { until: "2030-03-08T08:00:00Z" });
  const entries = (await all(v1, "/run-log", "entries")).map((entry) => [entry.what, entry.step, entry.reason]);
  assert.deepEqual(entries.slice(1, 3), [["skipped", "s1", "snoozed"], ["sent", "s2", null]]);
});
