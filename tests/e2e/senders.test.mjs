// Providers of an account: connected by a key that no answer gives back, tested, chosen (E3); messages to
// oneself (E4). Over real workerd, against stand-ins on loopback that the providers' own clients accept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";
import { api, said, setUp } from "./account.mjs";

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

  postmark.key = "another";
  const refused = await v1.post("/senders/postmark/test", { to: EWA.email });
  assert.deepEqual([refused.state, refused.message], ["refused", null], "whoever does not take the key is sent nothing");
  assert.equal(postmark.messages.length, 1);
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
