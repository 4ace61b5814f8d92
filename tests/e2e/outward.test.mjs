// What rules send outside, over real workerd: contacts to mailing lists (S4.1-3, S4.14), signed webhooks
// (D26), each once, whatever fails on the way (D23).
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";
import { api, contact, deal, setUp } from "./account.mjs";

const LISTS = [{ id: 101, title: "News", firstLetter: "Welcome" }, { id: 102, title: "Start" }];
const at = (minutes) => new Date(Date.parse("2030-03-04T09:00:00Z") + minutes * 60_000).toISOString();

/** A rule that does one thing with each deal that comes to the stage `offer`. */
async function withRule(v1, step) {
  await v1.post("/dev/tick", { until: at(0) });
  await v1.post("/automations", { id: "a_rule", name: "Offer sent", kind: "rule", module: "deals",
    basis: { everyone: true }, trigger: { on: "stage", stage: "offer", when: "moved_or_created" },
    steps: [{ id: "s1", ...step }] });
  await v1.post("/automations/a_rule/activate", { audience: "all", confirm_records: 0 });
}

const toLists = { action: "add_to_lists", lists: ["unisender_101", "unisender_102"] };
const deliveries = async (v1) => (await v1.get("/deliveries")).deliveries;
const states = async (v1) => (await deliveries(v1)).map(({ state, reason, attempts }) => [state, reason, attempts]);
const log = async (v1) => (await v1.get("/run-log")).entries.map(({ what, to, reason }) => [what, to, reason]);

async function withLists(t, options = {}) {
  const service = await startUnisender(t, { lists: LISTS });
  const server = await startServer(t, options);
  const v1 = await setUp(server);
  await v1.put("/integrations/unisender", { key: service.key, base: service.base, tags: ["crm"] });
  await withRule(v1, toLists);
  return { service, server, v1 };
}

test("all contacts of a deal with consent come into all lists, each address once (S4.14, S4.18, D20)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2), contact(3, { email_consent: null }),
    contact(4, { email: null }), contact(5, { email: "jan1@client.example" })] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", contacts: ["c_1", "c_2", "c_3", "c_4", "c_5"] })] });
  await v1.post("/dev/tick", { until: at(1) });
  for (const id of [101, 102]) assert.deepEqual(service.addresses(id), ["jan1@client.example", "jan2@client.example"]);
  assert.deepEqual(service.subscribers.get(101).get("jan1@client.example").tags, ["crm"]);
  assert.deepEqual(service.letters.map((letter) => letter.about), ["Welcome", "Welcome"], "S4.18: the list's own letter is the service's");
  const subscribed = service.calls.filter((call) => call.method === "subscribe");
  assert.equal(subscribed.length, 2, "one call a contact");
  assert.ok(subscribed.every((call) => call.parameters.double_optin === "3"), "consent is given: nobody is asked again");
  assert.deepEqual(await states(v1), [["sent", null, 1]]);
  const [entry] = (await v1.get("/run-log")).entries.filter((one) => one.what === "lists_joined");
  assert.equal(entry.to, "jan1@client.example, jan2@client.example");
  assert.equal(entry.detail, "c_3: no_consent; c_4: no_address");
  assert.equal(entry.message.text, "News, Start");
});

test("where the list service asks, contacts without consent are sent to it, and it asks them (D20)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.put("/integrations/unisender", { service_asks: true });
  await v1.post("/records/contacts/bulk", { records: [contact(1, { email_consent: null })] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: at(1) });
  assert.deepEqual(service.letters, [{ to: "jan1@client.example", about: "confirmation", lists: [101, 102] }]);
  assert.equal(service.subscribers.get(101).get("jan1@client.example").status, "invited");
});

