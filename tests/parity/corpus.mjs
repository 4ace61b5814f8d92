// The questions that every host is asked: the same list, in the same order, for everybody.
//
// Each is `{ name, request, why }`, where `name` is one of core's `wire::session`. A question may
// depend on those before it (`open`, `load`). Nothing here says what is answered: that the hosts
// agree is `parity.test.mjs`'s business, what is right is `tests/spec`'s and `tests/scenarios`'.
import { readFileSync, readdirSync } from "node:fs";
import { sampleAccount, sampleSetup } from "../../worker/dev/sample.mjs";
import { randomTexts } from "../support/sms-texts.mjs";
import { NARROW, filters, moreFilters } from "./filters.mjs";

const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const json = (name) => JSON.parse(read(name));

/** Before the clocks go forward, before they go back, and a Saturday between holidays. */
const NOWS = ["2026-03-28T11:30:00Z", "2026-10-24T10:00:00Z", "2026-12-26T22:59:59Z"];
const AUDIENCES = ["all", "created_after_activation", "entering_after_activation"];
const SAMPLE_RECORDS = 800;
const WARSAW_OCTOBER = NOWS[1];

/** All questions. */
export function corpus() {
  return [
    ...measures(),
    { why: "operators", name: "operators", request: null },
    ...schedules(),
    ...setups(),
    ...filterTexts(),
    ...sample(),
    ...scenarios(),
    ...nonsense(),
  ];
}

function* measures() {
  const options = (language, index) =>
    [{}, { language }, { national: true }, { language, national: ["pt", "tr", "es"] }, { parts_max: 2 }][index % 5];
  let index = 0;
  for (const { language, text } of randomTexts(250, 2026)) {
    yield { why: `sms ${index}`, name: "measure_sms", request: { text, ...options(language, index++) } };
  }
  for (const request of [{}, { text: 5 }, { text: "x", national: ["pl"] }, { text: "x", partsmax: 1 }, { text: "x", parts_max: -1 }]) {
    yield { why: "sms problem", name: "measure_sms", request };
  }
}

function* schedules() {
  const schedules = [
    { cron: "*/30 * * * *" }, { cron: "30 2 * * *" }, { cron: "0 9 L * 5L" }, { cron: "0 9 30 2 *" }, { cron: "61 9 * * X" },
    ...["minutes", "hours", "days", "weeks", "months"].map((unit, index) => ({ every: 1 + index * 3, unit, from: "2026-01-31T02:30" })),
    { every: 0, unit: "days", from: "2026-01-31" }, { evry: 1 },
  ];
  for (const schedule of schedules) {
    for (const zone of ["Europe/Warsaw", "Australia/Lord_Howe", "UTC"]) {
      for (const after of NOWS) yield { why: `schedule ${JSON.stringify(schedule)}`, name: "next_slots", request: { schedule, zone, after, count: 9 } };
    }
  }
  yield { why: "schedule problem", name: "next_slots", request: { schedule: 5, zone: "Europe/Warsav", count: 500 } };
}

function* setups() {
  const sound = [sampleSetup(), json("scenarios/setup.json").setup];
  for (const setup of sound) yield { why: "setup", name: "complete_setup", request: setup };
  const broken = [
    (setup) => { setup.account.zone = "Europe/Warsav"; },
    (setup) => { setup.views[0].filter = { field: "stag", op: "is", value: "won" }; },
    (setup) => { setup.templates[1].text = "{{ nmae }} {{ contact.frist_name"; },
    (setup) => { setup.automations = [{ ...sampleSetup().automations[0], basis: { view: "v_none" } }]; },
    (setup) => { setup.modules[1].fields.push({ key: "amount", label: "Twice", kind: "monney" }); },
    (setup) => { setup.colour = "red"; delete setup.account; },
  ];
  for (const spoil of broken) {
    const setup = sampleSetup();
    spoil(setup);
    yield { why: "broken setup", name: "complete_setup", request: setup };
  }
}

