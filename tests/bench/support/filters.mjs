// The six filters of the benchmark, in the engine's JSON and in each rival's own language. All must
// count the same cards; tests/bench/filter.bench.mjs asserts it before it measures anything.
import { DAY_MS, NOW_MS } from "./cards.mjs";

const days = (amount) => ({ amount, unit: "days" });
const clause = (field, op, value, more = {}) => ({ field, op, ...(value === undefined ? {} : { value }), ...more });

export const NAMES = ["F1", "F2", "F3", "F4", "F5", "F6"];
export const MEANING = {
  F1: "stage is contacted",
  F2: "currency is PLN and 500.00 ≤ amount < 5,000.00",
  F3: 'name or note contains "ște"',
  F4: "stage in three, last contact 3 days ago or more, not opted out",
  F5: "any of three tags, not (source import or country in two), score ≥ 60",
  F6: 'two ors, no tag of three, "ști" in three fields, no contact or an old one, created in 365 days',
};

const F2_FROM = 50_000;
const F2_BELOW = 500_000;
const F4_STAGES = ["contacted", "offer", "negotiation"];
const F5_TAGS = ["vip", "renewal", "upsell"];
const F5_COUNTRIES = ["DE", "CZ"];
const F6_STAGES = ["new", "contacted", "offer"];
const F6_TAGS = ["churn-risk", "late-payer", "gdpr"];
const F6_AMOUNT = 900_000;
const DAYS_3 = NOW_MS - 3 * DAY_MS;
const DAYS_7 = NOW_MS - 7 * DAY_MS;
const DAYS_365 = NOW_MS - 365 * DAY_MS;

/** F6 with another amount is the edit of one clause. */
export function engineFilters({ amount = F6_AMOUNT } = {}) {
  return {
    F1: clause("stage", "is", "contacted"),
    F2: { all: [clause("currency", "is", "PLN"), clause("amount", "at_least", F2_FROM), clause("amount", "less_than", F2_BELOW)] },
    F3: { any: [clause("name", "contains", "ște"), clause("note", "contains", "ște")] },
    F4: {
      all: [
        clause("stage", "in", F4_STAGES),
        clause("last_contact", "is_not_empty"),
        clause("last_contact", "older_than", days(3)),
        { not: clause("opted_out", "is", true) },
      ],
    },
    F5: {
      all: [
        clause("tags", "any_of", F5_TAGS),
        { not: { any: [clause("source", "is", "import"), clause("country", "in", F5_COUNTRIES)] } },
        clause("score", "is_not_empty"),
        clause("score", "at_least", 60),
      ],
    },
    F6: {
      all: [
        { any: [clause("stage", "in", F6_STAGES), clause("amount", "at_least", amount)] },
        { any: [clause("currency", "is", "PLN"), clause("country", "is", "RO")] },
        clause("tags", "none_of", F6_TAGS),
        { any: [clause("name", "contains", "ști"), clause("company", "contains", "ști"), clause("note", "contains", "ști")] },
        { any: [clause("last_contact", "is_empty"), clause("last_contact", "older_than", days(7))] },
        clause("created", "in_last", days(365)),
      ],
    },
  };
}

/** The hand-written limit of objects: one closure a filter, text by lower-casing or by pattern. */
export function closures(contains) {
  const hasAny = (list, wanted) => list.some((tag) => wanted.includes(tag));
  const ste = contains("ște");
  const sti = contains("ști");
  return {
    F1: (c) => c.stage === "contacted",
    F2: (c) => c.currency === "PLN" && c.amount >= F2_FROM && c.amount < F2_BELOW,
    F3: (c) => ste(c.name) || ste(c.note),
    F4: (c) =>
      (c.stage === "contacted" || c.stage === "offer" || c.stage === "negotiation") &&
      c.last_contact !== null && c.last_contact <= DAYS_3 && !c.opted_out,
    F5: (c) =>
      hasAny(c.tags, F5_TAGS) && !(c.source === "import" || c.country === "DE" || c.country === "CZ") &&
      c.score !== null && c.score >= 60,
    F6: (c) =>
      (c.stage === "new" || c.stage === "contacted" || c.stage === "offer" || c.amount >= F6_AMOUNT) &&
      (c.currency === "PLN" || c.country === "RO") &&
      !hasAny(c.tags, F6_TAGS) &&
      (c.last_contact === null || c.last_contact <= DAYS_7) &&
      c.created > DAYS_365 && c.created <= NOW_MS &&
      (sti(c.name) || sti(c.company) || sti(c.note)),
  };
}