test("a call that failed is tried again after a pause, and nobody is added twice (D23)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  service.fail("500", "lost", "429", "limit", "html");
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", contacts: ["c_1", "c_2"] })] });
  await v1.post("/dev/tick", { until: at(0.5) });
  assert.deepEqual(await states(v1), [["pending", null, 1]]);
  assert.equal((await v1.get("/integrations/unisender")).state, "problem");
  await v1.post("/dev/tick", { until: at(60) });
  assert.deepEqual(await states(v1), [["pending", null, 4]]);
  assert.deepEqual(service.addresses(101), ["jan1@client.example"], "done, but the answer was lost");
  await v1.post("/dev/tick", { until: at(24 * 60) });
  assert.deepEqual(await states(v1), [["sent", null, 6]]);
  assert.deepEqual(service.addresses(101), ["jan1@client.example", "jan2@client.example"]);
  assert.equal(service.letters.length, 2, "a first letter each, not one a try");
  assert.equal((await v1.get("/integrations/unisender")).state, "works");
  assert.equal((await log(v1)).filter(([what]) => what === "lists_joined").length, 1);
});

test("what the service will never take is said and not tried again; the others arrive (D22)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  service.refuseAddress("jan1@client.example");
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", contacts: ["c_1", "c_2"] })] });
  await v1.post("/dev/tick", { until: at(1) });
  assert.deepEqual(service.addresses(101), ["jan2@client.example"]);
  assert.deepEqual(await states(v1), [["sent", null, 1]]);
  assert.deepEqual((await log(v1)).filter(([what]) => what === "deviated"), [["deviated", "jan1@client.example", "refused"]]);
  assert.equal((await v1.get("/integrations/unisender")).state, "works", "the service works; the address does not");

  service.removeList(102);
  await v1.post("/records/deals/bulk", { records: [deal(2, { stage: "offer", contacts: ["c_2"] })] });
  await v1.post("/dev/tick", { until: at(2) });
  assert.deepEqual((await states(v1))[0], ["not_sent", "list_gone", 1]);
  await v1.post("/integrations/unisender/sync", {});
  await v1.post("/records/deals/bulk", { records: [deal(3, { stage: "offer", contacts: ["c_2"] })] });
  await v1.post("/dev/tick", { until: at(3) });
  assert.deepEqual((await states(v1))[0], ["sent", null, 1], "the list that is there gets them");
});

test("consent that is withdrawn before the call stops it (D20)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  service.fail("429");
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: at(0.5) });
  await v1.post("/records/contacts/bulk", { records: [{ id: "c_1", values: { email_consent: false } }] });
  await v1.post("/dev/tick", { until: at(10) });
  assert.deepEqual(service.addresses(101), []);
  assert.deepEqual(await states(v1), [["not_sent", "no_consent", 2]]);
});

test("consent that is withdrawn after a call whose answer was lost leaves it unknown whether it arrived (D20, D23)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  for (const [number, contacts] of [[1, ["c_1"]], [2, ["c_1", "c_2"]]]) {
    service.fail("lost");
    await v1.post("/records/deals/bulk", { records: [deal(number, { stage: "offer", contacts })] });
    await v1.post("/dev/tick", { until: at(number * 0.2) });
  }
  assert.deepEqual(await states(v1), [["pending", null, 1], ["pending", null, 1]]);
  await v1.post("/records/contacts/bulk", { records: [{ id: "c_1", values: { email_consent: false } }] });
  const calls = service.calls.length;
  await v1.post("/dev/tick", { until: at(10) });
  assert.deepEqual(service.addresses(101), ["jan1@client.example", "jan2@client.example"], "the first had arrived");
  assert.equal(service.calls.length, calls + 1, "who said no is asked for no more");
  assert.deepEqual((await states(v1)).sort(), [["sent", null, 2], ["unknown", "uncertain", 2]], "one arrived for certain, or nobody knows");
  assert.deepEqual((await log(v1)).filter(([what]) => what === "deviated"), [["deviated", "jan1@client.example", "uncertain"], ["deviated", "jan1@client.example", "uncertain"]]);
  assert.equal((await v1.get("/messages/unknown")).messages.length, 1, "a person decides");
});

