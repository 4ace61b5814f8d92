// What people answer to messages that our Worker sent, as real MIME through the Worker's own entry point:
// the sequence that is answered ends, in the commit that keeps the answer. Which message is meant is in
// tests/spec/answers.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, deal, setUp } from "./account.mjs";
import { activate, all, day, MONDAY } from "./sequence.mjs";

const JAN = "jan1@client.example";

/** An e-mail after a day, another after three more. */
const LETTERS = { id: "a_letters", name: "Letters", kind: "sequence", module: "deals", basis: { filter: { field: "stage", op: "is", value: "offer" } },
  steps: [
    { id: "first", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_mail" },
    { id: "second", action: "email_to_contact", delay: { amount: 3, unit: "days" }, template: "t_mail" },
  ] };

/** Two deals that have the first letter of each of these sequences, two days after `MONDAY`. */
async function written(t, automations, { answersAt = "sales" } = {}) {
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  if (answersAt) await v1.post("/inbound-addresses", { local_part: answersAt, name: "Sales", takes_answers: true }, { status: 201 });
  await v1.post("/templates", { id: "t_mail", name: "Letter", module: "deals", kind: "email", class: "transactional",
    subject: "About {{ name }}", body: "<p>Have you seen our offer?</p>" });
  await v1.post("/templates", { id: "t_sms", name: "SMS", module: "deals", kind: "sms", class: "transactional", text: "Our offer {{ name }} waits" });
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" }), deal(2, { stage: "offer" })] });
  for (const automation of automations) {
    await v1.post("/automations", automation, { status: 201 });
    await activate(v1, automation.id);
  }
  await v1.post("/dev/tick", { until: day(2) });
  let count = 0;
  /** Delivers an answer and lets the round after it decide; `headers` of `undefined` are left out. */
  const answer = async (headers, { from = JAN, to = "sales@in.example", body = "Yes, please.", until = day(2) } = {}) => {
    count += 1;
    const given = { From: `Jan <${from}>`, To: to, Subject: "An answer", "Message-ID": `<answer-${count}@client.example>`, ...headers };
    const lines = Object.entries(given).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}`);
    const raw = Buffer.from([...lines, "", body].join("\r\n"));
    assert.equal(await server.deliver({ from, to, raw }), undefined);
    await v1.post("/dev/tick", { until });
    return raw;
  };
  const sent = async (automation, record) =>
    (await all(v1, "/messages", "messages")).filter((one) => one.automation === automation && one.record === record);
  const ended = async () => (await all(v1, "/run-log", "entries")).filter(({ reason }) => reason === "replied")
    .map(({ automation, record, what }) => `${record} ${automation} ${what}`);
  const arrived = async () => (await v1.get("/records/emails")).records.map(({ values }) =>
    [values.matched_by, values.answered_automation, values.answered_record]);
  return { server, v1, answer, sent, ended, arrived };
}

test("an e-mail of ours names itself and asks for answers at the account's address, with the same words at each look (E1, D23)", async (t) => {
  const { v1, sent } = await written(t, [LETTERS]);
  const [message] = await sent("a_letters", "d_1");
  assert.equal(message.message_id, `<relance.${message.key}@in.example>`);
  assert.match(message.reply_to, new RegExp(`^sales\\+r${message.key.slice(0, 20)}[0-9a-f]{10}@in\\.example$`));
  const [other] = await sent("a_letters", "d_2");
  assert.notEqual(other.reply_to, message.reply_to);
  await v1.put("/inbound-addresses/sales", { takes_answers: false });
  await v1.post("/dev/tick", { until: day(5) });
  const [, second] = await sent("a_letters", "d_1");
  assert.equal(second.reply_to, "ana@okna.example", "no address takes answers any more: they go to who writes");
});

test("an answer that names its message ends that sequence for that record, and nothing else (E1)", async (t) => {
  const { v1, server, answer, sent, ended, arrived } = await written(t, [LETTERS,
    { ...LETTERS, id: "a_on", name: "Goes on", stop_on_reply: false }, { ...LETTERS, id: "a_other", name: "Other" }]);
  const [message] = await sent("a_letters", "d_1");
  const raw = await answer({ "In-Reply-To": message.message_id, References: `<x@y.example> ${message.message_id}`, Subject: "Re: About Deal 1" });
  assert.deepEqual(await ended(), ["d_1 a_letters left"]);
  assert.deepEqual(await arrived(), [["message_id", "a_letters", "d_1"]]);
  assert.equal(await server.deliver({ from: JAN, to: "sales@in.example", raw }), undefined);
  const [goesOn] = await sent("a_on", "d_1");
  await answer({ "In-Reply-To": goesOn.message_id });
  await v1.post("/dev/tick", { until: day(10) });
  assert.deepEqual(await ended(), ["d_1 a_letters left"], "delivered twice, answered where nothing stops: no news");
  const counts = {};
  for (const { automation, record } of await all(v1, "/messages", "messages")) {
    counts[`${automation} ${record}`] = (counts[`${automation} ${record}`] ?? 0) + 1;
  }
  assert.deepEqual(counts, { "a_letters d_1": 1, "a_letters d_2": 2, "a_on d_1": 2, "a_on d_2": 2, "a_other d_1": 2, "a_other d_2": 2 });
});

test("where a provider wrote a Message-ID of its own, the address tells, then the subject, then the sender (E1)", async (t) => {
  const { answer, sent, ended, arrived } = await written(t, [LETTERS]);
  const [message] = await sent("a_letters", "d_2");
  const forged = message.reply_to.replace(/[0-9a-f]{10}@/, "0123456789@");
  await answer({ To: forged, "In-Reply-To": "<0100018f@email.amazonses.example>" }, { from: "eve@else.example", to: forged });
  assert.deepEqual(await ended(), [], "a signature that somebody made up");
  await answer({ To: message.reply_to }, { from: "assistant@client.example", to: message.reply_to });
  assert.deepEqual(await ended(), ["d_2 a_letters left"]);
  await answer({ Subject: "Odp: About Deal 1", "In-Reply-To": "<0100018f@email.amazonses.example>" });
  assert.deepEqual(await ended(), ["d_2 a_letters left", "d_1 a_letters left"]);
  await answer({ Subject: "A question" }, { from: "jan2@client.example" });
  const ways = (await arrived()).map(([by]) => by ?? "none").sort();
  assert.deepEqual(ways, ["address", "none", "sender", "subject"]);
});

test("machines, bounces, colleagues and strangers answer nothing (E1)", async (t) => {
  const { answer, sent, ended } = await written(t, [LETTERS]);
  const [{ message_id: id }] = await sent("a_letters", "d_1");
  await answer({ "In-Reply-To": id, "Auto-Submitted": "auto-replied", Subject: "Out of office" });
  await answer({ "In-Reply-To": id, Precedence: "bulk" });
  await answer({ "In-Reply-To": id, "X-Autoreply": "yes" });
  await answer({ References: id, From: "Mail Delivery <MAILER-DAEMON@mx.example>", "Content-Type": "multipart/report; boundary=b" });
  await answer({ "In-Reply-To": id, From: "Ana <ana@okna.example>" }, { from: "ana@okna.example" });
  await answer({ Subject: "Re: About Deal 1" }, { from: "eve@else.example" });
  await answer({ "Message-ID": id }, { from: "office@okna.example" });
  assert.deepEqual(await ended(), []);
});

test("an answer while the Worker sleeps ends what was due after it, and one at night what waits for the morning (E1, D6, D17)", async (t) => {
  const night = { id: "a_night", name: "Night", kind: "sequence", module: "deals", basis: { filter: { field: "stage", op: "is", value: "offer" } }, quiet: "next_window",
    steps: [
      { id: "mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_mail" },
      { id: "sms", action: "sms_to_contact", delay: { amount: 2250, unit: "minutes" }, template: "t_sms" },
    ] };
  const { server, v1, answer, sent, ended } = await written(t, [LETTERS, night]);
  const setClock = (at) => server.database.prepare("UPDATE dev_clock SET now_ms = ?1").bind(Date.parse(at)).run();
  const [letter] = await sent("a_letters", "d_1");
  // The SMS is due on day 2 at 22:30 in Warsaw, and the Worker wakes at 23:10: it waits for the morning.
  await setClock("2030-03-06T22:10:00Z");
  await v1.post("/dev/tick", { until: "2030-03-06T22:10:00Z" });
  const [nightly] = await sent("a_night", "d_1");
  await answer({ "In-Reply-To": nightly.message_id }, { until: "2030-03-07T05:00:00Z" });
  await v1.post("/dev/tick", { until: "2030-03-07T12:00:00Z" });
  const log = (await all(v1, "/run-log", "entries")).filter(({ reason, automation }) => reason === "replied" && automation === "a_night");
  const texts = (await sent("a_night", "d_1")).filter(({ channel }) => channel === "sms");
  assert.deepEqual([texts.length, log.map(({ what, step }) => `${what} ${step}`)], [0, ["deviated sms"]], "the passage had finished, its SMS had not left");
  assert.equal((await sent("a_night", "d_2")).filter(({ channel }) => channel === "sms").length, 1);

  // The second letter is due on day 4; the answer comes an hour before it, the tick an hour after.
  await setClock(day(4, -1));
  await server.deliver({ from: JAN, to: "sales@in.example",
    raw: Buffer.from(`From: ${JAN}\r\nMessage-ID: <late@client.example>\r\nIn-Reply-To: ${letter.message_id}\r\n\r\nYes.`) });
  await setClock(day(4, 1));
  await v1.post("/dev/tick", { until: day(4, 1) });
  assert.ok((await ended()).includes("d_1 a_letters left"));
  assert.equal((await sent("a_letters", "d_1")).length, 1);
  assert.equal((await sent("a_letters", "d_2")).length, 2);
});

test("a mail server's report ends a dead address, a full mailbox ends nothing, and nobody makes one up (D20, E1)", async (t) => {
  const { v1, answer, sent, ended } = await written(t, [LETTERS]);
  const report = (key, recipient, status) => ["--b", "Content-Type: text/plain", "", "It did not arrive.", "--b", "Content-Type: message/delivery-status", "",
    "Reporting-MTA: dns; mx.client.example", "", `Final-Recipient: rfc822; ${recipient}`, "Action: failed", `Status: ${status}`, "Diagnostic-Code: smtp; 550 no",
    "--b", "Content-Type: text/rfc822-headers", "", "From: ana@okna.example", `Message-ID: ${key}`, "Subject: About", "--b--", ""].join("\r\n");
  const headers = { From: "Mail <MAILER-DAEMON@mx.client.example>", "Content-Type": "multipart/report; report-type=delivery-status; boundary=b", "Auto-Submitted": "auto-replied" };
  const suppression = async (contact) => (await v1.get(`/contacts/${contact}/consent`)).email.suppression?.reason ?? null;
  const [[one], [two]] = [await sent("a_letters", "d_1"), await sent("a_letters", "d_2")];
  await answer(headers, { body: report(one.message_id, JAN, "5.2.2") });
  await answer(headers, { body: report("<made-up@okna.example>", "jan2@client.example", "5.1.1") });
  await answer(headers, { body: report(one.message_id, "jan2@client.example", "5.1.1") });
  assert.deepEqual([await suppression("c_1"), await suppression("c_2")], [null, null]);
  await answer(headers, { body: report(two.message_id, "jan2@client.example", "5.1.1") });
  assert.deepEqual([await suppression("c_1"), await suppression("c_2")], [null, "hard_bounce"]);
  assert.deepEqual(await ended(), [], "a bounce is no answer");
  await v1.post("/dev/tick", { until: day(6) });
  assert.deepEqual([(await sent("a_letters", "d_1")).length, (await sent("a_letters", "d_2")).length], [2, 1]);
});

test("a person says that the contact has answered elsewhere (E1)", async (t) => {
  const { v1, ended } = await written(t, [LETTERS]);
  await v1.post("/records/deals/d_1/automations/a_letters/replied", {});
  assert.deepEqual(await ended(), ["d_1 a_letters left"]);
});
