// Somebody is erased while their messages are with a provider, and the Worker is killed with -9 in the middle of an erasure:
// nothing of them stays in any table, nothing is sent after it, and what they had once stays known without them (D13, D20).
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { connectSenders } from "../support/senders.mjs";
import { found } from "../support/planted.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";
import { api, contact, deal, numbers, setUp } from "./account.mjs";
import { activate, MONDAY } from "./sequence.mjs";

const MARK = "qzxkanarek";
const at = (minutes) => new Date(Date.parse(MONDAY) + minutes * 60_000).toISOString();
const person = (number) => ({ id: `c_${MARK}${number}`, values: { ...contact(number).values, first_name: `${MARK} ${number}`,
  email: `${number}${MARK}@client.example`, phone: `+48999777${String(number).padStart(3, "0")}` } });
const NEEDLES = [MARK, "48999777"];

/** A campaign that each client has once, and a rule of one step; both write what the marker is in. */
async function begin(v1, steps) {
  await v1.post("/dev/tick", { until: MONDAY });
  const who = "{{ contact.first_name }} {{ contact.email }} {{ contact.phone }} {{ name }}";
  await v1.post("/templates", { id: "t_mail", name: "M", module: "deals", kind: "email", class: "transactional", subject: who, body: who });
  await v1.post("/templates", { id: "t_sms", name: "S", module: "deals", kind: "sms", class: "transactional", text: who });
  await v1.post("/templates", { id: "t_book", name: "Book", module: "contacts", kind: "email", class: "marketing", subject: "{{ first_name }}", body: "{{ email }}" });
  await v1.post("/views", { id: "v_all", name: "All", module: "contacts", filter: { everyone: true } });
  await v1.post("/automations", { id: "a_book", name: "Book", kind: "campaign", module: "contacts", basis: { view: "v_all" },
    steps: [{ id: "s1", action: "email_to_contact", delay: { amount: 0, unit: "hours" }, template: "t_book" }] });
  await v1.post("/automations", { id: "a_rule", name: "Offer", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" }, steps });
  await activate(v1, "a_rule");
  await activate(v1, "a_book", "entering_after_activation");
}

/** The person with this number, and a deal that starts the rule. */
async function bring(v1, number) {
  await v1.post("/records/contacts/bulk", { records: [person(number)] });
  await v1.post("/records/deals/bulk", { records: [deal(number, { name: `${MARK} kitchen`, stage: "offer", contacts: [person(number).id] })] });
}

async function erase(v1, number) {
  const route = `/contacts/${person(number).id}/erase`;
  const { digest } = await v1.post(route, {});
  return v1.post(route, { digest });
}

/** The next call that a stand-in gets waits until it is let go; it has done by then what it was asked, or not yet. */
function held(service) {
  const usual = service.handle;
  let arrive, release;
  const arrived = new Promise((done) => (arrive = done));
  const released = new Promise((done) => (release = done));
  service.handle = async (request, response, ...rest) => {
    service.handle = usual;
    arrive();
    await released;
    return usual.call(service, request, response, ...rest);
  };
  return { arrived, release };
}

const settled = async (database) => (await database.prepare("SELECT state, reason, count(*) AS n FROM outbox WHERE record_id = 'erased' AND automation_id = 'a_rule' GROUP BY 1, 2").all())
  .results.map(({ state, reason, n }) => [state, reason, n]);

const ROADS = {
  resend: { action: "email_to_contact", template: "t_mail", recipient: "any_contact", sender: "owner" },
  twilio: { action: "sms_to_contact", template: "t_sms", recipient: "any_contact" },
  unisender: { action: "add_to_lists", lists: ["unisender_101"] },
  webhook: { action: "webhook" },
};

/** An account whose rule takes this road alone; `service.handle` is where its calls arrive. */
async function over(t, road) {
  const server = await startServer(t);
  const v1 = await setUp(server);
  let service, more = {};
  if (road === "unisender") {
    service = await startUnisender(t, { lists: [{ id: 101, title: "News" }] });
    await v1.put("/integrations/unisender", { key: service.key, base: service.base });
  } else if (road === "webhook") {
    service = await startReceiver(t);
    more = { endpoint: (await v1.post("/webhooks", { name: "Warehouse", url: service.url })).id };
  } else {
    const providers = await startProviders(t);
    await connectSenders(v1, providers, road === "twilio" ? { sms: road } : { email: road });
    service = providers[road];
  }
  await begin(v1, [{ id: "s1", ...ROADS[road], ...more }]);
  return { server, v1, service };
}

for (const road of Object.keys(ROADS)) {
  for (const answer of ["taken", "lost"]) {
    test(`erased while a call to ${road} is under way, whose answer is ${answer} (D20)`, async (t) => {
      const { server, v1, service } = await over(t, road);
      // What has gone already, so that the calls that follow are of the rule.
      await v1.post("/records/contacts/bulk", { records: [person(1)] });
      await v1.post("/dev/tick", { until: at(1) });
      const { arrived, release } = held(service);
      if (answer === "lost") service.fail("lost");
      await v1.post("/records/deals/bulk", { records: [deal(1, { name: `${MARK} kitchen`, stage: "offer", contacts: [person(1).id] })] });
      const ticking = v1.post("/dev/tick", { until: at(2) });
      await arrived;
      await erase(v1, 1);
      release();
      await ticking;
      assert.deepEqual(await settled(server.database), [["unknown", "erased", 1]], "nobody will know");
      assert.deepEqual((await v1.get("/messages/unknown")).messages, [], "and nobody is asked");
      await v1.post("/dev/tick", { until: at(20) });
      await v1.post("/dev/tick", { until: at(40) });
      assert.deepEqual(await found(server.database, NEEDLES), []);
      assert.equal((await v1.get("/erasures")).erasures.filter((one) => one.done_at).length, 1);
      assert.deepEqual(await settled(server.database), [["unknown", "erased", 1]], "no look-up and no attempt brings it back");
    });
  }
}

test("what of an erased person was unknown before is asked for no more, of nobody (D20, D23)", async (t) => {
  const { server, v1, service } = await over(t, "twilio");
  service.fail("lost");
  await bring(v1, 1);
  await v1.post("/dev/tick", { until: at(1) });
  assert.equal((await v1.get("/messages/unknown")).messages.length, 1);
  await erase(v1, 1);
  const calls = service.calls.length;
  await v1.post("/dev/tick", { until: at(60) });
  assert.equal(service.calls.length, calls, "its provider is not asked");
  assert.deepEqual((await v1.get("/messages/unknown")).messages, []);
  assert.deepEqual(await settled(server.database), [["unknown", "erased", 1]]);
});

test("killed with -9 in the middle of erasures, each is there whole or not at all, and is ended by the next tick (D13, D20)", async (t) => {
  const PEOPLE = 6;
  const state = temporaryFolder(t);
  let server = await spawnServer(t, { state });
  let v1 = await setUp(server);
  await begin(v1, [{ id: "s1", ...ROADS.resend }]);
  await v1.post("/records/contacts/bulk", { records: [contact(500)] });
  for (const number of numbers(PEOPLE)) {
    await bring(v1, number);
    await v1.post("/records/deals/bulk", { records: [deal(100 + number, { name: "Shared", stage: "offer", contacts: [person(number).id, "c_500"] })] });
  }
  await v1.post("/dev/tick", { until: at(5) });

  let killedAtWork = 0;
  for (const number of numbers(PEOPLE)) {
    const route = `/contacts/${person(number).id}/erase`;
    const { digest } = await v1.post(route, {});
    const erasing = server.post(`/api/v1${route}`, { digest }).then((answer) => answer.status, () => "killed");
    await wait(number * 7);
    await server.kill();
    if (await erasing === "killed") killedAtWork += 1;
    server = await spawnServer(t, { state });
    v1 = api(server);
    // The same confirmation once more: it finds what it did, or does it now.
    const again = await v1.post(route, { digest });
    assert.equal(again.id, digest);
    await v1.get(`/records/contacts/${person(number).id}`, { status: 404 });
  }
  assert.ok(killedAtWork >= PEOPLE / 3, `${killedAtWork} of ${PEOPLE} kills hit an erasure at work`);
  for (let minutes = 6; minutes < 60; minutes += 10) await v1.post("/dev/tick", { until: at(minutes) });
  const { erasures } = await v1.get("/erasures");
  assert.deepEqual([erasures.length, erasures.filter((one) => one.done_at).length], [PEOPLE, PEOPLE], "each once, and ended");
  await server.stop();

  const after = await startServer(t, { state });
  assert.deepEqual(await found(after.database, NEEDLES), []);
  v1 = api(after);
  assert.deepEqual((await v1.get("/records/deals/d_101")).values.contacts, ["c_500"], "what is another's, too, stays");
  await v1.post("/records/contacts/bulk", { records: [{ ...person(1), values: { first_name: "New", email: person(1).values.email, email_consent: true } }] });
  await v1.post("/dev/tick", { until: at(120) });
  const { entries } = await v1.get(`/run-log?record=${person(1).id}`);
  assert.deepEqual(entries.filter((one) => one.automation === "a_book").map((one) => [one.what, one.reason, one.detail]), [["skipped", "once_per_client", "erased"]],
    "the campaign knows that this client had it");
});
