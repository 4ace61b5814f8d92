// The providers' own clients judge our stand-ins: what they send succeeds, what fails comes out as their own errors,
// and what the stand-ins post as webhooks is what their own checks accept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Errors } from "postmark";
import { Webhook } from "standardwebhooks";
import twilio from "twilio";
import { postmarkClient, resendClient, twilioClient } from "../support/judges/node.mjs";
import { smsapiClient } from "../support/judges/smsapi.mjs";
import { fraction, seeded } from "../support/providers/faults.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";

const EMAIL = { from: "Okna Nowak <biuro@okna.example>", to: "Jan <jan@client.example>", subject: "Your offer — two windows",
  text: "Hello Jan", html: "<p>Hello Jan</p>", replyTo: "ana@okna.example", headers: { "X-Relance": "1" }, tags: [{ name: "key", value: "k1" }] };
const POST = { From: "Okna Nowak <biuro@okna.example>", To: "jan@client.example", Subject: "Your offer", TextBody: "Hello Jan",
  HtmlBody: "<p>Hello Jan</p>", Metadata: { relance_key: "k1" }, Headers: [{ Name: "X-Relance", Value: "1" }] };

test("npm resend: sends, reads back, and its key gives the same answer for a day", async (t) => {
  const providers = await startProviders(t);
  const client = resendClient(providers.resend);
  const send = (changes = {}, key = "k1") => client.emails.send({ ...EMAIL, ...changes }, { idempotencyKey: key });
  const first = await send();
  assert.equal(first.error, null);
  assert.deepEqual((await send()).data, first.data, "the same key and body: the same answer");
  assert.equal(providers.resend.messages.length, 1);
  assert.equal(providers.resend.messages[0].replays, 1);
  assert.deepEqual(said(await send({ text: "Other" })), [409, "invalid_idempotent_request"]);
  const { data } = await client.emails.get(first.data.id);
  assert.deepEqual([data.subject, data.to, data.text], [EMAIL.subject, [EMAIL.to], EMAIL.text]);
  assert.deepEqual((await client.domains.list()).data.data.map((one) => [one.name, one.status]), [["okna.example", "verified"]]);
  providers.advance(24 * 3_600_000 + 1);
  assert.notDeepEqual((await send()).data, first.data, "a day later the key is forgotten");
  assert.equal(providers.resend.messages.length, 2);
});

test("npm resend: refusals have its shape", async (t) => {
  const { resend } = await startProviders(t);
  const client = resendClient(resend);
  assert.deepEqual(said(await resendClient(resend, "re_wrong").emails.send(EMAIL)), [401, "validation_error"]);
  assert.deepEqual(said(await client.emails.send({ ...EMAIL, to: "jan" })), [422, "validation_error"]);
  assert.deepEqual(said(await client.emails.send({ ...EMAIL, subject: undefined })), [422, "missing_required_field"]);
  assert.deepEqual(said(await client.emails.send({ ...EMAIL, from: "x@elsewhere.example" })), [403, "validation_error"]);
  assert.deepEqual(said(await client.emails.send(EMAIL, { idempotencyKey: "k".repeat(257) })), [400, "invalid_idempotency_key"]);
  assert.deepEqual(said(await client.emails.get("none")), [404, "not_found"]);
  resend.fail("429");
  const slow = await client.emails.send(EMAIL);
  assert.deepEqual(said(slow), [429, "rate_limit_exceeded"]);
  assert.equal(slow.headers["retry-after"], "2");
  assert.equal(resend.messages.length, 0);
});

test("npm resend: a send whose answer got lost is done, and its key makes the next one harmless", async (t) => {
  const { resend } = await startProviders(t);
  const client = resendClient(resend);
  const send = () => client.emails.send(EMAIL, { idempotencyKey: "k1" });
  resend.holdMs = 300;
  resend.fail("500", "500_after", "lost");
  assert.deepEqual(said(await send()), [500, "internal_server_error"]);
  assert.equal(resend.messages.length, 0);
  assert.deepEqual(said(await send()), [500, "internal_server_error"]);
  assert.equal((await send()).error.statusCode, null, "no answer");
  resend.fail("hold");
  const held = client.emails.send(EMAIL, { idempotencyKey: "k2" });
  while (resend.messages.length < 2) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(said(await client.emails.send(EMAIL, { idempotencyKey: "k2" })), [409, "concurrent_idempotent_requests"]);
  assert.equal((await held).data.id, resend.messages[1].id);
  assert.equal((await send()).data.id, resend.messages[0].id);
  assert.equal(resend.messages.length, 2);
});

