// From a provider that fails, or an automation that stops by itself, to the person who has to know: the notice, the e-mail,
// the signed webhook, and the figures for whoever runs the deployment (D18, D23; tests/spec/alerts.md). Over real workerd.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { connectSenders } from "../support/senders.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";
import { contact, deal, numbers, setUp } from "./account.mjs";
import { activate, MONDAY } from "./sequence.mjs";

const BOSS = "boss@okna.example";
const at = (minutes) => new Date(Date.parse(MONDAY) + minutes * 60_000).toISOString();

/** E-mail by Resend, SMS by Twilio, which knows no keys; a rule that writes an SMS for each offer, and one for e-mail. */
async function begin(t) {
  const providers = await startProviders(t);
  const receiver = await startReceiver(t);
  const server = await startServer(t);
  const v1 = await setUp(server);
  await connectSenders(v1, providers, { email: "resend", sms: "twilio" });
  const { id: endpoint, secret } = await v1.post("/webhooks", { name: "Pager", url: receiver.url });
  await v1.put("/settings", { alerts: { email: BOSS, webhook: endpoint } });
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/templates", { id: "t_sms", name: "S", module: "deals", kind: "sms", class: "transactional", text: "About {{ name }}" });
  await v1.post("/templates", { id: "t_mail", name: "M", module: "deals", kind: "email", class: "transactional", subject: "About {{ name }}", body: "{{ name }}" });
  const rule = async (id, name, stage, step) => {
    await v1.post("/automations", { id, name, kind: "rule", module: "deals", basis: { everyone: true },
      trigger: { on: "stage", stage, when: "moved_or_created" }, steps: [{ id: "s1", recipient: "any_contact", ...step }] });
    await activate(v1, id);
  };
  await rule("a_sms", "Offer by SMS", "offer", { action: "sms_to_contact", template: "t_sms" });
  await rule("a_mail", "Thanks by e-mail", "won", { action: "email_to_contact", template: "t_mail", sender: "owner" });
  return { providers, receiver, secret, server, v1 };
}

const bring = async (v1, list, stage) => {
  await v1.post("/records/contacts/bulk", { records: list.map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: list.map((number) => deal(number, { stage })) });
};
const notices = async (v1) => (await v1.get("/notices")).notices.map(({ kind, about, count }) => [kind, about, count]);
const letters = (providers) => providers.resend.messages.filter((one) => one.to.includes(BOSS)).map(({ subject, text }) => [subject, text.trim()]);
const figure = async (server, name) => (await server.get("/metrics")).body.split("\n").find((line) => line.startsWith(`${name} `))?.split(" ")[1];

/** What the pager got, its signature checked as a receiver would. */
const paged = ({ receiver, secret }) => receiver.received.map(({ headers, body }) => {
  const { type, kind, about } = new Webhook(secret).verify(body, headers);
  return [type, kind, about];
});

test("an SMS whose answer is lost is unknown, and whoever has to decide is told: notice, e-mail, webhook, figures (D23)", async (t) => {
  const all = await begin(t);
  const { providers, server, v1 } = all;
  assert.equal(await figure(server, "relance_messages_unknown"), "0");
  providers.twilio.fail("lost", "500_after");
  await bring(v1, [1, 2, 3], "offer");
  await v1.post("/dev/tick", { until: at(1) });
  assert.deepEqual(providers.twilio.messages.length, 3, "all of them arrived; of two nobody knows it");
  assert.deepEqual(await notices(v1), [["unknown", "a_sms", 2]]);
  assert.equal((await v1.get("/messages/unknown")).messages.length, 2);
  assert.equal(await figure(server, "relance_messages_unknown"), "2");

  await v1.post("/dev/tick", { until: at(2) });
  assert.deepEqual(letters(providers), [["Relance: nie wiadomo, czy wiadomości dotarły", "- Offer by SMS: 2"]], "in the account's language, once");
  assert.deepEqual(paged(all), [["alert", "unknown", [{ name: "Offer by SMS", count: 2 }]]]);
  const { body: ready } = await server.get("/ready");
  assert.ok(!ready.reasons.includes("backlog"), "nothing waits: a person decides");

  // Another within the hour is counted and told later, in one letter.
  providers.twilio.fail("lost");
  await bring(v1, [4], "offer");
  await v1.post("/dev/tick", { until: at(10) });
  assert.deepEqual([letters(providers).length, await notices(v1)], [1, [["unknown", "a_sms", 3]]]);
  await v1.post("/dev/tick", { until: at(65) });
  assert.deepEqual(letters(providers)[1], ["Relance: nie wiadomo, czy wiadomości dotarły", "- Offer by SMS: 3"]);
  assert.equal(paged(all).length, 2);
  await v1.post("/notices/seen", {});
  await v1.post("/dev/tick", { until: at(300) });
  assert.equal(letters(providers).length, 2, "nobody is told twice of the same");
});

