// How long a forecast takes: the sample's follow-up of three steps over all deals, for 90 days.
//
// Beside it a planner of just this sequence, written by hand in JavaScript over plain objects, as one
// would in an application. It leaves out: other filters and sequences, standings, leaving and entering
// again, lateness, quiet hours, e-mail as HTML, escaping, missing values, the SMS measure and its
// cost, idempotency keys, reasons. What it counts must be what the engine counts. Prints Markdown.
import assert from "node:assert/strict";
import { sampleAccount, sampleSetup } from "../../worker/dev/sample.mjs";
import { loadEngine, unwrap } from "../support/engine.mjs";

const NOW = "2026-11-21T12:00:00Z";
const DAYS = 90;
const DAY_MS = 86_400_000;
const SIZES = (process.env.FORECAST_DEALS ?? "1000,10000,100000").split(",").map(Number);
/** Deals are three tenths of the sample's records. */
const recordsFor = (deals) => Math.ceil(deals / 0.3);

const { glue } = await loadEngine();
const lines = [];
for (const deals of SIZES) lines.push(measure(deals));
console.log(`\nForecast of ${DAYS} days, median\n`);
console.log("| deals | enter | decisions | engine: ms | decisions/s | by hand: ms | engine / by hand | load contacts and deals: ms |");
console.log("|---|---|---|---|---|---|---|---|");
for (const line of lines) console.log(`| ${line.join(" | ")} |`);

function measure(deals) {
  const setup = sampleSetup();
  const dataset = new glue.Dataset(setup);
  const loadMs = load(dataset, deals);
  const { own, contacts } = records(deals);
  const request = { automations: setup.automations, now: NOW, days: DAYS };
  const byHand = planner(setup, own, contacts);
  const rounds = deals > 50_000 ? 3 : 9;
  const times = { engine: [], byHand: [] };
  let forecast;
  let counted;
  for (let round = 0; round < rounds; round += 1) {
    forecast = timed(times.engine, () => unwrap(dataset.forecast(request)));
    counted = timed(times.byHand, byHand);
  }
  dataset.free();
  const { entered, emails, sms, tasks, skipped, dropped } = forecast.total;
  const passedOver = skipped.reduce((sum, { count }) => sum + count, 0);
  assert.deepEqual({ entered, emails, sms, tasks, passedOver, dropped }, counted, `${deals} deals`);
  assert.ok(entered > deals / 20 && emails > 0 && sms > 0 && tasks > 0 && passedOver > 0);
  // Those who enter also finish.
  const decisions = 2 * entered + emails + sms + tasks + passedOver;
  const [engineMs, handMs] = [median(times.engine), median(times.byHand)];
  return [
    deals, entered, decisions, engineMs.toFixed(1), Math.round((decisions / engineMs) * 1000).toLocaleString("en"),
    handMs.toFixed(1), (engineMs / handMs).toFixed(1), Math.round(loadMs),
  ];
}

function records(deals) {
  const { records } = sampleAccount({ records: recordsFor(deals), now: NOW });
  const of = (module) => records.filter((record) => record.module === module);
  return { own: of("deals").slice(0, deals), contacts: of("contacts") };
}

/**
 * As a page does: from bytes, no objects beside them. Each step by which wasm's memory grows may run
 * JavaScript's garbage collector: with a third of a million live objects loading takes ten times as long.
 */
function load(dataset, deals) {
  const { own, contacts } = records(deals);
  const bytesOf = (rows) => new TextEncoder().encode(JSON.stringify({ records: rows }));
  const answers = [["contacts", bytesOf(contacts), contacts.length], ["deals", bytesOf(own), own.length]];
  contacts.length = 0;
  own.length = 0;
  const started = performance.now();
  for (const [module, bytes, count] of answers) assert.equal(unwrap(dataset.load(module, bytes)).loaded, count);
  return performance.now() - started;
}

function timed(times, work) {
  const started = performance.now();
  const result = work();
  times.push(performance.now() - started);
  return result;
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}

// ── By hand ──────────────────────────────────────────────────────────────────────────────────────