test("npm postmark: sends, finds by metadata, and knows each refusal by its class", async (t) => {
  const { postmark } = await startProviders(t);
  const client = postmarkClient(postmark);
  const first = await client.sendEmail(POST);
  assert.deepEqual([first.ErrorCode, first.Message, first.To], [0, "OK", POST.To]);
  await client.sendEmail(POST);
  assert.equal(postmark.messages.length, 2, "no key: the same call is a second message");
  const found = await client.getOutboundMessages({ metadata_relance_key: "k1", count: 10, offset: 0 });
  assert.deepEqual(found.Messages.map((one) => one.MessageID), postmark.messages.map((one) => one.id).reverse());
  assert.equal((await client.getOutboundMessages({ metadata_relance_key: "k2" })).TotalCount, 0);
  assert.equal((await client.getOutboundMessageDetails(first.MessageID)).TextBody, POST.TextBody);
  assert.equal((await client.getServer()).Name, "Okna");
  await assert.rejects(postmarkClient(postmark, "wrong").sendEmail(POST), Errors.InvalidAPIKeyError);
  await assert.rejects(client.sendEmail({ ...POST, To: "jan" }), Errors.InvalidEmailRequestError);
  await assert.rejects(client.sendEmail({ ...POST, Metadata: { relance_key: "k".repeat(81) } }), Errors.InvalidEmailRequestError);
  await assert.rejects(client.sendEmail({ ...POST, From: "x@elsewhere.example" }), { code: 400 });
  await assert.rejects(client.sendEmail({ ...POST, MessageStream: "none" }), { code: 1235 });
  postmark.deactivate("jan@client.example");
  await assert.rejects(client.sendEmail(POST), (error) => {
    assert.ok(error instanceof Errors.InactiveRecipientsError);
    assert.deepEqual(error.recipients, ["jan@client.example"]);
    return true;
  });
  postmark.fail("429", "503", "500", "lost");
  await assert.rejects(client.sendEmail(POST), Errors.RateLimitExceededError);
  await assert.rejects(client.sendEmail(POST), Errors.ServiceUnavailablerError);
  await assert.rejects(client.sendEmail(POST), Errors.InternalServerError);
  await assert.rejects(client.sendEmail({ ...POST, To: "other@client.example" }), Errors.PostmarkError);
});

test("npm twilio: sends, lists by number and day, and knows each refusal by its number", async (t) => {
  const { twilio: provider } = await startProviders(t);
  const client = twilioClient(provider);
  const sms = { to: "+48601000001", from: provider.numbers[0], body: "Zażółć gęślą jaźń" };
  const first = await client.messages.create(sms);
  assert.deepEqual([first.status, first.to, first.numSegments], ["queued", sms.to, "1"]);
  await client.messages.create(sms);
  assert.equal(provider.messages.length, 2, "no key: the same call is a second message");
  await client.messages.create({ ...sms, to: "+48601000002" });
  const listed = await client.messages.list({ to: sms.to, dateSentAfter: new Date(Date.now() - 86_400_000), pageSize: 1 });
  assert.deepEqual(listed.map((one) => one.sid), [provider.messages[1].id, provider.messages[0].id], "page by page");
  assert.deepEqual(await client.messages.list({ to: sms.to, dateSentBefore: new Date(Date.now() - 2 * 86_400_000) }), []);
  assert.equal((await client.messages(first.sid).fetch()).body, sms.body);
  assert.equal((await client.api.accounts(provider.account).fetch()).status, "active");
  const refused = (promise, code, status) => assert.rejects(promise, (error) => {
    assert.ok(error instanceof twilio.RestException);
    assert.deepEqual([error.code, error.status], [code, status]);
    return true;
  });
  await refused(twilioClient(provider, "wrong").messages.create(sms), 20003, 401);
  await refused(client.messages.create({ ...sms, to: "601" }), 21211, 400);
  await refused(client.messages.create({ ...sms, body: undefined }), 21602, 400);
  await refused(client.messages.create({ ...sms, from: "+48700000000" }), 21606, 400);
  await refused(client.messages("SMnone").fetch(), 20404, 404);
  provider.stop(sms.to);
  await refused(client.messages.create(sms), 21610, 400);
  provider.fail("429", "500");
  await refused(client.messages.create({ ...sms, to: "+48601000003" }), 20429, 429);
  await refused(client.messages.create({ ...sms, to: "+48601000003" }), 20500, 500);
});