export const byLowerCase = (needle) => (text) => text.toLowerCase().includes(needle);
export const byPattern = (needle) => {
  const pattern = new RegExp(needle, "i");
  return (text) => pattern.test(text);
};

/** MongoDB's language: sift, ucast, casl, lokijs, mingo. */
export function mongoFilters() {
  const sti = { $regex: /ști/i };
  return {
    F1: { stage: "contacted" },
    F2: { currency: "PLN", amount: { $gte: F2_FROM, $lt: F2_BELOW } },
    F3: { $or: [{ name: { $regex: /ște/i } }, { note: { $regex: /ște/i } }] },
    F4: {
      $and: [
        { stage: { $in: F4_STAGES } },
        { last_contact: { $ne: null } },
        { last_contact: { $lte: DAYS_3 } },
        { opted_out: { $ne: true } },
      ],
    },
    F5: {
      $and: [
        { tags: { $in: F5_TAGS } },
        { source: { $ne: "import" } },
        { country: { $nin: F5_COUNTRIES } },
        { score: { $ne: null } },
        { score: { $gte: 60 } },
      ],
    },
    F6: {
      $and: [
        { $or: [{ stage: { $in: F6_STAGES } }, { amount: { $gte: F6_AMOUNT } }] },
        { $or: [{ currency: "PLN" }, { country: "RO" }] },
        { tags: { $nin: F6_TAGS } },
        { $or: [{ last_contact: { $eq: null } }, { last_contact: { $lte: DAYS_7 } }] },
        { created: { $gt: DAYS_365, $lte: NOW_MS } },
        { $or: [{ name: sti }, { company: sti }, { note: sti }] },
      ],
    },
  };
}

/** lokijs tests arrays with operators of its own, and takes one operator a field. */
export function lokiFilters() {
  const filters = mongoFilters();
  filters.F2 = { $and: [{ currency: "PLN" }, { amount: { $gte: F2_FROM } }, { amount: { $lt: F2_BELOW } }] };
  filters.F6.$and.splice(4, 1, { created: { $gt: DAYS_365 } }, { created: { $lte: NOW_MS } });
  const inTags = (list) => ({ $or: list.map((tag) => ({ tags: { $contains: tag } })) });
  filters.F5.$and[0] = inTags(F5_TAGS);
  filters.F6.$and[2] = { $and: F6_TAGS.map((tag) => ({ tags: { $containsNone: [tag] } })) };
  return filters;
}

/** JsonLogic, with `has_text` (case ignored) and `any_tag` as operations of our own. */
export function jsonLogicFilters() {
  const v = (name) => ({ var: name });
  const isNull = (name) => ({ "===": [v(name), null] });
  const has = (name, needle) => ({ has_text: [v(name), needle] });
  return {
    F1: { "===": [v("stage"), "contacted"] },
    F2: { and: [{ "===": [v("currency"), "PLN"] }, { ">=": [v("amount"), F2_FROM] }, { "<": [v("amount"), F2_BELOW] }] },
    F3: { or: [has("name", "ște"), has("note", "ște")] },
    F4: {
      and: [
        { in: [v("stage"), F4_STAGES] },
        { "!": [isNull("last_contact")] },
        { "<=": [v("last_contact"), DAYS_3] },
        { "!": [v("opted_out")] },
      ],
    },
    F5: {
      and: [
        { any_tag: [v("tags"), F5_TAGS] },
        { "!": [{ or: [{ "===": [v("source"), "import"] }, { in: [v("country"), F5_COUNTRIES] }] }] },
        { "!": [isNull("score")] },
        { ">=": [v("score"), 60] },
      ],
    },
    F6: {
      and: [
        { or: [{ in: [v("stage"), F6_STAGES] }, { ">=": [v("amount"), F6_AMOUNT] }] },
        { or: [{ "===": [v("currency"), "PLN"] }, { "===": [v("country"), "RO"] }] },
        { "!": [{ any_tag: [v("tags"), F6_TAGS] }] },
        { or: [isNull("last_contact"), { "<=": [v("last_contact"), DAYS_7] }] },
        { ">": [v("created"), DAYS_365] },
        { "<=": [v("created"), NOW_MS] },
        { or: [has("name", "ști"), has("company", "ști"), has("note", "ști")] },
      ],
    },
  };
}