/** Mail a day later from eight, SMS two working days later at nine, task two working days later. */
function planner(setup, deals, contacts) {
  const now = Date.parse(NOW);
  const until = now + DAYS * DAY_MS;
  const clock = localClock("Europe/Warsaw", now - 400 * DAY_MS, until + 30 * DAY_MS);
  const daysOff = new Set(["2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06", "2027-03-28", "2027-03-29"]);
  const people = new Map(contacts.map(({ id, values }) => [id, values]));
  const users = new Map(setup.users.map((user) => [user.id, user]));
  const parsed = deals.map(({ id, values }) => ({ id, ...values, last: Date.parse(values.last_contact) }));
  const isWorking = (day) => {
    const date = new Date(day * DAY_MS);
    const weekday = date.getUTCDay();
    return weekday !== 0 && weekday !== 6 && !daysOff.has(date.toISOString().slice(0, 10));
  };
  const workingFrom = (day) => {
    while (!isWorking(day)) day += 1;
    return day;
  };
  return () => {
    const days = new Map();
    const entries = [];
    const total = nothing();
    const note = (at, deal, what, text) => {
      const day = clock.day(at);
      const figures = days.get(day) ?? nothing();
      figures[what] += 1;
      days.set(day, figures);
      total[what] += 1;
      if (entries.length < 1000) entries.push({ at, deal: deal.id, what, text });
    };
    for (const deal of parsed) {
      if (deal.stage !== "offer_sent" || Number.isNaN(deal.last)) continue;
      const older = clock.at(clock.day(deal.last) + 3, clock.time(deal.last));
      const entered = Math.max(now, older);
      if (entered > until) continue;
      note(entered, deal, "entered");
      const known = (deal.contacts ?? []).map((id) => people.get(id)).filter(Boolean);
      const owner = [users.get(deal.owner), users.get(setup.account.fallback_user)].find((user) => user?.is_active);
      const mailAt = clock.at(clock.day(entered) + 1, 8 * 3_600_000);
      if (mailAt > until) continue;
      const to = known[0];
      if (to?.email && to.email_consent) note(mailAt, deal, "emails", mail(deal, to, owner, setup.account));
      else note(mailAt, deal, "passedOver");
      const smsAt = clock.at(workingFrom(clock.day(mailAt) + 2), 9 * 3_600_000);
      if (smsAt > until) continue;
      const person = known.find(({ is_company }) => !is_company);
      if (person?.phone && person.sms_consent) note(smsAt, deal, "sms", sms(deal, owner));
      else note(smsAt, deal, "passedOver");
      const taskAt = clock.at(workingFrom(clock.day(smsAt) + 2), clock.time(smsAt));
      if (taskAt <= until && owner) note(taskAt, deal, "tasks", task(deal, to));
    }
    return total;
  };
}

function nothing() {
  return { entered: 0, emails: 0, sms: 0, tasks: 0, passedOver: 0, dropped: 0 };
}

function amountOf({ amount }) {
  return `${(amount / 100).toFixed(2).replace(".", ",").replace(/\B(?=(\d{3})+,)/g, " ")} PLN`;
}

function mail(deal, to, owner, account) {
  return `Your offer: ${deal.name}\nDear ${to.first_name ?? "customer"},\n\nwe have sent you an offer${deal.amount ? ` over ${amountOf(deal)}` : ""}.\n` +
    `Do you have a question about it? Just answer this mail,\nor look at it again: https://meble.example/offers/${to.last_name ?? "you"}\n\n${owner?.name ?? "Your team"}\n${account.name}`;
}

function sms(deal, owner) {
  return `Dzien dobry! Czy maja Panstwo pytania do oferty "${deal.name.slice(0, 40)}"? Zapraszamy do kontaktu. ${owner?.name ?? "Biuro"}`;
}

function task(deal, to) {
  return `Call ${to?.name ?? "-"} about ${deal.name}\nPhone: ${to?.phone ?? "-"}\nAmount: ${deal.amount ? amountOf(deal) : "-"}, expected close ${deal.expected_close ?? "-"}\n${deal.note ? `Note: ${deal.note}\n` : ""}`;
}

/** Local days and times of day, by offsets that are looked up once. */
function localClock(zone, from, until) {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const offsetAt = (ms) => {
    const [, sign, hours, minutes] = format.format(ms).match(/GMT(?:([+-])(\d\d):(\d\d))?/);
    return (sign === "-" ? -1 : 1) * ((hours ?? 0) * 3_600_000 + (minutes ?? 0) * 60_000);
  };
  const first = Math.floor(from / DAY_MS);
  const offsets = [];
  // Of each day's noon: a follow-up does not care about the night of the change.
  for (let day = first; day <= until / DAY_MS + 1; day += 1) offsets.push(offsetAt(day * DAY_MS + DAY_MS / 2));
  const offset = (ms) => offsets[Math.floor(ms / DAY_MS) - first];
  const day = (ms) => Math.floor((ms + offset(ms)) / DAY_MS);
  return {
    day,
    time: (ms) => (ms + offset(ms)) % DAY_MS,
    at: (localDay, time) => localDay * DAY_MS + time - offsets[localDay - first],
  };
}
