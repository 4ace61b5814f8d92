// Providers of an account: connected by a key that no answer gives back, tested, chosen (E3); messages to
// oneself (E4). Over real workerd, against stand-ins on loopback that the providers' own clients accept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, said, setUp } from "./account.mjs";
import { activate, day, MONDAY } from "./sequence.mjs";

const EWA = { id: "u_ewa", name: "Ewa Nowak", email: "ewa@okna.example" };
const JAN = { id: "u_jan", name: "Jan Kowal", email: "jan@poczta.example" };
const IDENTITY = { address: "biuro@okna.example", name: "Okna Nowak", reply_to: null };

async function begin(t, options) {
  const providers = await startProviders(t, options);
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/users", EWA, { status: 201 });
  await v1.post("/users", JAN, { status: 201 });
  return { providers, server, v1 };
}

test("a provider is connected by a key that it takes, and that no answer gives back (E3)", async (t) => {
  const { providers: { resend, ...others }, v1 } = await begin(t);
  const { senders } = await v1.get("/senders");
  assert.deepEqual(senders.map((one) => [one.provider, one.channel, one.state]), [
    ["cloudflare", "email", "not_configured"], ["resend", "email", "not_configured"], ["postmark", "email", "not_configured"],
    ["smsapi", "sms", "not_configured"], ["twilio", "sms", "not_configured"],
  ]);
  assert.deepEqual(said(await v1.put("/senders/resend", { base: resend.base }, { status: 422 })), [["missing", "key"]]);
  assert.deepEqual(said(await v1.put("/senders/resend", { base: resend.base, key: "wrong" }, { status: 422 })), [["key_refused", "key"]]);
  assert.deepEqual(said(await v1.put("/senders/resend", { base: resend.base, key: "a key\nwith lines" }, { status: 422 })), [["invalid_option", "key"]]);
  assert.equal((await v1.get("/senders/resend")).state, "not_configured", "a wrong key is not kept");
  assert.deepEqual(said(await v1.post("/senders/resend/test", {}, { status: 422 })), [["integration_missing", ""]]);

  const connected = await v1.put("/senders/resend", { base: resend.base, key: resend.key, hook_secret: "whsec_c2VjcmV0" });
  assert.deepEqual([connected.state, connected.verified], ["works", ["okna.example"]], "E3: its domains are asked for");
  const tested = await v1.post("/senders/resend/test", {});
  assert.deepEqual([tested.state, tested.message], ["works", null], "a test without an address sends nothing");
  resend.domains = ["sklep.example"];
  assert.deepEqual((await v1.post("/senders/resend/test", {})).verified, ["sklep.example"], "a domain that is gone there is gone here");

  const twilio = { base: others.twilio.base, key: others.twilio.key };
  assert.deepEqual(said(await v1.put("/senders/twilio", twilio, { status: 422 })), [["missing", "account"]]);
  const answers = [connected, tested, await v1.get("/senders"), await v1.get("/setup"), await v1.get("/settings")];
  const text = JSON.stringify(answers);
  for (const secret of [resend.key, "whsec_c2VjcmV0"]) assert.equal(text.includes(secret), false, "no answer carries a secret");
  await v1.delete("/senders/resend", { status: 204 });
  assert.equal((await v1.get("/senders/resend")).state, "not_configured");
  assert.deepEqual(said(await v1.get("/senders/capture", { status: 404 })), [["not_found", ""]]);
});

