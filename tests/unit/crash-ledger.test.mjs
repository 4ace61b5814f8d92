// The judge of the crash runs is judged: a world in which all is well passes, and each thing that a crash could do to
// it is found.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Ledger } from "../crash/ledger.mjs";
import { OWED, emailOf } from "../crash/world.mjs";
import { Postmark } from "../support/providers/postmark.mjs";
import { Resend } from "../support/providers/resend.mjs";
import { Smsapi } from "../support/providers/smsapi.mjs";
import { Twilio } from "../support/providers/twilio.mjs";

const KILLS = [10_000, 20_000];
const CARRIES = { keyed: { mail: "resend", sms: "smsapi" }, unkeyed: { mail: "postmark", sms: "twilio" } };

/** A world with one deal and one event, all of whose messages have arrived. */
function well(name) {
  const world = {
    name, acknowledged: { deals: new Set([1]), events: new Set([1]) },
    services: { providers: { resend: new Resend(), postmark: new Postmark(), smsapi: new Smsapi(), twilio: new Twilio() },
      unisender: { calls: [], subscribers: new Map([[101, new Map([[emailOf(name, 1), {}]])]]) }, receiver: { received: [] } },
  };
  const outbox = Object.entries(OWED).flatMap(([automation, steps]) => steps.filter((step) => step !== "s_task").map((step) => {
    const kind = step.split("_")[1];
    const channel = { mail: "email", sms: "sms", lists: "lists", hook: "webhook" }[kind];
    return { key: `${automation}${step}`, automation_id: automation, step_id: step, record_id: "d_1", channel, address: "+48601000001",
      body: JSON.stringify({ text: step }), state: "sent", reason: null, attempts: 1, looks: 0,
      provider: CARRIES[name][kind] ?? { lists: "unisender", hook: "webhook" }[kind] };
  }));
  for (const row of outbox) arrive(world, row);
  return { world, outbox, records: { deals: [{ id: "d_1" }], tasks: [{ id: "t_1" }] }, events: [{ id: "e_1", record: "d_1" }] };
}

/** The provider of a row takes it once more. */
function arrive(world, row, more = {}) {
  const { providers, receiver } = world.services;
  if (row.channel === "webhook") receiver.received.push({ headers: { "webhook-id": row.key }, arrived: 1 });
  const provider = providers[row.provider];
  if (!provider) return;
  call(world, row, { status: 200, ...more });
  provider.messages.push({ key: row.provider === "twilio" ? undefined : row.key, to: row.address, text: JSON.parse(row.body).text });
}

/** The provider of a row is called, and does nothing. */
function call(world, row, more) {
  const path = { resend: "/emails", postmark: "/email", smsapi: "/sms.do", twilio: "/2010-04-01/Accounts/AC/Messages.json" }[row.provider];
  world.services.providers[row.provider].calls.push({ method: "POST", path, arrived: 1, headers: { "idempotency-key": row.key },
    json: { Metadata: { relance: row.key } }, query: new URLSearchParams(),
    form: new URLSearchParams({ idx: row.key, To: row.address, Body: JSON.parse(row.body).text }), ...more });
}

async function wrong({ world, outbox, records, events }) {
  const answer = (sql) => {
    if (sql.includes("FROM outbox")) return outbox;
    if (sql.includes("FROM event")) return events;
    if (sql.includes("FROM mailbox")) return [];
    return sql.includes("'tasks'") ? records.tasks : records.deals;
  };
  const database = { prepare: (sql) => ({ bind: () => ({ all: async () => ({ results: answer(sql) }) }) }) };
  return (await new Ledger(world, KILLS).audit(database)).wrong.join("\n");
}

const row = (all, step) => all.outbox.find((one) => one.step_id === step);
const forget = (all, one) => {
  const provider = all.world.services.providers[one.provider];
  provider.messages = provider.messages.filter((message) => message.key !== one.key && message.text !== JSON.parse(one.body).text);
  provider.calls = [];
};

/** What a crash could do, to whom, and what the ledger says of it. */
const HARM = [
  ["an acknowledged deal is gone", "keyed", (all) => { all.records.deals = []; }, /deal 1 was acknowledged and is lost/],
  ["an acknowledged event is gone", "keyed", (all) => { all.events = []; }, /event 1 was acknowledged and is lost/],
  ["a step has no row", "keyed", (all) => { all.outbox.splice(0, 1); }, /has 0 outbox rows/],
  ["a step has two rows", "keyed", (all) => { all.outbox.push({ ...row(all, "s_mail"), key: "other" }); }, /has 2 outbox rows/],
  ["a task is made twice", "keyed", (all) => { all.records.tasks.push({ id: "t_2" }); }, /2 tasks for 1 deals/],
  ["a row is stuck", "keyed", (all) => { row(all, "s_hook").state = "leased"; }, /is still leased/],
  ["an e-mail arrives twice", "keyed", (all) => arrive(all.world, row(all, "s_mail")), /was done 2 times/],
  ["an SMS arrives twice", "unkeyed", (all) => arrive(all.world, row(all, "s_sms")), /was done 2 times/],
  ["sent is what nobody took", "keyed", (all) => forget(all, row(all, "e_sms")), /counts as sent and was done 0 times/],
  ["not sent is what arrived", "unkeyed", (all) => { row(all, "s_mail").state = "not_sent"; }, /counts as not sent .* and was done/],
  ["a road with keys does not know", "keyed", (all) => { row(all, "s_mail").state = "unknown"; }, /unknown after 1 attempts, and its keyed road allows 7/],
  ["unknown is what was answered", "unkeyed", (all) => { row(all, "s_mail").state = "unknown"; }, /unknown though its call was answered with 200/],
  ["a doubt counts as sent unasked", "unkeyed", (all) => { forget(all, row(all, "s_sms")); arrive(all.world, row(all, "s_sms"), { fault: "lost" }); }, /nobody looked it up/],
  ["what was answered is asked again", "unkeyed", (all) => call(all.world, row(all, "s_mail"), { status: 200 }), /asked for again after an answer/],
];

for (const name of ["keyed", "unkeyed"]) {
  test(`all is well with ${name} providers, and the ledger finds nothing`, async () => assert.equal(await wrong(well(name)), ""));
}

for (const [what, name, harm, said] of HARM) {
  test(`the ledger of the crash runs notices: ${what}`, async () => {
    const all = well(name);
    harm(all);
    assert.match(await wrong(all), said);
  });
}

test("what nobody can know may be unknown: an ambiguous answer, a call that a kill cut off, a kill before the call", async () => {
  for (const more of [{ fault: "500" }, { fault: "lost" }, { arrived: KILLS[1] - 400 }]) {
    const all = well("unkeyed");
    const one = row(all, "s_mail");
    one.state = "unknown";
    all.world.services.providers.postmark.calls = [];
    call(all.world, one, more);
    call(all.world, row(all, "e_mail"), { status: 200 });
    assert.equal(await wrong(all), "");
  }
  assert.equal(await wrong(neverCalled({ doubt_at_ms: KILLS[1] - 5 })), "");
});

test("the ledger of the crash runs notices: unknown is what nobody called for, and nobody was about to", async () => {
  assert.match(await wrong(neverCalled({ doubt_at_ms: KILLS[0] - 5_000 })), /was never called for/);
  assert.match(await wrong(neverCalled({ doubt_at_ms: null })), /was never called for/);
});

function neverCalled(noted) {
  const all = well("unkeyed");
  Object.assign(row(all, "s_mail"), { state: "unknown", ...noted });
  forget(all, row(all, "s_mail"));
  call(all.world, row(all, "e_mail"), { status: 200 });
  return all;
}
