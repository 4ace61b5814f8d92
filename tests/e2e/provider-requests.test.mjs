// What our Worker asks of a provider is what the provider's own client asks for the same message, line by line:
// method, path, authentication, headers that carry meaning, fields. Where they differ, a reason stands here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Models } from "postmark";
import { startServer } from "../support/server.mjs";
import { connectSenders } from "../support/senders.mjs";
import { postmarkClient, resendClient, twilioClient } from "../support/judges/node.mjs";
import { differences } from "../support/judges/requests.mjs";
import { smsapiClient } from "../support/judges/smsapi.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { contact, deal, setUp } from "./account.mjs";

const NAMES_ITSELF = [/^header user-agent$/, "each names itself"];
const ANY_ANSWER = [/^header accept$/, "the client takes any answer, and says so"];

/** Lines in which the requests may differ, with the reason. */
const EXPLAINED = {
  resend: [NAMES_ITSELF, ANY_ANSWER],
  postmark: [NAMES_ITSELF],
  smsapi: [NAMES_ITSELF, ANY_ANSWER, [/^header x-request-id$/, "the client numbers its requests for its own log"]],
  twilio: [NAMES_ITSELF,
    [/^header accept(-charset)?$/, "the client asks for what the address, ending in .json, gives anyway"]],
};

/** One e-mail and one SMS to a client, each by a rule; answers the two calls that arrived. */
async function sent(t, email, sms) {
  const providers = await startProviders(t);
  const server = await startServer(t);
  const v1 = await setUp(server);
  await connectSenders(v1, providers, { email, sms });
  await v1.post("/dev/tick", { until: "2030-03-04T09:00:00Z" });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "transactional",
    subject: "Oferta — {{ name }}", body: "Dzień dobry {{ contact.first_name }},\n\n{{ name }} & more" });
  await v1.post("/templates", { id: "t_sms", name: "Offer", module: "deals", kind: "sms", class: "transactional",
    text: "Zażółć: {{ name }} + 100% = 2€" });
  await v1.post("/automations", { id: "a_rule", name: "Offer", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" }, steps: [
      { id: "s_mail", action: "email_to_contact", template: "t_mail", recipient: "person", sender: "owner" },
      { id: "s_sms", action: "sms_to_contact", template: "t_sms", recipient: "person" }] });
  await v1.post("/automations/a_rule/activate", { audience: "all", confirm_records: 0 });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  const before = Object.fromEntries([email, sms].map((name) => [name, providers[name].calls.length]));
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer", name: "Dwa okna" })] });
  await v1.post("/dev/tick", { until: "2030-03-04T09:01:00Z" });
  const call = (name) => {
    const calls = providers[name].calls.slice(before[name]);
    assert.deepEqual(calls.map((one) => one.status < 300), [true], `${name} is asked once and takes it: ${JSON.stringify(providers[name].calls.at(-1)?.text)}`);
    return calls[0];
  };
  return { providers, mail: call(email), text: call(sms) };
}

test("Resend and SMSAPI: our requests are those of npm resend and PyPI smsapi-client", async (t) => {
  const { providers, mail, text } = await sent(t, "resend", "smsapi");
  const { from, to, subject, text: body, html, reply_to, headers, tags, attachments } = mail.json;
  assert.deepEqual([from, [to].flat(), subject], ["Ana Kowalska <ana@okna.example>", ["jan1@client.example"], "Oferta — Dwa okna"]);
  assert.match(body, /Dzień dobry Jan/);
  await resendClient(providers.resend).emails.send({ from, to, subject, text: body, html, replyTo: reply_to, headers, tags, attachments },
    { idempotencyKey: mail.headers["idempotency-key"] });
  assert.deepEqual(differences(mail, providers.resend.calls.at(-1), EXPLAINED.resend), []);
  assert.equal(providers.resend.messages.at(-1).replays, 1, "so much the same that Resend takes it for a repetition");

  assert.deepEqual([text.form.get("message"), text.form.get("to")], ["Zażółć: Dwa okna + 100% = 2€", "48601000001"]);
  const fields = Object.fromEntries([...text.form].filter(([name]) => name !== "format"));
  const { error } = await smsapiClient(providers.smsapi, "sms.send", fields);
  assert.equal(error.code, 53, "so much the same that SMSAPI takes it for a repetition");
  assert.deepEqual(differences(text, providers.smsapi.calls.at(-1), EXPLAINED.smsapi), []);
});

test("Postmark and Twilio: our requests are those of npm postmark and npm twilio", async (t) => {
  const { providers, mail, text } = await sent(t, "postmark", "twilio");
  assert.deepEqual([mail.json.From, mail.json.To], ["Ana Kowalska <biuro@okna.example>", "jan1@client.example"]);
  const { From, To, Subject, TextBody, HtmlBody, ReplyTo, Headers, Attachments, Metadata, TrackOpens, TrackLinks, MessageStream } = mail.json;
  const letter = new Models.Message(From, Subject, HtmlBody, TextBody, To, undefined, undefined, ReplyTo, undefined, TrackOpens, TrackLinks, Headers, Attachments, Metadata);
  await postmarkClient(providers.postmark).sendEmail({ ...letter, MessageStream });
  assert.deepEqual(differences(mail, providers.postmark.calls.at(-1), EXPLAINED.postmark), []);

  assert.deepEqual([text.form.get("Body"), text.form.get("To")], ["Zażółć: Dwa okna + 100% = 2€", "+48601000001"]);
  await twilioClient(providers.twilio).messages.create({ to: text.form.get("To"), from: text.form.get("From"), body: text.form.get("Body"),
    ...(text.form.has("StatusCallback") ? { statusCallback: text.form.get("StatusCallback") } : {}) });
  assert.deepEqual(differences(text, providers.twilio.calls.at(-1), EXPLAINED.twilio), []);
});
