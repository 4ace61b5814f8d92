// One core, several hosts, the same answers: byte for byte, for every question of the corpus.
//
// So what a browser previews is what a Worker does, and a test that passes natively says something
// about both. Texts are compared, not values: the order of keys counts too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpus } from "./corpus.mjs";
import { bindings, native, worker } from "./hosts.mjs";

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
  assert.ok(share(told("rehearse", (entries) => entries.length)) === 1);
});

test("the browser package answers as native code does", async (t) => {
  // Numbers as JavaScript writes them: Rust writes 7.0 where it writes 7.
  const expected = natively.map((answer) => JSON.stringify(JSON.parse(answer)));
  mustBeSame(t, await bindings(questions), expected, "the browser package");
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