test("without the connection the rule does not fire, says why, and does nothing later (S4.3, D22)", async (t) => {
  const { service, v1 } = await withLists(t);
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  service.key = "renewed";
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: at(1) });
  assert.deepEqual(await states(v1), [["not_sent", "integration_missing", 1]]);
  assert.equal((await v1.get("/integrations/unisender")).state, "refused");
  await v1.post("/records/deals/bulk", { records: [deal(2, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: at(2) });
  assert.equal((await deliveries(v1)).length, 1, "nothing more is even tried");
  const skipped = (await log(v1)).filter(([what]) => what === "skipped");
  assert.deepEqual(skipped, [["skipped", null, "integration_missing"]]);
  const [listed] = (await v1.get("/automations")).automations;
  assert.deepEqual(listed.health.map((problem) => problem.code), ["integration_missing"], "its line in the list says so");

  await v1.put("/integrations/unisender", { key: "renewed" });
  await v1.post("/dev/tick", { until: at(3 * 24 * 60) });
  assert.deepEqual(service.addresses(101), [], "no surprise later");
  assert.equal((await v1.get("/automations")).automations[0].health, undefined);
});

test("a webhook tells of the record, signed, with one id over all its attempts (D23, D26)", async (t) => {
  const receiver = await startReceiver(t);
  const server = await startServer(t);
  const v1 = await setUp(server);
  const { id, secret } = await v1.post("/webhooks", { name: "Warehouse", url: receiver.url });
  await withRule(v1, { action: "webhook", endpoint: id });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  receiver.fail(503, "lost");
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  for (const minutes of [1, 2, 10, 60]) await v1.post("/dev/tick", { until: at(minutes) });
  assert.equal(receiver.received.length, 2, "refused once, taken twice: the second time the answer was lost");
  const [first, second] = receiver.received;
  assert.equal(first.headers["webhook-id"], second.headers["webhook-id"], "a receiver that has seen it leaves it");
  assert.equal(first.body, second.body);
  const event = new Webhook(secret).verify(second.body, second.headers);
  assert.equal(event.type, "automation.step");
  assert.deepEqual([event.data.automation.id, event.data.step, event.data.record.id], ["a_rule", "s1", "d_1"]);
  assert.equal(event.data.record.values.amount, 100001);
  const [delivery] = await deliveries(v1);
  assert.deepEqual([delivery.state, delivery.attempts, delivery.key], ["sent", 3, first.headers["webhook-id"]]);

  receiver.fail(410);
  await v1.post("/records/deals/bulk", { records: [deal(2, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: at(61) });
  assert.deepEqual((await states(v1))[0], ["not_sent", "refused", 1], "410 is the receiver's last word");
});

test("an automation whose webhooks the receiver will not have stops after ten of them (D18)", async (t) => {
  const receiver = await startReceiver(t);
  const server = await startServer(t);
  const v1 = await setUp(server);
  const { id } = await v1.post("/webhooks", { name: "Warehouse", url: receiver.url });
  await withRule(v1, { action: "webhook", endpoint: id });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  const put = (numbers) => v1.post("/records/deals/bulk", { records: numbers.map((number) => deal(number, { stage: "offer", contacts: ["c_1"] })) });
  receiver.fail(...Array(10).fill(410));
  await put([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await v1.post("/dev/tick", { until: at(1) });
  assert.equal((await v1.get("/automations/a_rule")).state, "active", "nine say nothing yet");
  await put([10]);
  await v1.post("/dev/tick", { until: at(2) });
  const { state, stopped } = await v1.get("/automations/a_rule");
  assert.deepEqual([state, stopped], ["inactive", "deliveries_failed"]);
});

test("a sender that is killed after the call and before it is settled calls again with the same id (D23)", async (t) => {
  const receiver = await startReceiver(t);
  const state = temporaryFolder(t);
  const variables = { RELANCE_LEASE_MS: "1" };
  let server = await spawnServer(t, { state, variables });
  let v1 = await setUp(server);
  const { id } = await v1.post("/webhooks", { name: "Warehouse", url: receiver.url });
  await withRule(v1, { action: "webhook", endpoint: id });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  receiver.fail("hold");
  const ticking = server.post("/api/v1/dev/tick", { until: at(1) }).then(() => "answered", () => "killed");
  await receiver.until(1);
  await server.kill();
  assert.equal(await ticking, "killed");
  server = await spawnServer(t, { state, variables });
  v1 = api(server);
  await v1.post("/dev/tick", { until: at(2) });
  assert.deepEqual(await states(v1), [["sent", null, 1]]);
  assert.equal(receiver.received.length, 2);
  assert.equal(new Set(receiver.received.map((one) => one.headers["webhook-id"])).size, 1);
  await server.stop();
});