/** Operations that both JsonLogic libraries get. */
export const hasText = (text, needle) => text.toLowerCase().includes(needle);
export const anyTag = (tags, wanted) => tags.some((tag) => wanted.includes(tag));

/** filtrex's spreadsheet-like language. */
export function filtrexFilters() {
  const list = (items) => `(${items.map((item) => `"${item}"`).join(", ")})`;
  return {
    F1: 'stage == "contacted"',
    F2: `currency == "PLN" and amount >= ${F2_FROM} and amount < ${F2_BELOW}`,
    F3: 'hasText(name, "ște") or hasText(note, "ște")',
    F4: `stage in ${list(F4_STAGES)} and isThere(last_contact) and upTo(last_contact, ${DAYS_3}) and not isTrue(opted_out)`,
    F5:
      `hasTag(tags, "${F5_TAGS.join("|")}") and not (source == "import" or country in ${list(F5_COUNTRIES)}) ` +
      "and isThere(score) and atLeast(score, 60)",
    F6:
      `(stage in ${list(F6_STAGES)} or amount >= ${F6_AMOUNT}) and (currency == "PLN" or country == "RO") ` +
      `and not hasTag(tags, "${F6_TAGS.join("|")}") and (not isThere(last_contact) or upTo(last_contact, ${DAYS_7})) ` +
      `and created > ${DAYS_365} and created <= ${NOW_MS} ` +
      'and (hasText(name, "ști") or hasText(company, "ști") or hasText(note, "ști"))',
  };
}

/** arquero's expressions over columns; it compiles their source, so constants are written out. */
export function arqueroFilters() {
  const list = (items) => JSON.stringify(items);
  const anyOf = (tags) => `(${tags.map((tag) => `op.includes(d.tags, "${tag}")`).join(" || ")})`;
  const text = (name, needle) => `op.includes(op.lower(d.${name}), "${needle}", 0)`;
  return {
    F1: 'd => d.stage === "contacted"',
    F2: `d => d.currency === "PLN" && d.amount >= ${F2_FROM} && d.amount < ${F2_BELOW}`,
    F3: `d => ${text("name", "ște")} || ${text("note", "ște")}`,
    F4: `d => op.includes(${list(F4_STAGES)}, d.stage, 0) && d.last_contact !== null && d.last_contact <= ${DAYS_3} && !d.opted_out`,
    F5: `d => ${anyOf(F5_TAGS)} && !(d.source === "import" || op.includes(${list(F5_COUNTRIES)}, d.country, 0)) && d.score !== null && d.score >= 60`,
    F6:
      `d => (op.includes(${list(F6_STAGES)}, d.stage, 0) || d.amount >= ${F6_AMOUNT}) && (d.currency === "PLN" || d.country === "RO") ` +
      `&& !${anyOf(F6_TAGS)} && (d.last_contact === null || d.last_contact <= ${DAYS_7}) && d.created > ${DAYS_365} ` +
      `&& d.created <= ${NOW_MS} && (${text("name", "ști")} || ${text("company", "ști")} || ${text("note", "ști")})`,
  };
}

