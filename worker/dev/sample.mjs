// The sample account: a furniture maker with customers in five languages, the same bytes for the same
// arguments. It decides nothing about automation; it is what a new user sees first, and what the
// benchmarks and the console's tests run on.
//
// Runs in Node and in the browser: no imports but its own words. Tests: tests/unit/sample.test.mjs;
// core/tests/sample.rs checks that core accepts all of it.
import { COUNTRIES, USERS, latin } from "./sample-names.mjs";
import { activeRules, automations, events, modules, settings, templates, views } from "./sample-setup.mjs";

const DAY_MS = 86_400_000;
/** Records were created within so many days before `now`: a year and what comes before it, so that
 *  yearly conditions have both sides. */
const HISTORY_DAYS = 400;
/** One call to the API takes at most so many records. */
const BULK_MAX = 1000;

/** How the records are shared out, in hundredths; contacts take what is left. */
const SHARES = { deals: 30, invoices: 13, orders: 12 };
const SOURCES = ["website", "recommendation", "fair", "phone", "ad"];
const TAGS = ["complaint", "returning", "vip", "wholesale"];
const CONSENT_SOURCES = ["web form", "phone call", "trade fair", "contract"];

/** What the account is set up to do, in the shape that the preview package takes. */
export function sampleSetup() {
  return {
    account: { id: "sample", ...settings() },
    users: USERS.map((user) => ({ ...user })),
    modules: modules(),
    events: events(),
    views: views(),
    templates: templates(),
    automations: automations(),
  };
}

/** The same setup with the sample's rules switched on, for where no server does it. */
export function startedSampleSetup(now) {
  const setup = sampleSetup();
  const isOn = new Set(activeRules());
  const activation = { at: now, audience: "all" };
  const automations = setup.automations.map((one) => (isOn.has(one.id) ? { ...one, state: "active", activation } : one));
  return { ...setup, automations };
}

/**
 * The whole account as plain JSON, in the shapes of the API.
 *
 * @param {{records?: number, seed?: number, now?: string | Date}} [options]
 */
export function sampleAccount({ records = 10_000, seed = 1, now = "2026-11-21T12:00:00Z" } = {}) {
  const world = { random: randomFrom(seed), nowMs: Math.floor(new Date(now).getTime() / 1000) * 1000 };
  const count = (share) => Math.floor((records * share) / 100);
  const counts = { deals: count(SHARES.deals), invoices: count(SHARES.invoices), orders: count(SHARES.orders) };
  const contactCount = records - counts.deals - counts.invoices - counts.orders;
  const contacts = series(world, contactCount, "c", contact);
  const deals = series(world, counts.deals, "d", (...given) => deal(...given, contacts));
  const invoices = series(world, counts.invoices, "i", (...given) => invoice(...given, deals));
  const orders = series(world, counts.orders, "o", (...given) => order(...given, deals));
  const { account: _, ...setup } = sampleSetup();
  return { settings: settings(), ...setup, records: [...contacts, ...deals, ...invoices, ...orders] };
}

/**
 * Sends the sample account to a running Worker, through its API.
 *
 * @returns what was loaded, for people.
 */
export async function loadSample({ url, adminToken, ...options }) {
  const account = sampleAccount({ now: new Date(), ...options });
  const send = (method, path, body) => call({ url, adminToken }, method, path, body);
  // The fallback names a user, so users come first.
  for (const user of account.users) await send("POST", "users", user);
  await send("PUT", "settings", account.settings);
  for (const module of account.modules) await send("PUT", `modules/${module.key}`, module);
  for (const { key } of account.modules) {
    const rows = account.records
      .filter((record) => record.module === key)
      .map(({ id, created, values }) => ({ id, created, values }));
    for (let from = 0; from < rows.length; from += BULK_MAX) {
      await send("POST", `records/${key}/bulk`, { records: rows.slice(from, from + BULK_MAX) });
    }
  }
  for (const view of account.views) await send("POST", "views", view);
  for (const template of account.templates) await send("POST", "templates", template);
  for (const automation of account.automations) await send("POST", "automations", automation);
  for (const id of activeRules()) {
    await send("POST", `automations/${id}/activate`, { audience: "all", confirm_records: 0 });
  }
  return `${account.records.length} records in ${account.modules.length} modules`;
}

