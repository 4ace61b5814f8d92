// The engine's columns in wasm, 128 bits at a time, beside plain JavaScript over the same cards:
// sizes around a word of 64 rows, needles at every edge of a text, texts that need escaping.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOW_MS, apiBytes, cardPieces, plain, setup } from "../bench/support/cards.mjs";
import { NAMES, byLowerCase, closures, engineFilters } from "../bench/support/filters.mjs";
import { loadEngine, unwrap } from "../support/engine.mjs";
import { seeded } from "../support/sms-texts.mjs";

const { glue } = await loadEngine();
const SIZES = [1, 63, 64, 65, 127, 1_000, 20_011];

function loaded(records) {
  const columns = new glue.Columns(setup, "cards");
  const report = unwrap(columns.load(apiBytes(records)));
  assert.deepEqual(report, { loaded: records.length, refused: 0, problems: [] });
  return columns;
}

const rowsOf = (columns, filter) => [...columns.firstRows(columns.compile(JSON.stringify(filter)), NOW_MS, 2 ** 31)];
const rowsWhere = (cards, test) => cards.flatMap((card, row) => (test(card) ? [row] : []));

for (const size of SIZES) {
  test(`${size} cards: the same rows as closures find`, () => {
    const records = [...cardPieces(size)].flat();
    const cards = records.map(plain);
    const columns = loaded(records);
    for (const name of NAMES) {
      assert.deepEqual(rowsOf(columns, engineFilters()[name]), rowsWhere(cards, closures(byLowerCase)[name]), name);
    }
    for (const limit of [0, 1, 49_999, 600_000, 1_199_999]) {
      const filter = { field: "amount", op: "at_least", value: limit };
      assert.deepEqual(rowsOf(columns, filter), rowsWhere(cards, (card) => card.amount >= limit));
    }
    columns.free();
  });
}

test("needles of every length are found at every edge of a text, and never across two", () => {
  const random = seeded(5);
  const letters = [..."abcdeșțłéжあ😀 \"\\\n"];
  const text = (length) => Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
  const [[sample]] = cardPieces(1);
  const records = Array.from({ length: 400 }, (_, row) => ({
    ...sample,
    id: `t${row}`,
    values: { ...sample.values, note: text(1 + (row % 150)) },
  }));
  const columns = loaded(records);
  const notes = records.map(({ values }) => values.note.toLowerCase());
  let found = 0;
  for (let round = 0; round < 600; round += 1) {
    const from = notes[Math.floor(random() * notes.length)];
    const start = Math.floor(random() * from.length);
    const cut = [...from.slice(start, start + 1 + Math.floor(random() * 20))].filter((c) => c < "\ud800" || c > "\udfff" || c.length === 2);
    const needle = cut.join("");
    if (needle.trim() === "" || needle !== needle.trim()) continue;
    const rows = rowsOf(columns, { field: "note", op: "contains", value: needle });
    assert.deepEqual(rows, notes.flatMap((note, row) => (note.includes(needle) ? [row] : [])), JSON.stringify(needle));
    found += rows.length;
  }
  assert.ok(found > 1_000, `${found}`);
});

test("a needle is found where it stands at every place, and where one of its bytes is rare", () => {
  const [[sample]] = cardPieces(1);
  const notes = Array.from({ length: 300 }, (_, row) => {
    const run = "a".repeat(1 + ((row * 37) % 200));
    return row % 7 === 0 ? `${run}q${run}` : run;
  });
  const columns = loaded(notes.map((note, row) => ({ ...sample, id: `t${row}`, values: { ...sample.values, note } })));
  for (const before of [0, 1, 7, 8, 9, 16, 17, 64, 70]) {
    for (const rare of ["", "q", "z"]) {
      for (const after of [1, 7, 8, 15, 16, 63]) {
        const needle = "a".repeat(before) + rare + "a".repeat(after);
        const rows = rowsOf(columns, { field: "note", op: "contains", value: needle });
        assert.deepEqual(rows, notes.flatMap((note, row) => (note.includes(needle) ? [row] : [])), needle);
      }
    }
  }
  columns.free();
});