/** The filters of the specification as text, and everything that is refused. */
function* filterTexts() {
  const setup = specificationSetup();
  for (const text of column("spec/filter.md", "filter")) {
    yield { why: text, name: "check_filter", request: { module: "deals", text, setup } };
  }
  for (const [read, input] of rows("spec/errors.md", ["read", "input"])) {
    if (read !== "filter") continue;
    const isJson = input.startsWith("{");
    const asked = isJson ? { filter: JSON.parse(repeated(input)) } : { text: repeated(input) };
    yield { why: input, name: "check_filter", request: { module: "deals", ...asked, setup: sampleSetup() } };
  }
}

/** The module that `spec/filter.md` describes in words. */
function specificationSetup() {
  const field = (key, kind, more) => ({ key, label: key, kind, ...more });
  const money = (key, more) => field(key, "money", { currency: "PLN", ...more });
  const stages = { new: "New", after_call: "After call", offer: "Offer sent", won: "Won", lost: "Lost" };
  const stage = ([key, label]) => ({ key, label, is_final: false });
  return {
    account: { id: "spec", name: "Spec", zone: "Europe/Warsaw", language: "en" },
    users: [["ewa", "Ewa Nowak"], ["ion", "Ion Pop"]].map(([id, name]) => ({ id, name, email: `${id}@acme.example` })),
    modules: [
      { key: "contacts", label: "Contacts", fields: [field("city", "text"), field("born", "date")] },
      {
        key: "deals",
        label: "Deals",
        fields: [
          field("note", "text"), field("source", "choice", { options: [{ key: "web", label: "Website" }, { key: "fair", label: "Trade fair" }] }),
          money("amount"), money("paid", { empty_is_zero: true }), field("score", "number"),
          field("visits", "number", { empty_is_zero: true }), field("closes", "date"), field("last_call", "instant"),
          field("newsletter", "yes_no"),
        ],
        pipelines: [{ key: "sales", label: "Sales", stages: Object.entries(stages).map(stage) }],
      },
    ],
    events: ["offer_sent", "call_made", "mail_read", "page_seen", "meeting_held"],
    views: [],
    templates: [],
    automations: [],
  };
}

function* sample() {
  const setup = withPlans(sampleSetup());
  const { records } = sampleAccount({ records: SAMPLE_RECORDS, seed: 11, now: WARSAW_OCTOBER });
  yield { why: "sample", name: "open", request: setup };
  yield* templates(setup, records);
  for (const filter of filters()) {
    yield { why: JSON.stringify(filter), name: "check_filter", request: { module: "deals", filter } };
  }
  yield* loads(records);
  yield* liveFilters(records);
  yield* plans(setup, records);
  yield* rehearsals(setup);
}

function* templates(setup, records) {
  const byId = new Map(records.map((record) => [record.id, record]));
  const render = (template, record, now) => {
    const related = [...(record.values.contacts ?? []), ...(record.values.deal ?? [])].map((id) => byId.get(id));
    const name = "render_template";
    return { why: `${template.id} of ${record.id}`, name, request: { template, record, related, now } };
  };
  for (const template of setup.templates) {
    const of = records.filter(({ module }) => module === template.module).slice(0, 12);
    for (const [index, record] of of.entries()) yield render(template, record, NOWS[index % 3]);
  }
  const deal = records.find(({ module, values }) => module === "deals" && values.contacts && values.amount);
  const texts = [
    ...rows("spec/errors.md", ["read", "input"]).filter(([read]) => read === "SMS template").map(([, input]) => repeated(input)),
    ...column("spec/template.md", "template").map((text) => text.replaceAll("↵", "\n")),
  ];
  for (const text of texts) {
    const template = { id: "t", name: "T", module: "deals", kind: "sms", class: "marketing", text };
    yield { ...render(template, deal, WARSAW_OCTOBER), why: text };
  }
}