/** The hand-written limit of JavaScript: typed arrays by field, codes, masks, text folded before. */
export class HandColumns {
  constructor(count) {
    this.count = 0;
    this.codes = {};
    for (const key of ["stage", "currency", "source", "country"]) {
      this.codes[key] = { names: new Map(), rows: new Uint8Array(count) };
    }
    for (const key of ["amount", "score", "last_contact", "created"]) this[key] = new Float64Array(count);
    this.opted_out = new Uint8Array(count);
    this.tags = new Uint32Array(count);
    this.tagNames = new Map();
    for (const key of ["name", "company", "note"]) this[key] = new Array(count);
    this.hits = new Uint8Array(count);
  }

  add(cards) {
    for (const card of cards) {
      const row = this.count++;
      for (const [key, { names, rows }] of Object.entries(this.codes)) {
        if (!names.has(card[key])) names.set(card[key], names.size);
        rows[row] = names.get(card[key]);
      }
      for (const key of ["amount", "score", "last_contact", "created"]) this[key][row] = card[key] ?? NaN;
      this.opted_out[row] = Number(card.opted_out);
      this.tags[row] = this.mask(card.tags);
      for (const key of ["name", "company", "note"]) this[key][row] = card[key].toLowerCase();
    }
  }

  mask(tags) {
    let mask = 0;
    for (const tag of tags) {
      if (!this.tagNames.has(tag)) this.tagNames.set(tag, this.tagNames.size);
      mask |= 1 << this.tagNames.get(tag);
    }
    return mask;
  }

  code(key, name) {
    return this.codes[key].names.get(name) ?? 255;
  }

  table(key, names) {
    const table = new Uint8Array(256);
    for (const name of names) table[this.code(key, name)] = 1;
    return table;
  }

  /** Each filter marks the matching rows and counts them. */
  filters() {
    const { count, hits, amount, score, last_contact, created, opted_out, tags, name, company, note } = this;
    const { stage, currency, source, country } = Object.fromEntries(Object.entries(this.codes).map(([k, c]) => [k, c.rows]));
    return {
      F1: () => {
        const wanted = this.code("stage", "contacted");
        let n = 0;
        for (let i = 0; i < count; i++) n += hits[i] = stage[i] === wanted ? 1 : 0;
        return n;
      },
      F2: () => {
        const pln = this.code("currency", "PLN");
        let n = 0;
        for (let i = 0; i < count; i++) {
          n += hits[i] = currency[i] === pln && amount[i] >= F2_FROM && amount[i] < F2_BELOW ? 1 : 0;
        }
        return n;
      },
      F3: () => {
        let n = 0;
        for (let i = 0; i < count; i++) n += hits[i] = name[i].includes("ște") || note[i].includes("ște") ? 1 : 0;
        return n;
      },
      F4: () => {
        const stages = this.table("stage", F4_STAGES);
        let n = 0;
        for (let i = 0; i < count; i++) {
          n += hits[i] = stages[stage[i]] === 1 && last_contact[i] <= DAYS_3 && opted_out[i] === 0 ? 1 : 0;
        }
        return n;
      },
      F5: () => {
        const wanted = this.mask(F5_TAGS);
        const imported = this.code("source", "import");
        const countries = this.table("country", F5_COUNTRIES);
        let n = 0;
        for (let i = 0; i < count; i++) {
          n += hits[i] =
            (tags[i] & wanted) !== 0 && source[i] !== imported && countries[country[i]] === 0 && score[i] >= 60 ? 1 : 0;
        }
        return n;
      },
      F6: () => {
        const stages = this.table("stage", F6_STAGES);
        const unwanted = this.mask(F6_TAGS);
        const pln = this.code("currency", "PLN");
        const ro = this.code("country", "RO");
        let n = 0;
        for (let i = 0; i < count; i++) {
          n += hits[i] =
            (stages[stage[i]] === 1 || amount[i] >= F6_AMOUNT) && (currency[i] === pln || country[i] === ro) &&
            (tags[i] & unwanted) === 0 && !(last_contact[i] > DAYS_7) && created[i] > DAYS_365 && created[i] <= NOW_MS &&
            (name[i].includes("ști") || company[i].includes("ști") || note[i].includes("ști"))
              ? 1 : 0;
        }
        return n;
      },
    };
  }
}