test("PyPI smsapi-client: sends, is told of a repeated idx, and knows each refusal by its number", async (t) => {
  const { smsapi } = await startProviders(t);
  const send = (named, token) => smsapiClient(smsapi, "sms.send", { to: "601000001", message: "Dzień dobry", ...named }, token);
  const { ok } = await send({ idx: "k1", check_idx: 1, from_: "OknaNowak" });
  assert.deepEqual([ok.count, ok.results[0].number, ok.results[0].status, ok.results[0].idx], [1, "48601000001", "QUEUE", "k1"]);
  assert.equal((await smsapiClient(smsapi, "account.balance", {})).ok.points, 1_000_000 - 0.16);
  const codes = async (...calls) => (await Promise.all(calls)).map(({ error }) => [error.class, error.code]);
  assert.deepEqual(await codes(send({ idx: "k1", check_idx: 1 }), send({ to: "12" }), send({ from_: "Nobody" }), send({ message: "" }), send({}, "wrong")), [
    ["SendException", 53], ["SendException", 13], ["SendException", 14], ["SendException", 11], ["SendException", 101]]);
  assert.deepEqual((await send({ to: "12" })).error.invalid_numbers, ["12"]);
  assert.equal(smsapi.messages.length, 1);
  smsapi.fail("429", "500");
  assert.equal((await send({ idx: "k2" })).error.code, 429);
  assert.equal((await send({ idx: "k2" })).error.code, 500);
  await Promise.all(Array.from({ length: 9 }, () => send({})));
  assert.deepEqual(await codes(send({})), [["SendException", 52]]);
});

test("webhooks of the stand-ins are such as the providers' own checks accept", async (t) => {
  const providers = await startProviders(t);
  const receiver = await startReceiver(t);
  const sent = (await resendClient(providers.resend).emails.send(EMAIL)).data.id;
  await providers.tell("resend", sent, "bounced", { url: receiver.url });
  const [{ headers, body }] = receiver.received;
  const verified = resendClient(providers.resend).webhooks.verify({ payload: body, webhookSecret: providers.resend.webhookSecret,
    headers: { id: headers["svix-id"], timestamp: headers["svix-timestamp"], signature: headers["svix-signature"] } });
  assert.deepEqual([verified.type, verified.data.email_id, verified.data.bounce.type], ["email.bounced", sent, "Permanent"]);
  const forged = providers.resend.notice(sent, "opened", { url: receiver.url, secret: `whsec_${Buffer.from("another secret of 24 bytes").toString("base64")}` });
  assert.throws(() => new Webhook(providers.resend.webhookSecret).verify(forged.body, { "webhook-id": forged.headers["svix-id"],
    "webhook-timestamp": forged.headers["svix-timestamp"], "webhook-signature": forged.headers["svix-signature"] }));

  const client = twilioClient(providers.twilio);
  const sms = await client.messages.create({ to: "+48601000001", from: providers.twilio.numbers[0], body: "Hello", statusCallback: `${receiver.url}?a=1` });
  await providers.tell("twilio", sms.sid, "bounced");
  await providers.answer("twilio", { from: "+48601000001", text: "Stop" }, { url: receiver.url });
  for (const [at, url] of [[1, `${receiver.url}?a=1`], [2, receiver.url]]) {
    const { headers: with_, body: form } = receiver.received[at];
    const fields = Object.fromEntries(new URLSearchParams(form));
    assert.ok(twilio.validateRequest(providers.twilio.key, with_["x-twilio-signature"], url, fields));
    assert.ok(!twilio.validateRequest("wrong", with_["x-twilio-signature"], url, fields));
  }
  const fetched = await client.messages(sms.sid).fetch();
  assert.deepEqual([fetched.status, fetched.errorCode], ["undelivered", 30005]);
});

test("a seed decides how each attempt fails, whatever happens in between", () => {
  const rates = { 429: 20, lost: 30 };
  const told = (seed, order) => {
    const fault = seeded(seed, rates);
    const faults = {};
    for (const identity of order) (faults[identity] ??= []).push(fault(identity));
    return faults;
  };
  const some = Array.from({ length: 200 }, (_, index) => `k${index % 50}`);
  assert.deepEqual(told("1", some), told("1", [...some].sort()));
  assert.notDeepEqual(told("1", some), told("2", some));
  const counts = Object.values(told("1", some)).flat().reduce((sum, fault) => ({ ...sum, [fault]: (sum[fault] ?? 0) + 1 }), {});
  assert.ok(counts["429"] > 20 && counts["429"] < 60 && counts.lost > 35 && counts.lost < 85, JSON.stringify(counts));
  assert.ok(fraction("a") >= 0 && fraction("a") < 1);
  assert.throws(() => seeded("1", { typo: 1 }), /no fault is called typo/);
});

const said = ({ error }) => [error.statusCode, error.name];
