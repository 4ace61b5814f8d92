// SMS that people send back, told by stand-ins of the providers as they tell them: STOP in any language, START, and
// answers. What each word means is in tests/spec/stop_words.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers, setUp } from "./account.mjs";
import { activate, all, day, MONDAY } from "./sequence.mjs";

/** Where the provider reaches this deployment, as it signs it. */
const PUBLIC = "https://relance.example";
const NUMBER = (number) => `+48601${String(number).padStart(6, "0")}`;

/** Three clients in a sequence of two SMS, of which each has the first. */
async function texted(t, name) {
  const providers = await startProviders(t);
  const provider = providers[name];
  const server = await startServer(t, { variables: { RELANCE_PUBLIC_URL: PUBLIC } });
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.put(`/senders/${name}`, { base: provider.base, key: provider.key, ...(provider.account ? { account: provider.account } : {}) });
  const sending = { identities: [{ address: "biuro@okna.example", name: "Okna", reply_to: null }], ...(name === "twilio" ? { sms_sender: provider.numbers[0] } : {}) };
  await v1.put("/settings", { sending: { ...sending, sms: name } });
  await v1.post("/templates", { id: "t_sms", name: "SMS", module: "deals", kind: "sms", class: "transactional", text: "Our offer {{ name }} waits" });
  const step = (id, amount) => ({ id, action: "sms_to_contact", delay: { amount, unit: "days" }, template: "t_sms" });
  await v1.post("/automations", { id: "a_texts", name: "Texts", kind: "sequence", module: "deals",
    basis: { filter: { field: "stage", op: "is", value: "offer" } }, steps: [step("first", 1), step("second", 3)] }, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: numbers(3).map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: numbers(3).map((number) => deal(number, { stage: "offer" })) });
  await activate(v1, "a_texts");
  await v1.post("/dev/tick", { until: day(2) });
  assert.equal(provider.messages.length, 3);
  const { hook } = await v1.get(`/senders/${name}`);
  assert.ok(hook.startsWith(`${PUBLIC}/p/hooks/${name}/`));
  /** An SMS, posted here and signed as to the public name. */
  const says = async (sms, options = {}) => {
    const notice = provider.reply(sms, { url: hook, ...options });
    return provider.post({ ...notice, url: notice.url.replace(PUBLIC, server.url.origin) });
  };
  const consentOf = async (contact) => {
    const { sms, proofs } = await v1.get(`/contacts/${contact}/consent`);
    return { consent: sms.consent, reason: sms.suppression?.reason ?? null, proof: proofs.find((one) => one.channel === "sms") };
  };
  const arrived = async () => (await v1.get("/records/emails")).records.map(({ values }) => values);
  return { v1, provider, hook, says, consentOf, arrived };
}

for (const name of ["twilio", "smsapi"]) {
  test(`${name}: an answer ends the sequence, STOP ends all SMS with its proof, START takes that back alone (D20, E1)`, async (t) => {
    const { v1, provider, hook, says, consentOf, arrived } = await texted(t, name);
    const sms = { from: NUMBER(1), text: "Tak, proszę zadzwonić", id: "SM1", at: Date.parse(MONDAY) };
    const answered = await says(sms);
    assert.equal(answered.status, 200);
    if (name === "smsapi") assert.equal(await answered.text(), "OK");
    else assert.match(answered.headers.get("content-type"), /xml/);
    const forged = name === "twilio" ? { token: "guessed" } : { url: hook.replace(/token=\w+/, "token=guessed") };
    assert.equal((await says({ from: NUMBER(3), text: "STOP", id: "SM3" }, forged)).status, 401);
    assert.equal((await says({ from: NUMBER(2), text: "Rezygnuję.", id: "SM2" })).status, 200);
    await v1.post("/dev/tick", { until: day(2, 1) });

    const kept = (await arrived()).map((one) => [one.channel, one.from, one.body, one.matched_by, one.answered_record, one.contacts]);
    assert.deepEqual(kept.sort(), [["sms", NUMBER(1), sms.text, "sender", "d_1", ["c_1"]], ["sms", NUMBER(2), "Rezygnuję.", "sender", "d_2", ["c_2"]]].sort());
    const ended = (await all(v1, "/run-log", "entries")).filter(({ reason }) => reason === "replied").map(({ record }) => record);
    assert.deepEqual(ended.sort(), ["d_1", "d_2"]);
    assert.deepEqual([(await consentOf("c_1")).consent, (await consentOf("c_1")).reason], [true, null], "an answer is no refusal");
    const stopped = await consentOf("c_2");
    assert.deepEqual([stopped.consent, stopped.reason, stopped.proof.said, stopped.proof.source, stopped.proof.text],
      [false, "stop_reply", "withdrawn", "stop_reply", "Rezygnuję."]);

    assert.equal((await says(sms)).status, 200, "told again");
    await v1.post("/dev/tick", { until: day(6) });
    assert.deepEqual(provider.messages.slice(3).map(({ to }) => to.replace(/^\+?/, "+")), [NUMBER(3)]);
    assert.equal((await says({ from: NUMBER(2), text: "START", id: "SM4", at: Date.now() + 60_000 })).status, 200);
    const back = await consentOf("c_2");
    assert.deepEqual([back.consent, back.reason], [false, null], "marketing needs a new consent");
    await v1.post("/suppressions", { channel: "sms", address: NUMBER(1) });
    await says({ from: NUMBER(1), text: "START", id: "SM5", at: Date.now() + 120_000 });
    assert.equal((await consentOf("c_1")).reason, "by_hand", "START lifts a STOP, and nothing else");
    assert.equal((await arrived()).length, 4, "what was told twice is one record");
  });
}