function* loads(records) {
  const load = (module, rows) => ({ why: module, name: "load", request: { module, text: JSON.stringify({ records: rows }) } });
  for (const module of ["contacts", "deals", "invoices", "orders"]) {
    yield load(module, records.filter((record) => record.module === module).map(withTraces));
  }
  yield load("deels", []);
  yield load("deals", [{ id: "d_1", module: "deals", values: { amount: "much" } }, { id: "x y" }, { id: "d_ok", module: "deals", created: "2026-10-24T09:00:00+02:00", values: { name: "Łódź ß ŞȘ", score: 0.1 } }]);
  for (const text of ["", "{", "[{\"id\":\"d_2\",", "{\"records\":[{\"id\":\"d_3\",\"values\":{\"name\":\"\\ud83d\"}}]}"]) {
    yield { why: `load ${text}`, name: "load", request: { module: "deals", text } };
  }
  yield { why: "one with a surrogate pair", name: "load", request: { module: "deals", text: '[{"id":"d_pair","values":{"name":"\\ud83d\\ude00 caf\\u00e9","amount":-5}}]' } };
  yield { why: "remove", name: "remove", request: { module: "contacts", ids: ["c_3", "c_3", "nobody"] } };
  for (const id of ["d_1", "d_2", "d_ok", "d_pair", "c_3", "nobody"]) {
    yield { why: `record ${id}`, name: "record", request: { module: "deals", id } };
  }
  for (const values of [{ amount: 125000, stage: "won", note: null }, { amount: "12", stage: "wonn", owner: "u_9" }, { nmae: 1 }]) {
    yield { why: JSON.stringify(values), name: "check_record", request: { module: "deals", record: { values } } };
  }
  yield { why: "no such module", name: "check_record", request: { module: "deal", record: { values: {} } } };
  for (const now of [...NOWS, "soon"]) yield { why: "subscription", name: "subscription", request: { now } };
  yield { why: "subscription", name: "subscription", request: { now: WARSAW_OCTOBER, automation: sampleSetup().automations[0] } };
  for (const automation of sampleSetup().automations) yield { why: `findings of ${automation.id}`, name: "findings", request: { automation } };
  yield { why: "findings of nothing", name: "findings", request: {} };
}

/** Every third deal has once been on another stage. */
function withTraces(record, index) {
  if (record.module !== "deals" || index % 3 > 0 || record.updated === record.created) return record;
  const traces = { stage: { changed_at: record.updated, previous: "new_lead" } };
  return { ...record, version: 2 + (index % 5), traces };
}

function* liveFilters(records) {
  const deals = records.filter(({ module }) => module === "deals").map(({ id }) => id);
  const all = filters();
  for (const [index, filter] of all.entries()) {
    const asked = { module: "deals", filter, now: NOWS[index % 3] };
    const why = JSON.stringify(filter);
    yield { why, name: "count", request: asked };
    yield { why, name: "page", request: { ...asked, ...pageOf(index) } };
    yield { why, name: "explain", request: { ...asked, record: deals[(index * 7) % deals.length] } };
    yield { why, name: "next_flips", request: { ...asked, days: 40 } };
    const { filter: _, ...about } = asked;
    yield { why, name: "diff", request: { ...about, before: filter, after: all[(index + 1) % all.length] } };
  }
  for (const { module, filter } of moreFilters()) {
    yield { why: module, name: "count", request: { module, filter, now: WARSAW_OCTOBER } };
    yield { why: module, name: "page", request: { module, filter, now: WARSAW_OCTOBER, limit: 3 } };
  }
}

function pageOf(index) {
  const fields = ["name", "amount", "created", "score", "stage", "newsletter", "tags", "expected_close", "owner", "nothing"];
  const sort = { field: fields[index % fields.length], direction: index % 2 ? "descending" : "ascending" };
  return { offset: index % 4, limit: 1 + (index % 3), ...(index % 5 ? { sort } : {}) };
}