test("every provider takes its key and a message to a colleague, and nobody else gets one (E3)", async (t) => {
  const { providers, v1 } = await begin(t, { smsapi: { senders: ["OknaNowak"] } });
  const { postmark, resend, smsapi, twilio } = providers;
  await v1.put("/settings", { name: "Okna Nowak", language: "pl", sending: { identities: [IDENTITY], sms_sender: "OknaNowak", test_numbers: ["+48601234567"] } });
  await v1.put("/senders/resend", { base: resend.base, key: resend.key });
  await v1.put("/senders/postmark", { base: postmark.base, key: postmark.key });
  await v1.put("/senders/smsapi", { base: smsapi.base, key: smsapi.key });
  await v1.put("/senders/twilio", { base: twilio.base, key: twilio.key, account: twilio.account });

  for (const name of ["resend", "postmark"]) {
    assert.deepEqual(said(await v1.post(`/senders/${name}/test`, { to: "ana@klient.example" }, { status: 422 })), [["not_for_tests", "to"]]);
    const tested = await v1.post(`/senders/${name}/test`, { to: EWA.email });
    assert.deepEqual([tested.state, tested.message.answer], ["works", "sent"], JSON.stringify(tested));
    const [sent] = providers[name].messages;
    assert.match(JSON.stringify(sent), /ewa@okna\.example/);
    assert.match(JSON.stringify(sent), /biuro@okna\.example/);
    assert.equal(providers[name].messages.length, 1);
  }
  assert.deepEqual((await v1.get("/senders/postmark")).verified, ["biuro@okna.example"], "E3: what it took, it takes");
  for (const name of ["smsapi", "twilio"]) {
    assert.deepEqual(said(await v1.post(`/senders/${name}/test`, { to: "+48601234568" }, { status: 422 })), [["not_for_tests", "to"]]);
  }
  const sms = await v1.post("/senders/smsapi/test", { to: "+48 601 234 567" });
  assert.equal(sms.message.answer, "sent", JSON.stringify(sms));
  assert.equal(smsapi.messages.length, 1);

  await v1.put("/settings", { sending: { email: "postmark" } });
  await v1.post("/templates", LETTER, { status: 201 });
  await v1.post("/automations", { ...SEQUENCE, steps: SEQUENCE.steps.slice(0, 1) }, { status: 201 });
  const blockers = async () => (await v1.post("/automations/a_offers/preview", { audience: "all" })).blockers.map((one) => [one.code, one.at]);
  assert.deepEqual(await blockers(), []);
  postmark.key = "another";
  const refused = await v1.post("/senders/postmark/test", { to: EWA.email });
  assert.deepEqual([refused.state, refused.message], ["refused", null], "whoever does not take the key is sent nothing");
  assert.equal(postmark.messages.length, 1);
  assert.deepEqual(await blockers(), [["sender_refused", "steps[0]"]], "D22: what cannot leave is not activated");
});

test("only a connected provider that takes the sender is chosen (E3)", async (t) => {
  const { providers: { postmark, resend }, v1 } = await begin(t);
  const choose = (sending, status = 200) => v1.put("/settings", { sending }, { status });
  assert.deepEqual(said(await choose({ email: "resend" }, 422)), [["missing_identity", "sending.identities"]]);
  assert.deepEqual(said(await choose({ email: "resend", identities: [IDENTITY] }, 422)), [["unverified_identity", "sending.email"]]);
  await choose({ identities: [IDENTITY] });
  await v1.put("/senders/resend", { base: resend.base, key: resend.key });
  await choose({ email: "resend" });
  assert.equal((await v1.get("/senders/resend")).is_in_use, true);
  assert.deepEqual(said(await v1.delete("/senders/resend", { status: 409 })), [["in_use", ""]]);
  await v1.put("/senders/postmark", { base: postmark.base, key: postmark.key });
  assert.deepEqual(said(await choose({ email: "postmark" }, 422)), [["unverified_identity", "sending.email"]], "what one provider takes, another may not");
  assert.deepEqual(said(await choose({ sms: "smsapi" }, 422)), [["integration_missing", "sending.sms"]]);
  await choose({ email: "capture" });
  await v1.delete("/senders/resend", { status: 204 });
});

const LETTER = { id: "t_letter", name: "Offer", module: "deals", kind: "email", class: "marketing", format: "text",
  subject: "Your offer {{ name }}", body: "Dear {{ contact.first_name }},\n\nhave you seen it?" };
