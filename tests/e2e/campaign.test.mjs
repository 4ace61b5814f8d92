// Campaigns over a real D1: once per client, also for twins of one request, of requests at the same moment,
// and of one tick (S0.14, D13).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, numbers, setUp } from "./account.mjs";
import { MONDAY, activate, all, day } from "./sequence.mjs";

const EBOOK = {
  id: "a_ebook", name: "E-book", kind: "campaign", module: "contacts", basis: { view: "v_all" },
  steps: [{ id: "s_mail", action: "email_to_contact", delay: { amount: 3, unit: "hours" }, template: "t_ebook" }],
};

async function withCampaign(client) {
  const v1 = await setUp(client);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_all", name: "All", module: "contacts", filter: { everyone: true } });
  await v1.post("/templates", { id: "t_ebook", name: "E-book", module: "contacts", kind: "email", class: "marketing",
    subject: "Your e-book, {{ first_name }}", body: "Here it is." });
  await v1.post("/automations", EBOOK, { status: 201 });
  return v1;
}

const twin = (number) => contact(number, { email: number % 2 ? "ana@client.example" : "ANA@client.example" });
const sentTo = async (v1) => (await v1.get("/messages")).messages.map((one) => one.to.toLowerCase());

test("many contacts with one address in one request: exactly one gets it, and each skip names who", async (t) => {
  const v1 = await withCampaign(await startServer(t));
  await activate(v1, "a_ebook", "entering_after_activation");
  await v1.post("/records/contacts/bulk", { records: numbers(20).map(twin) });
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual(await sentTo(v1), ["ana@client.example"]);
  const skipped = (await all(v1, "/run-log", "entries")).filter((one) => one.reason === "once_per_client");
  assert.equal(skipped.length, 19);
  assert.deepEqual([...new Set(skipped.map((one) => one.detail))], ["c_1"]);
  assert.deepEqual(await v1.get("/automations/a_ebook/clients"),
    { automation: "a_ebook", waiting: 0, audience: 1, sent: 1, skipped_once: 19 });
});

test("contacts with one address in requests of the same moment: exactly one gets it", async (t) => {
  const v1 = await withCampaign(await startServer(t));
  await activate(v1, "a_ebook", "entering_after_activation");
  await Promise.all(numbers(12).map((number) => v1.post("/records/contacts/bulk", { records: [twin(number)] })));
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual(await sentTo(v1), ["ana@client.example"]);
  assert.equal((await v1.get("/records/contacts")).records.length, 12, "and no write is lost");
});

test("an activation for all counts clients, not records, and sends what it said", async (t) => {
  const v1 = await withCampaign(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [...numbers(6).map(twin), contact(7), contact(8, { email: null })] });
  const preview = await v1.post("/automations/a_ebook/preview", { audience: "all" });
  assert.deepEqual([preview.matching, preview.would_start, preview.figures.emails], [8, 3, 2]);
  await activate(v1, "a_ebook", "all");
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual((await sentTo(v1)).sort(), ["ana@client.example", "jan7@client.example"]);
});

test("a person may send anyway, once more and to that client alone", async (t) => {
  const v1 = await withCampaign(await startServer(t));
  await activate(v1, "a_ebook", "entering_after_activation");
  await v1.post("/records/contacts/bulk", { records: [twin(1), twin(2), twin(3)] });
  await v1.post("/dev/tick", { until: day(1) });
  const { entries } = await v1.post("/automations/a_ebook/send_anyway", { record: "c_2" });
  assert.deepEqual(entries.map((one) => [one.record, one.what]), [["c_2", "entered"]]);
  await v1.post("/dev/tick", { until: day(2) });
  assert.equal((await sentTo(v1)).length, 2);
  assert.equal((await v1.post("/automations/a_ebook/send_anyway", { record: "c_99" }, { status: 422 })).code, "unknown_record");
  await v1.post("/automations/a_ebook/deactivate", {});
  assert.equal((await v1.post("/automations/a_ebook/send_anyway", { record: "c_3" }, { status: 409 })).code, "wrong_state");
});

test("what was had before a merge is had after it, and an undo gives it back", async (t) => {
  const v1 = await withCampaign(await startServer(t));
  await activate(v1, "a_ebook", "entering_after_activation");
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/dev/tick", { until: day(1) });
  await v1.post("/automations/a_ebook/deactivate", {});
  await v1.post("/records/contacts/bulk", { records: [contact(2)] });
  const { id } = await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1" }, { status: 201 });
  const keys = async () => (await v1.get("/once-keys")).once_keys.length;
  assert.equal(await keys(), 3, "the address, the contact, and the contact that it became");
  await v1.post(`/merges/${id}/undo`, {});
  assert.equal(await keys(), 2);
});
