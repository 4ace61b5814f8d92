// Filters over the sample account: every operator of every kind of field, alone and together.

const clause = (field, op, value, more) => (value === undefined ? { field, op, ...more } : { field, op, value, ...more });
const period = (amount, unit) => ({ amount, unit });

/** True for some by time alone, around the days that plans are made for. */
export const NARROW = {
  any: [
    { all: [clause("expected_close", "in_next", period(10, "days")), clause("stage", "not_in", ["won", "lost"])] },
    { all: [clause("last_contact", "older_than", period(11, "weeks")), clause("amount", "at_least", 1_500_000)] },
  ],
};

const OPERANDS = {
  name: [["is", "Küche"], ["is_not", "Küche"], ["contains", "kuchnia"], ["contains", "KONYHA"], ["does_not_contain", "a"], ["starts_with", "К"], ["ends_with", "ki"], ["in", ["a", "b"]], ["not_in", ["a"]]],
  note: [["contains", "ő"], ["is_empty"], ["is_not_empty"]],
  amount: [["is", 1_000_000], ["is_not", 1_000_000], ["less_than", 500_000], ["at_most", 500_000], ["greater_than", 2_000_000], ["at_least", 2_000_000], ["between", [0, 1_234_567]], ["is_empty"], ["is_not_empty"]],
  score: [["is", 7.5], ["less_than", 0.1], ["between", [2.5, 7.75]], ["at_least", 9.9]],
  source: [["is", "fair"], ["is_not", "fair"], ["in", ["ad", "phone"]], ["not_in", ["ad"]], ["is_empty"]],
  stage: [["is", "offer_sent"], ["is_not", "offer_sent"], ["in", ["new_lead", "won", "to_pack"]], ["not_in", ["lost"]], ["changed"], ["not_changed"], ["was_ever", "new_lead"], ["never_was", "new_lead"], ["unchanged_for", period(90, "days")]],
  owner: [["is", "u_1"], ["in", ["u_2", "u_5"]], ["is_empty"]],
  newsletter: [["is", true], ["is", false], ["is_not", true], ["is_empty"]],
  tags: [["any_of", ["vip", "returning"]], ["all_of", ["vip", "wholesale"]], ["none_of", ["complaint"]], ["is_empty"]],
  created: [["on", "2026-10-01"], ["before", "2026-03-29"], ["after", "2026-03-29T01:30:00+01:00"], ["between", ["2026-01-01", "2026-06-30"]], ["in_last", period(1, "months")], ["older_than", period(300, "days")], ["anniversary_within", 20]],
  expected_close: [["on", "2026-10-25"], ["in_next", period(2, "weeks")], ["more_than_ahead", period(1, "months")], ["older_than", period(5, "days")], ["anniversary_within", 7], ["is_empty"]],
  last_contact: [["older_than", period(72, "hours")], ["in_last", period(45, "minutes")], ["in_last", period(9, "weeks")], ["more_than_ahead", period(1, "days")], ["is_empty"]],
  contacts: [["any_of", ["c_1", "c_2"]], ["none_of", ["c_1"]], ["is_empty"]],
};

const RELATED = [
  clause("contacts.city", "is", "Łódź", { quantifier: "any" }),
  clause("contacts.city", "contains", "lodz", { quantifier: "any", ignoring_accents: true }),
  clause("contacts.language", "in", ["ro", "hu"], { quantifier: "all" }),
  clause("contacts.email_consent", "is", true, { quantifier: "none" }),
  clause("contacts.created", "older_than", period(200, "days"), { quantifier: "any" }),
  clause("contacts.phone", "starts_with", "+48", { quantifier: "all" }),
];

const HAPPENED = [
  { event: "offer_sent", op: "at_least", value: 1 },
  { event: "offer_sent", op: "at_most", value: 0, within: period(30, "days") },
  { event: "offer_sent", op: "not_followed_by", value: ["call_made"], older_than: period(3, "days") },
  clause("stage", "changed", undefined, { from: "new_lead", to: ["won", "offer_sent"], within: period(6, "months") }),
  clause("stage", "not_changed", undefined, { to: "won", since: { field: "created" } }),
];

/** About deals. */
export function filters() {
  const clauses = Object.entries(OPERANDS).flatMap(([field, asked]) => asked.map(([op, value]) => clause(field, op, value)));
  const single = [...clauses, ...RELATED, ...HAPPENED, clause("name", "contains", "kuchnia debowa", { ignoring_accents: true })];
  // Neighbours have one field or similar ones, so each pair is taken from two ends of the list.
  const pairs = single.slice(0, 24).map((one, index) => {
    const other = single[single.length - 1 - index];
    return [{ all: [one, other] }, { any: [one, { not: other }] }, { not: { all: [one, other] } }][index % 3];
  });
  return [{ everyone: true }, ...single, ...pairs, NARROW];
}

/** About the other modules. */
export function moreFilters() {
  return [
    { module: "contacts", filter: { all: [clause("email_consent", "is", true), clause("email", "is_not_empty")] } },
    { module: "contacts", filter: clause("first_name", "starts_with", "ș") },
    { module: "contacts", filter: clause("sms_consent_at", "in_last", period(1, "months")) },
    { module: "invoices", filter: clause("total", "at_most", 0) },
    { module: "invoices", filter: { all: [clause("stage", "is_not", "paid"), clause("due", "older_than", period(1, "days"))] } },
    { module: "invoices", filter: clause("deal.stage", "is", "won", { quantifier: "any" }) },
    { module: "orders", filter: { any: [clause("gift", "is", true), clause("ship_by", "in_next", period(3, "days"))] } },
    { module: "tasks", filter: { everyone: true } },
  ];
}