const TEXT = { id: "t_text", name: "Reminder", module: "deals", kind: "sms", class: "marketing", text: "Dzień dobry, {{ contact.first_name }}!" };
const CALL = { id: "t_call", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}" };
const SEQUENCE = { id: "a_offers", name: "Offers", kind: "sequence", module: "deals", basis: { stage: "offer" }, steps: [
  { id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_letter", sender: "owner" },
  { id: "s_task", action: "task_for_user", delay: { amount: 1, unit: "days" }, template: "t_call", recipient: "owner" },
  { id: "s_text", action: "sms_to_contact", delay: { amount: 3, unit: "days" }, template: "t_text" },
] };

async function withOffers(t) {
  const account = await begin(t);
  const { v1 } = account;
  await v1.post("/dev/tick", { until: MONDAY });
  for (const template of [LETTER, TEXT, CALL]) await v1.post("/templates", template, { status: 201 });
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: [contact(1, { email_consent: false })] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", owner: "u_ewa" })] });
  await v1.put("/settings", { sending: { identities: [IDENTITY], test_numbers: ["+48601234567"] } });
  return account;
}

test("a sequence is sent to oneself: every message, marked, and nothing of it stays in the record (E4)", async (t) => {
  const { v1 } = await withOffers(t);
  const send = (body, status = 200) => v1.post("/automations/a_offers/test-send", body, { status });
  assert.deepEqual(said(await send({}, 422)).sort(), [["missing", "record"], ["missing", "to"]]);
  assert.deepEqual(said(await send({ record: "d_1", to: "jan1@client.example" }, 422)), [["not_for_tests", "to"]], "its client has not been asked");
  assert.deepEqual(said(await send({ record: "c_1", to: EWA.email }, 422)), [["unknown_record", "record"]]);
  assert.deepEqual(said(await v1.post("/templates/t_call/test-send", { record: "d_1", to: EWA.email }, { status: 422 })), [["no_message", ""]]);

  const { sent, messages } = await send({ record: "d_1", to: EWA.email, sms_to: "+48601234567" });
  assert.equal(sent, 2);
  assert.deepEqual(messages.map((one) => [one.step, one.channel, one.to, one.answer]), [
    ["s_mail", "email", EWA.email, "sent"], ["s_text", "sms", "+48601234567", "sent"],
  ]);
  assert.deepEqual([messages[0].subject, messages[1].text], ["[Test] Your offer Deal 1", "TEST: Dzień dobry, Jan!"]);
  assert.deepEqual([messages[1].encoding, messages[1].parts, messages[1].cost_micros], ["UCS-2", 1, 90000], "D32: what it costs is said");
  const again = await v1.post("/templates/t_letter/test-send", { record: "d_1", to: IDENTITY.address });
  assert.deepEqual(again.messages.map((one) => [one.step, one.answer]), [[null, "sent"]], "a template, once more, to an address of the account");

  const mailbox = (await v1.get("/messages?limit=100")).messages;
  assert.deepEqual(mailbox.map((one) => [one.to, one.is_test]).sort(), [["+48601234567", true], [IDENTITY.address, true], [EWA.email, true]]);
  assert.deepEqual((await v1.get("/run-log?limit=100")).entries, [], "no trace in the run log");
  await v1.post("/dev/tick", { until: "2030-03-04T22:30:00Z" });
  const night = await send({ record: "d_1", to: EWA.email, sms_to: "+48601234567" });
  assert.deepEqual(night.messages.map((one) => [one.answer, one.reason]), [["sent", undefined], ["not_sent", "quiet_hours"]], "D17: no SMS at night");
});

test("a message leaves over the chosen provider, in the colleague's name where it may (E3, S2.18)", async (t) => {
  const { providers: { resend, smsapi }, v1 } = await withOffers(t);
  await v1.put("/senders/resend", { base: resend.base, key: resend.key });
  await v1.put("/senders/smsapi", { base: smsapi.base, key: smsapi.key });
  await v1.put("/settings", { sending: { email: "resend", sms: "smsapi", sms_sender: "OknaNowak" } });
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  await v1.post("/records/deals/bulk", { records: [deal(2, { stage: "offer", owner: "u_jan" })] });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(1, 1) });
  const mails = resend.calls.filter((call) => call.method === "POST").map(({ json }) => [json.from, json.to, json.reply_to]);
  assert.deepEqual(mails.sort(), [
    ["Ewa Nowak <ewa@okna.example>", ["jan1@client.example"], undefined],
    ["Jan Kowal <biuro@okna.example>", ["jan2@client.example"], "Jan Kowal <jan@poczta.example>"],
    ["Okna Nowak <biuro@okna.example>", [EWA.email], undefined],
    ["Okna Nowak <biuro@okna.example>", [JAN.email], undefined],
  ], "and the account itself tells its colleagues of their tasks");
  const tested = await v1.post("/automations/a_offers/test-send", { record: "d_1", to: EWA.email, sms_to: "+48601234567" });
  assert.deepEqual(tested.messages.map((one) => [one.channel, one.answer]), [["email", "sent"], ["sms", "sent"]]);
  const [test] = resend.calls.filter((call) => call.json?.subject?.startsWith("[Test]"));
  assert.deepEqual([test.json.subject, test.json.headers["X-Relance-Test"]], ["[Test] Your offer Deal 1", "yes"]);
  assert.equal(smsapi.messages.length, 1);
  assert.equal((await v1.get("/messages?limit=100")).messages.length, 0, "the mailbox has none of it");
});

test("over Cloudflare's own binding leaves a letter that the platform takes as one (E3)", async (t) => {
  const sending = { identities: [IDENTITY] };
  const connect = async (server) => {
    const v1 = await setUp(server);
    await v1.post("/users", EWA, { status: 201 });
    await v1.put("/settings", { sending });
    await v1.put("/senders/cloudflare", {});
    return [v1, await v1.post("/senders/cloudflare/test", { to: EWA.email })];
  };
  const [, unbound] = await connect(await startServer(t));
  assert.deepEqual([unbound.state, unbound.message.answer], ["refused", "refused"], JSON.stringify(unbound));
  // The local platform reads the letter: From is the envelope's, a Message-ID is there, MIME parses.
  const [v1, bound] = await connect(await startServer(t, { mail: true }));
  assert.deepEqual([bound.state, bound.message.answer], ["works", "sent"], JSON.stringify(bound));
  assert.match(bound.message.provider_id, /okna\.example/);
  assert.deepEqual(bound.verified, ["okna.example"], "Cloudflare takes domains");
  assert.equal((await v1.put("/settings", { sending: { email: "cloudflare" } })).sending.email, "cloudflare");
});