/** The sample's automation, and two that between them use what it does not. */
function withPlans(setup) {
  const [offer] = setup.automations;
  setup.views.push({ id: "v_narrow", name: "Narrow", module: "deals", filter: NARROW });
  const reminder = {
    ...offer, id: "a_reminder", name: "Reminder at night", basis: { stage: "offer_sent" }, delay_base: "entry",
    zone: "contact", quiet: "next_window", reentry: { mode: "after_exit_and_days", days: 3 },
    steps: [
      { id: "n_1", action: "sms_to_contact", delay: { amount: 13, unit: "hours" }, timing: { days: "any", hour: "none" }, template: "t_offer_sms_diacritics", recipient: "any_contact" },
      { id: "n_2", action: "task_for_user", delay: { amount: 1, unit: "weeks" }, timing: { days: ["tue", "thu"], hour: { from: "09:00", until: "11:00" } }, template: "t_call_task", recipient: { user: "u_2" }, notify: false },
      { id: "n_3", action: "email_to_contact", delay: { amount: 1, unit: "months" }, timing: { days: "weekend", hour: { at: "02:30" } }, template: "t_offer_email", recipient: "person", sender: { user: "u_3" } },
    ],
  };
  const narrow = { ...offer, id: "a_narrow", name: "By time alone", basis: { view: "v_narrow" }, reentry: { mode: "never" } };
  setup.automations.push(reminder, narrow);
  return setup;
}

function* plans(setup, records) {
  const deals = records.filter(({ module }) => module === "deals");
  // Most of those who take part are on this stage; the others' plans are empty.
  const likely = [...deals.filter(({ values }) => values.stage === "offer_sent"), ...deals];
  for (const [index, automation] of setup.automations.entries()) {
    for (const [place, now] of NOWS.entries()) {
      for (const deal of likely.slice(index * 10 + place, index * 10 + place + 10)) {
        const audience = AUDIENCES[(index + place) % 5] ?? "all";
        yield { why: `${automation.id} ${deal.id} ${now}`, name: "timeline", request: { module: "deals", record: deal.id, automation, now, days: 60, activation: { audience }, ...toldTo(automation) } };
      }
      for (const audience of AUDIENCES) {
        const activation = { audience };
        yield { why: `${automation.id} ${now} ${audience}`, name: "activation", request: { automation, now, days: 30, activation } };
      }
      yield { why: `${automation.id} ${now}`, name: "forecast", request: { automations: [automation], now, days: 45 } };
    }
  }
  const automations = setup.automations.map((automation) => active(automation, "2026-10-01T08:00:00Z"));
  yield { why: "all three", name: "forecast", request: { automations, now: WARSAW_OCTOBER } };
  const enrollment = { id: "0123456789abcdef0123456789abcdef", entered_at: "2026-10-20T09:00:00Z", state: "waiting", step: "s_2", due_at: "2026-10-26T08:00:00Z" };
  const standing = { automation: "a_offer_follow_up", is_inside: true, since: "2026-10-20T09:00:00Z", pass: 1, enrollment };
  const standings = deals.slice(0, 40).map(({ id }) => ({ record: id, ...standing }));
  yield { why: "standings", name: "set_standings", request: { standings } };
  yield { why: "bad standings", name: "set_standings", request: { standings: [{ record: "d_1", automation: "a", since: "soon" }] } };
  yield { why: "going on", name: "forecast", request: { automations, now: WARSAW_OCTOBER, days: 20 } };
  const record = { ...deals[0], values: { ...deals[0].values, stage: "offer_sent", last_contact: "2026-10-01T00:00:00Z" } };
  yield { why: "an edited record", name: "timeline", request: { record, automation: setup.automations[0], now: WARSAW_OCTOBER } };
}

/** What makes a rule start in a plan, where by itself nothing happens. */
function toldTo({ id, trigger }) {
  if (!trigger) return {};
  if (trigger.on === "stage") return { told: { stage: trigger.stage } };
  if (trigger.on === "event") return { told: { event: trigger.event, ...(trigger.stage ? { stage: trigger.stage } : {}) } };
  return { told: { start: id } };
}

function active(automation, at) {
  return { ...automation, state: "active", activation: { at, audience: "all" } };
}

/** Time passes in memory, over the night in which the clocks go back. */
function* rehearsals(setup) {
  const from = WARSAW_OCTOBER;
  const automations = setup.automations.map((automation, index) => (index === 1 ? automation : active(automation, from)));
  yield { why: "activated", name: "set_setup", request: { ...setup, automations } };
  yield { why: "first look", name: "rehearse", request: { from, until: "2026-10-25T04:00:00Z", activated: "a_offer_follow_up" } };
  yield { why: "a week", name: "rehearse", request: { from: "2026-10-25T04:00:00Z", until: "2026-11-01T04:00:00Z" } };
  yield { why: "how they stand", name: "standings", request: null };
  yield { why: "and on", name: "forecast", request: { automations, now: "2026-11-01T04:00:00Z", days: 30 } };
}