async function call({ url, adminToken }, method, path, body) {
  const answer = await fetch(new URL(`/api/v1/${path}`, url), {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 400)}`);
  return text;
}

/** `count` records, oldest first, so that ids grow with time as in a real account. */
function series(world, count, letter, make) {
  const created = Array.from({ length: count }, () => officeTime(world, HISTORY_DAYS)).sort((a, b) => a - b);
  return created.map((createdMs, index) => {
    const id = `${letter}_${index + 1}`;
    const { module, values } = make(world, { id, index, createdMs });
    const updatedMs = between(world, createdMs, world.nowMs);
    return { id, module, created: iso(createdMs), updated: iso(updatedMs), values: withoutEmpty(values) };
  });
}

function contact(world, { index, createdMs }) {
  const country = weighted(world, COUNTRIES);
  const gender = chance(world, 50) ? "f" : "m";
  const first_name = pick(world, country.first[gender]);
  const last_name = pick(world, country.last[gender]);
  const isCompany = chance(world, 18);
  const company = isCompany ? `${pick(world, country.companies)} ${(index % 97) + 1}` : undefined;
  const domain = pick(world, ["example.com", "poczta.example", "mail.example"]);
  // One in a hundred shares the address of a family member: one client, two contacts (D13).
  const mailbox = chance(world, 1) ? "rodzina" : `${latin(first_name)}.${latin(last_name)}`;
  const zone = chance(world, 85) ? country.zone : undefined;
  return {
    module: "contacts",
    values: {
      name: company ?? fullName(country, first_name, last_name),
      first_name,
      last_name,
      company_name: company,
      is_company: isCompany,
      email: chance(world, 94) ? `${mailbox}${Math.floor(index / 2)}@${domain}` : undefined,
      phone: chance(world, 92) ? country.phone(index) : undefined,
      language: chance(world, 96) ? country.language : undefined,
      zone,
      city: pick(world, country.cities),
      owner: owner(world),
      tags: tags(world),
      ...consent(world, "email", createdMs, 62),
      ...consent(world, "sms", createdMs, 48),
    },
  };
}

function deal(world, { createdMs }, contacts) {
  const people = contacts.length === 0 ? [] : [pick(world, contacts)];
  if (chance(world, 15) && contacts.length > 1) people.push(pick(world, contacts));
  const language = people[0]?.values.language ?? "pl";
  const country = COUNTRIES.find((candidate) => candidate.language === language);
  const inSales = chance(world, 80);
  const stages = inSales
    ? [["new_lead", 25], ["contacted", 22], ["offer_sent", 20], ["negotiation", 11], ["won", 12], ["lost", 10]]
    : [["to_pack", 30], ["shipped", 30], ["delivered", 40]];
  const lastContactMs = chance(world, 70) ? between(world, createdMs, world.nowMs) : undefined;
  const closeMs = world.nowMs + range(world, -30, 90) * DAY_MS;
  return {
    module: "deals",
    values: {
      name: `${pick(world, country.kitchens)}, ${people[0]?.values.name ?? "?"}`,
      // Whole tens of złoty, as offers are.
      amount: chance(world, 93) ? range(world, 20, 4_000) * 1000 : undefined,
      stage: weighted(world, stages.map(([value, share]) => ({ value, share }))).value,
      contacts: [...new Set(people.map((person) => person.id))],
      owner: owner(world),
      source: chance(world, 90) ? pick(world, SOURCES) : undefined,
      last_contact: lastContactMs === undefined ? undefined : iso(lastContactMs),
      expected_close: chance(world, 80) ? iso(closeMs).slice(0, 10) : undefined,
      note: chance(world, 60) ? pick(world, country.notes) : undefined,
      score: chance(world, 75) ? range(world, 0, 100) / 10 : undefined,
      newsletter: chance(world, 80) ? chance(world, 50) : undefined,
      tags: tags(world),
    },
  };
}

function invoice(world, { index, createdMs }, deals) {
  const source = deals.length === 0 ? undefined : pick(world, deals);
  const number = `FV/${index + 1}/${iso(createdMs).slice(0, 4)}`;
  return {
    module: "invoices",
    values: {
      name: number,
      number,
      total: source?.values.amount ?? range(world, 20, 4_000) * 1000,
      issued: iso(createdMs).slice(0, 10),
      due: iso(createdMs + 14 * DAY_MS).slice(0, 10),
      stage: weighted(world, [{ value: "issued", share: 25 }, { value: "paid", share: 65 }, { value: "overdue", share: 10 }]).value,
      contacts: source?.values.contacts ?? [],
      deal: source === undefined ? [] : [source.id],
      owner: source?.values.owner,
    },
  };
}

function order(world, { index, createdMs }, deals) {
  const source = deals.length === 0 ? undefined : pick(world, deals);
  const number = `ZAM-${String(index + 1).padStart(5, "0")}`;
  const stages = [["received", 20], ["packed", 20], ["shipped", 20], ["delivered", 40]];
  return {
    module: "orders",
    values: {
      name: number,
      number,
      total: source?.values.amount ?? range(world, 20, 4_000) * 1000,
      ship_by: iso(createdMs + range(world, 2, 20) * DAY_MS).slice(0, 10),
      gift: chance(world, 12),
      stage: weighted(world, stages.map(([value, share]) => ({ value, share }))).value,
      contacts: source?.values.contacts ?? [],
      deal: source === undefined ? [] : [source.id],
      owner: source?.values.owner,
    },
  };
}

/** Asked and agreed, asked and refused, or never asked (D20). */
function consent(world, channel, createdMs, yesShare) {
  const drawn = range(world, 1, 100);
  if (drawn > 90) return {};
  return {
    [`${channel}_consent`]: drawn <= yesShare,
    [`${channel}_consent_source`]: pick(world, CONSENT_SOURCES),
    [`${channel}_consent_at`]: iso(between(world, createdMs, world.nowMs)),
  };
}

/** Three in a hundred have nobody, and the colleague who left still has some (E10). */
function owner(world) {
  return chance(world, 97) ? pick(world, USERS).id : undefined;
}

function tags(world) {
  return TAGS.filter(() => chance(world, 12));
}

/** Hungarians write the family name first. */
function fullName({ language }, first, last) {
  return language === "hu" ? `${last} ${first}` : `${first} ${last}`;
}

/** An empty value is an absent one. */
function withoutEmpty(values) {
  const isEmpty = (value) => value === undefined || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** A moment of the last `days`, mostly between 7 and 17 UTC, as people work. */
function officeTime(world, days) {
  const dayMs = Math.floor((world.nowMs - range(world, 0, days - 1) * DAY_MS) / DAY_MS) * DAY_MS;
  const hour = chance(world, 85) ? range(world, 7, 16) : range(world, 0, 23);
  const moment = dayMs + hour * 3_600_000 + range(world, 0, 3_599) * 1000;
  return Math.min(moment, world.nowMs);
}

function iso(ms) {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** A whole second from `fromMs` to `toMs`, both included. */
function between(world, fromMs, toMs) {
  return fromMs + range(world, 0, Math.floor((toMs - fromMs) / 1000)) * 1000;
}

function range(world, from, to) {
  return from + Math.floor(world.random() * (to - from + 1));
}

function chance(world, hundredths) {
  return world.random() * 100 < hundredths;
}

function pick(world, list) {
  return list[range(world, 0, list.length - 1)];
}

function weighted(world, list) {
  const total = list.reduce((sum, { share }) => sum + share, 0);
  let left = world.random() * total;
  return list.find(({ share }) => (left -= share) < 0) ?? list[list.length - 1];
}

/** mulberry32: small, well spread, the same in every engine, which Math.random is not. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