test("an automation whose messages are refused stops, and its owner is told by name (D18)", async (t) => {
  const all = await begin(t);
  const { providers, v1 } = all;
  for (const number of numbers(12)) providers.twilio.stop(contact(number).values.phone);
  await bring(v1, numbers(12), "offer");
  await v1.post("/dev/tick", { until: at(1) });
  const stopped = await v1.get("/automations/a_sms");
  assert.deepEqual([stopped.state, stopped.stopped], ["inactive", "deliveries_failed"]);
  assert.deepEqual(await notices(v1), [["stopped", "a_sms", 1]]);
  await v1.post("/dev/tick", { until: at(2) });
  assert.deepEqual(letters(providers), [["Relance: automatyzacja zatrzymana, wiadomości nie dochodziły", "- Offer by SMS"]]);
  assert.deepEqual(paged(all), [["alert", "stopped", [{ name: "Offer by SMS", count: 1 }]]]);
  await bring(v1, [20], "offer");
  await v1.post("/dev/tick", { until: at(5) });
  assert.equal(providers.twilio.messages.length, 0, "what is stopped sends nothing");
});

test("a key that is refused is told where e-mail still leaves, and by webhook where it does not (D22)", async (t) => {
  const all = await begin(t);
  const { providers, v1 } = all;
  const { key } = providers.twilio;
  providers.twilio.key = "renewed-elsewhere";
  await bring(v1, [1, 2], "offer");
  await v1.post("/dev/tick", { until: at(1) });
  assert.deepEqual(await notices(v1), [["refused", "twilio", 1]]);
  await v1.post("/dev/tick", { until: at(2) });
  assert.deepEqual(letters(providers), [["Relance: usługa nie przyjmuje już klucza", "- twilio"]]);
  providers.twilio.key = key;
  await v1.put("/senders/twilio", { key });
  await v1.post("/dev/tick", { until: at(20) });
  assert.equal(providers.twilio.messages.length, 2, "nothing was used up");

  // The provider of e-mail itself: the letter waits with the others, the webhook does not.
  providers.resend.key = "renewed-elsewhere-0123";
  await bring(v1, [3], "won");
  await v1.post("/dev/tick", { until: at(200) });
  await v1.post("/dev/tick", { until: at(201) });
  assert.deepEqual(paged(all).map(([, kind, about]) => [kind, about.map(({ name }) => name)]).at(-1), ["refused", ["resend"]]);
  const before = letters(providers).length;
  await v1.put("/senders/resend", { key: providers.resend.key });
  await v1.post("/dev/tick", { until: at(230) });
  assert.ok(letters(providers).length > before, "it leaves as soon as it can");
});

test("a colleague whose address does not exist gets no more e-mail; somebody else is told, and the log says why (D22)", async (t) => {
  const { providers, v1, server, ...all } = await begin(t);
  await v1.post("/users", { id: "u_ewa", name: "Ewa Nowak", email: "ewa@okna.example" });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}" });
  await v1.post("/automations", { id: "a_task", name: "Call them", kind: "rule", module: "deals", basis: { everyone: true }, trigger: { on: "stage", stage: "offer", when: "moved_or_created" },
    steps: [{ id: "s1", action: "task_for_user", template: "t_task", recipient: { user: "u_ewa" }, notify: true }] });
  await activate(v1, "a_task");
  const toEwa = () => providers.resend.messages.filter((one) => one.to.includes("ewa@okna.example"));
  await bring(v1, [1], "offer");
  await v1.post("/dev/tick", { until: at(1) });
  assert.equal(toEwa().length, 1);
  await v1.put("/senders/resend", { key: providers.resend.key, base: providers.resend.base, hook_secret: providers.resend.webhookSecret });
  const comesBack = (message) => providers.tell("resend", message.id, "bounced", { url: new URL("/p/hooks/resend/main", server.url).href });
  assert.equal((await comesBack(toEwa()[0])).status, 200);
  assert.deepEqual(await notices(v1), [["colleague", "u_ewa", 1]]);

  await bring(v1, [2], "offer");
  await v1.post("/dev/tick", { until: at(3) });
  assert.equal(toEwa().length, 1, "nothing goes there any more");
  assert.equal((await v1.get("/records/tasks")).records.length, 2, "the task is there all the same");
  const { entries } = await v1.get("/run-log?automation=a_task");
  assert.deepEqual(entries.filter((one) => one.what === "deviated").map(({ reason, record }) => [reason, record]), [["suppressed", "d_2"]]);
  assert.deepEqual(letters(providers), [["Relance: adres e-mail współpracownika nie istnieje", "- Ewa Nowak"]]);
  assert.deepEqual(paged({ ...all }), [["alert", "colleague", [{ name: "Ewa Nowak", count: 1 }]]]);

  // Another address is another; the one to which alerts go may die, too: then the webhook tells.
  await v1.put("/users/u_ewa", { name: "Ewa Nowak", email: "ewa.nowak@okna.example" });
  await bring(v1, [3], "offer");
  await v1.post("/dev/tick", { until: at(5) });
  assert.ok(providers.resend.messages.some((one) => one.to.includes("ewa.nowak@okna.example")));
  await comesBack(providers.resend.messages.find((one) => one.to.includes(BOSS)));
  await v1.post("/dev/tick", { until: at(90) });
  await v1.post("/dev/tick", { until: at(91) });
  assert.equal(letters(providers).length, 1);
  assert.deepEqual(paged({ ...all }).at(-1), ["alert", "colleague", [{ name: "alerts.email", count: 1 }]]);
});
