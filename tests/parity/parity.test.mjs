// One core, several hosts, the same answers: byte for byte, for every question of the corpus.
//
// So what a browser previews is what a Worker does, and a test that passes natively says something
// about both. Texts are compared, not values: the order of keys counts too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpus } from "./corpus.mjs";
import { bindings, native, wasmFeatures, worker } from "./hosts.mjs";

const questions = corpus();
const natively = await native(questions);

test("every question is asked, in every shape that there is, and answered", () => {
  assert.equal(natively.length, questions.length);
  assert.ok(questions.length > 1500, `${questions.length}`);
  const names = tally(({ name }) => name);
  for (const name of [...names.keys()].filter((name) => name !== "operators")) {
    const answered = natively.filter((answer, index) => questions[index].name === name && answer.startsWith('{"ok"'));
    assert.ok(answered.length > 0, `no good answer to ${name}`);
  }
});

test("no kind of question of core is left out", async () => {
  const [answer] = await native([{ name: "?", request: null }]);
  const [{ allowed }] = JSON.parse(answer).problems;
  assert.deepEqual([...tally(({ name }) => name).keys()].sort(), allowed.toSorted());
});

test("the answers are about something", () => {
  const told = (name, of) => questions.flatMap((question, index) => {
    const answer = question.name === name ? JSON.parse(natively[index]) : {};
    return "ok" in answer ? [of(answer.ok)] : [];
  });
  const share = (values) => values.filter(Boolean).length / values.length;
  assert.ok(share(told("count", ({ count, total }) => count > 0 && count < total)) > 0.6);
  assert.ok(share(told("timeline", (entries) => entries.length)) > 0.3);
  const totals = told("forecast", ({ total }) => total);
  for (const figure of ["entered", "emails", "sms", "parts", "tasks", "dropped"]) {
    assert.ok(totals.some((total) => total[figure] > 0), figure);
  }
  const reasons = new Set(totals.flatMap(({ skipped }) => skipped.map(({ reason }) => reason)));
  assert.ok(reasons.size >= 4, [...reasons].join());
  assert.ok(share(told("rehearse", ({ entries }) => entries.length)) === 1);
});

test("the browser package answers as native code does", async (t) => {
  // Numbers as JavaScript writes them: Rust writes 7.0 where it writes 7.
  const expected = natively.map((answer) => JSON.stringify(JSON.parse(answer)));
  mustBeSame(t, await bindings(questions), expected, "the browser package");
});

test("the package's 128-bit loops answer as their portable twins, which native code runs", async () => {
  assert.match(await wasmFeatures(), /simd128/);
  const asked = wideColumns();
  const expected = await native(asked);
  assert.deepEqual(await bindings(asked), expected.map((answer) => JSON.stringify(JSON.parse(answer))));
  const counts = expected.slice(2).map((answer) => JSON.parse(answer).ok.count);
  assert.ok(counts.every((count) => count > 0 && count < WIDE_ROWS), counts.join());
});

test("the Worker answers as native code does", async (t) => {
  const text = await worker(t, questions);
  const expected = `{"answers":[${natively.join(",")}]}`;
  if (text !== expected) {
    // Only to name the question.
    const answers = JSON.parse(text).answers.map((answer) => JSON.stringify(answer));
    mustBeSame(t, answers, JSON.parse(expected).answers.map((answer) => JSON.stringify(answer)), "the Worker");
    assert.fail(`the Worker writes the same differently:\n${difference(expected, text)}`);
  }
  t.diagnostic(`the Worker: ${questions.length} answers, ${Math.round(text.length / 1000)} kB, no difference`);
});

/** Not a multiple of 64, so that the last word of a column is not full. */
const WIDE_ROWS = 5003;

/** Columns of each width: codes of one and two bytes, whole numbers of four and eight, fractions. */
function wideColumns() {
  const field = (key, kind, more) => ({ key, label: key, kind, ...more });
  const fields = [field("few", "text"), field("price", "money", { currency: "PLN" }), field("large", "money", { currency: "PLN" }), field("share", "number"), field("day", "date")];
  const setup = { account: { id: "wide", name: "Wide", zone: "Europe/Warsaw", language: "en" }, modules: [{ key: "rows", label: "Rows", fields }] };
  const records = Array.from({ length: WIDE_ROWS }, (_, row) => ({
    id: `r${row}`,
    created: new Date(Date.UTC(2026, 0, 1) + row * 3_600_001).toISOString(),
    values: { name: `Name ${(row * 7919) % WIDE_ROWS}`, few: `few ${row % 37}`, price: row % 997, large: (row % 911) * 2 ** 40, share: (row % 89) / 7, day: `2026-0${1 + (row % 9)}-15` },
  }));
  const clauses = [
    ["few", "is", "few 5"], ["few", "in", ["few 1", "few 36"]], ["name", "is", "Name 4999"], ["name", "contains", "99"],
    ["price", "between", [100, 500]], ["large", "at_least", 400 * 2 ** 40], ["share", "less_than", 5.5], ["day", "after", "2026-05-15"],
    ["created", "before", "2026-04-01"], ["created", "older_than", { amount: 50, unit: "days" }],
  ];
  const count = ([key, op, value]) => ({ name: "count", request: { module: "rows", filter: { field: key, op, value }, now: "2026-06-01T12:00:00Z" } });
  return [{ name: "open", request: setup }, { name: "load", request: { module: "rows", text: JSON.stringify({ records }) } }, ...clauses.map(count)];
}

function mustBeSame(t, answers, natively, host) {
  assert.equal(answers.length, questions.length, `${host} answers every question`);
  for (const [index, { name, why }] of questions.entries()) {
    const expected = natively[index];
    if (answers[index] === expected) continue;
    assert.fail(`${host} answers question ${index}, ${name} (${why.slice(0, 120)}), differently:\n${difference(expected, answers[index])}`);
  }
  const bytes = answers.reduce((sum, answer) => sum + answer.length, 0);
  t.diagnostic(`${host}: ${answers.length} answers, ${Math.round(bytes / 1000)} kB, no difference`);
}

/** What stands around the first character in which two texts differ. */
function difference(expected, found) {
  let place = 0;
  while (place < expected.length && expected[place] === found[place]) place += 1;
  const around = (text) => text.slice(Math.max(0, place - 80), place + 80);
  return `  native  …${around(expected)}…\n  there   …${around(found)}…`;
}

function tally(keyOf) {
  const counts = new Map();
  for (const question of questions) counts.set(keyOf(question), (counts.get(keyOf(question)) ?? 0) + 1);
  return counts;
}