/** The automations of `tests/scenarios`, over deals of our own around the change of clocks. */
function* scenarios() {
  const { setup, records } = json("scenarios/setup.json");
  yield { why: "scenarios", name: "open", request: setup };
  yield { why: "contacts", name: "load", request: { module: "contacts", text: JSON.stringify({ records }) } };
  const stages = ["new_lead", "offer_sent", "won"];
  const deals = Array.from({ length: 24 }, (_, index) => ({
    id: `d${index}`,
    module: "deals",
    created: `2026-03-${20 + (index % 9)}T${10 + (index % 12)}:30:00Z`,
    values: {
      name: `Deal ${index}`,
      stage: stages[index % 3],
      ...(index % 2 ? { status: "delivered", amount: index * 1000 } : {}),
      ...(index % 5 ? { owner: ["u_ola", "u_boss", "u_gone"][index % 3] } : {}),
      contacts: [["c_ana"], ["c_ion"], ["c_no", "c_ana"], ["c_bare"]][index % 4],
    },
  }));
  yield { why: "deals", name: "load", request: { module: "deals", text: JSON.stringify({ records: deals }) } };
  const folder = new URL("../scenarios/", import.meta.url);
  // 23:30 in Warsaw, 00:30 in Bucharest; the clocks go forward in that night.
  const now = "2026-03-28T22:30:00Z";
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".md")).sort()) {
    const [, block] = read(`scenarios/${file}`).match(/```json\n([^]*?)```/);
    for (const given of JSON.parse(block)) {
      const automation = { kind: "sequence", ...given };
      for (const deal of deals.slice(0, 8)) {
        yield { why: `${file} ${deal.id}`, name: "timeline", request: { record: deal.id, automation, now, ...toldTo(automation) } };
      }
      yield { why: file, name: "forecast", request: { automations: [automation], now } };
      yield { why: file, name: "activation", request: { automation, now } };
    }
  }
}

function* nonsense() {
  for (const [name, request] of [
    ["count", { module: "deals", now: NOWS[0] }],
    ["count", { module: "deals", filter: { everyone: true }, now: "today" }],
    ["page", { module: "deels", filter: { everyone: true }, now: NOWS[0] }],
    ["explain", { module: "deals", filter: { everyone: true }, now: NOWS[0], record: "nobody" }],
    ["forecast", { automations: [{}], now: NOWS[0] }],
    ["forecast", { automations: [], now: NOWS[0] }],
    ["timeline", { now: NOWS[0] }],
    ["activation", []],
    ["render_template", {}],
    ["open", { account: { id: "x", name: "" }, modules: [{ key: "Deals" }] }],
  ]) yield { why: "nonsense", name, request };
}

// ── Specification tables ─────────────────────────────────────────────────────────────────────────

/** The named cells of all rows of all tables of a file that have such columns. */
function rows(file, names) {
  const found = [];
  let header;
  for (const line of read(file).split("\n")) {
    if (!line.startsWith("|")) { header = undefined; continue; }
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim().replaceAll("\\|", "|"));
    if (!header) header = cells;
    else if (!/^-+$/.test(cells[0])) found.push(names.map((name) => unquoted(cells[header.indexOf(name)])));
  }
  return found.filter((cells) => cells.every((cell) => cell !== undefined));
}

function column(file, name) {
  return rows(file, [name]).flat();
}

function unquoted(cell) {
  return cell?.replace(/^`(.*)`$/s, "$1");
}

/** `⟦3 × ab⟧` is `ababab`, `↵` a line end, `nothing` an empty text. */
function repeated(cell) {
  if (cell === "nothing") return "";
  return cell.replaceAll("↵", "\n").replaceAll(/⟦(\d+) × (.*?)⟧/gs, (_, times, text) => text.repeat(Number(times)));
}
