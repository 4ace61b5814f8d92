// How fast the live filter answers, beside the libraries that a JavaScript CRM would use, and beside
// what can be written by hand.
//
// Counts are asserted equal before anything is timed. All take turns in one process and CPU time is
// measured, so the ratios hold on a busy machine; the milliseconds do not. Ours starts from the
// filter's JSON text each time, with nothing kept; the others are prepared before the clock starts.
// `node tests/bench/filter.bench.mjs 100000` measures one size alone.
//
// Nothing but counts is asserted: a busy machine must not fail a build.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadEngine, unwrap } from "../support/engine.mjs";
import { memoryReader } from "./support/bandwidth.mjs";
import { DAY_MS, NOW_MS, apiBytes, cardPieces, plain, setup } from "./support/cards.mjs";
import { HandColumns, MEANING, NAMES, engineFilters } from "./support/filters.mjs";
import { alternate, cpuMs, median, ms, table, times } from "./support/measure.mjs";
import { BY_HAND, RIVALS } from "./support/rivals.mjs";

const MILLION = 1_000_000;
const OURS = "this engine";
const OURS_READY = "this engine, filter made ready";
const COLUMNS = "hand-written columns (typed arrays)";

const sizes = process.argv.slice(2).map(Number);
if (sizes.length === 0) {
  // A process each, so that none inherits another's heap. Node 20 once ended with "unreachable code"
  // in V8's deoptimizer after many sizes in one: where it had inlined calls into wasm.
  for (const count of [1_000, 10_000, 100_000, MILLION]) {
    const flags = ["--no-turbo-inline-js-wasm-calls", fileURLToPath(import.meta.url)];
    execFileSync(process.execPath, [...flags, String(count)], { stdio: "inherit" });
  }
}
const { glue } = await loadEngine();
for (const count of sizes) {
  if (count >= MILLION) await measureMillion(count);
  else measureAgainstRivals(count);
}

function measureAgainstRivals(count) {
  const records = [...cardPieces(count)].flat();
  const bytes = apiBytes(records);
  const cards = records.map(plain);
  measureLoad(bytes, records.length);
  const columns = loaded([bytes], count);
  const hand = new HandColumns(count);
  hand.add(cards);
  const prepared = { ...ours(columns), [COLUMNS]: hand.filters() };
  for (const [name, prepare] of Object.entries({ ...BY_HAND, ...RIVALS })) prepared[name] = prepare(cards);
  compare(count, prepared);
  measureEdits(columns, count);
  measureRelated(count);
}

/** The engine's filters as functions, from JSON text each time and made ready once. */
function ours(columns) {
  const texts = Object.entries(engineFilters()).map(([key, filter]) => [key, JSON.stringify(filter)]);
  const fresh = texts.map(([key, text]) => [key, () => {
    columns.forget();
    columns.release();
    return columns.count(columns.compile(text), NOW_MS);
  }]);
  const ready = texts.map(([key, text]) => [key, (plan = columns.compile(text)) => () => {
    columns.forget();
    return columns.count(plan, NOW_MS);
  }]);
  // Numbers of ready filters are given anew by `release`, so these make theirs when they are first called.
  const lazily = (make) => {
    let call;
    return { reset: () => { call = undefined; }, run: () => (call ??= make())() };
  };
  const readyLater = Object.fromEntries(ready.map(([key, make]) => [key, lazily(make)]));
  return {
    [OURS]: Object.fromEntries(fresh.map(([key, run]) => [key, () => {
      for (const other of Object.values(readyLater)) other.reset();
      return run();
    }])),
    [OURS_READY]: Object.fromEntries(Object.entries(readyLater).map(([key, { run }]) => [key, run])),
  };
}

function compare(count, prepared) {
  const names = Object.keys(prepared);
  const counts = Object.fromEntries(NAMES.map((key) => [key, prepared[OURS][key]()]));
  for (const name of names) {
    for (const key of NAMES) assert.equal(prepared[name][key](), counts[key], `${name} counts ${key} as we do`);
  }
  const taken = Object.fromEntries(NAMES.map((key) => [
    key,
    alternate(Object.fromEntries(names.map((name) => [name, prepared[name][key]]))),
  ]));
  const isRival = (name) => name in RIVALS;
  const order = names.sort((a, b) => total(taken, a) - total(taken, b));
  table(
    `${count.toLocaleString("en")} cards: CPU milliseconds (times as long as this engine)`,
    ["", ...NAMES.map((key) => `${key} (${counts[key]} match)`)],
    order.map((name) => [
      isRival(name) ? name : `**${name}**`,
      ...NAMES.map((key) => `${ms(taken[key][name])} (${times(taken[key][name] / taken[key][OURS])})`),
    ]),
  );
  const fastest = (key, some) => names.filter(some).reduce((a, b) => (taken[key][a] < taken[key][b] ? a : b));
  const ratios = (title, some, base) => [title, ...NAMES.map((key) => {
    const name = fastest(key, some);
    return `${times(taken[key][name] / taken[key][base])} ${names.filter(some).length > 1 ? name : ""}`;
  })];
  table(`${count.toLocaleString("en")} cards: this engine is faster by`, ["than", ...NAMES], [
    ratios("the fastest library", isRival, OURS),
    ratios("the fastest library, our filter made ready", isRival, OURS_READY),
    ratios("the best hand-written closure", (name) => name in BY_HAND, OURS),
    ratios("hand-written columns", (name) => name === COLUMNS, OURS),
  ]);
}

function total(taken, name) {
  return NAMES.reduce((sum, key) => sum + taken[key][name], 0);
}

function loaded(pieces, count) {
  const columns = new glue.Columns(setup, "cards");
  columns.reserve(count);
  for (const bytes of pieces) {
    const report = unwrap(columns.load(bytes));
    assert.deepEqual([report.refused, report.problems], [0, []]);
  }
  return columns;
}

/** Bytes of an API answer to something that can be filtered. */
function measureLoad(bytes, count) {
  const text = new TextDecoder();
  const tasks = {
    engine: () => loaded([bytes], count).free(),
    json: () => JSON.parse(text.decode(bytes)),
  };
  const taken = alternate(tasks, { rounds: 7, sampleMs: 30 });
  const each = (value) => `${((1000 * value) / count).toFixed(2)} µs`;
  table(`${count.toLocaleString("en")} cards (${(bytes.length / count).toFixed(0)} bytes each): loading a card`,
    ["this engine", "TextDecoder + JSON.parse", "ratio"],
    [[each(taken.engine), each(taken.json), (taken.engine / taken.json).toFixed(2)]]);
}

/** One clause of F6 changed, everything else kept. */
function measureEdits(columns, count) {
  let amount = 900_000;
  const edited = () => JSON.stringify(engineFilters({ amount: (amount += 1) }).F6);
  const cold = JSON.stringify(engineFilters().F6);
  const typed = [..."monta"].map((_, index) => "monta".slice(0, index + 1));
  const search = (needle) => JSON.stringify({ field: "note", op: "contains", value: needle });
  const answer = (text) => {
    columns.release();
    const plan = columns.compile(text);
    columns.count(plan, NOW_MS);
    return columns.firstRows(plan, NOW_MS, 50);
  };
  const letters = (isKept) => () => {
    columns.forget();
    answer(search(typed[3]));
    if (!isKept) columns.forget();
    const before = cpuMs();
    answer(search(typed[4]));
    return cpuMs() - before;
  };
  const taken = alternate({
    cold: () => { columns.forget(); answer(cold); },
    edit: () => answer(edited()),
    same: () => answer(cold),
  });
  const next = { cold: [], kept: [] };
  for (let round = 0; round < 15; round += 1) {
    next.cold.push(letters(false)());
    next.kept.push(letters(true)());
  }
  table(`${count.toLocaleString("en")} cards: editing, count and first 50 rows, CPU milliseconds`,
    ["F6 from nothing", "one clause of F6 changed", "nothing changed", "search box, from nothing", "search box, next letter"],
    [[ms(taken.cold), ms(taken.edit), ms(taken.same), ms(median(next.cold)), ms(median(next.kept))]]);
}

/** Clauses about other tables: two contacts a card, three events, two changes of stage. */
function measureRelated(count) {
  const columns = new glue.Columns({ ...setup, events: ["offer_sent", "call_made", "mail_read"] }, "cards");
  const rows = Array.from({ length: count }, (_, row) => row);
  const at = (row, step) => new Date(NOW_MS - ((row * 7_919 + step * 104_729) % 90) * DAY_MS - 3_600_000).toISOString();
  const load = (how, key, list) => {
    const report = unwrap(how(new TextEncoder().encode(JSON.stringify({ [key]: list }))));
    assert.deepEqual([report.loaded, report.refused, report.problems], [list.length, 0, []]);
  };
  const id = (row) => `card-${row}`;
  load((bytes) => columns.load(bytes), "records", rows.map((row) => ({
    id: id(row), created: at(row, 5), values: { stage: "contacted", contacts: [`c${row}`, `c${(row * 3) % count}`] },
  })));
  load((bytes) => columns.loadRelated("contacts", bytes), "records", rows.map((row) => ({
    id: `c${row}`, values: { first_name: `Name ${row % 5_003}`, language: ["pl", "ro", "hu", "ru", "en"][row % 5] },
  })));
  const names = ["offer_sent", "call_made", "mail_read"];
  load((bytes) => columns.loadEvents(bytes), "events", rows.flatMap((row) => names.map((name, step) => ({
    id: `${row}-${step}`, name, record: id(row), at: at(row, step), about: `o${row % 1_000}`,
  }))));
  load((bytes) => columns.loadChanges(bytes), "changes", rows.flatMap((row) => [
    { record: id(row), field: "stage", at: at(row, 8), old: "new", new: "offer" },
    { record: id(row), field: "stage", at: at(row, 3), old: "offer", new: "contacted" },
  ]));
  const week = { amount: 7, unit: "days" };
  const clauses = {
    "a contact's language is Polish": { field: "contacts.language", op: "is", value: "pl" },
    'all contacts\' names contain "42"': { field: "contacts.first_name", quantifier: "all", op: "contains", value: "42" },
    "offer sent within 7 days": { event: "offer_sent", op: "at_least", value: 1, within: week },
    "no call after an offer for 7 days": { event: "offer_sent", op: "not_followed_by", value: ["call_made"], older_than: week },
    "stage changed to offer within 7 days": { field: "stage", op: "changed", to: "offer", within: week },
    "stage never was won": { field: "stage", op: "never_was", value: "won" },
    "stage unchanged for 7 days": { field: "stage", op: "unchanged_for", value: week },
  };
  const found = {};
  const tasks = Object.fromEntries(Object.entries(clauses).map(([name, clause]) => {
    const plan = columns.compile(JSON.stringify(clause));
    return [name, () => {
      columns.forget();
      found[name] = columns.count(plan, NOW_MS);
    }];
  }));
  const taken = alternate(tasks, { rounds: 5 });
  table(`${count.toLocaleString("en")} cards with contacts, events and history: CPU milliseconds of one clause`,
    ["", "match", "milliseconds"], Object.keys(tasks).map((name) => [name, found[name], ms(taken[name])]));
  columns.free();
}

/** Too many for objects: the engine and the hand-written columns, and the limit of memory. */
async function measureMillion(count) {
  const columns = new glue.Columns(setup, "cards");
  columns.reserve(count);
  const hand = new HandColumns(count);
  let textBytes = 0;
  for (const piece of cardPieces(count)) {
    const report = unwrap(columns.load(apiBytes(piece)));
    assert.equal(report.refused, 0);
    const cards = piece.map(plain);
    for (const card of cards) textBytes += Buffer.byteLength(card.note.toLowerCase()) + 1;
    hand.add(cards);
  }
  console.log(`\n${(columns.heldBytes() / count).toFixed(0)} bytes a card in the engine's columns`);
  compareMillion(columns, hand, count);
  measureEdits(columns, count);
  await measureScan(columns, textBytes);
}

function compareMillion(columns, hand, count) {
  const prepared = { [OURS]: ours(columns)[OURS], [COLUMNS]: hand.filters() };
  const rows = [];
  for (const key of NAMES) {
    const found = prepared[OURS][key]();
    assert.equal(prepared[COLUMNS][key](), found, `both count ${key} alike`);
    const taken = alternate({ ours: prepared[OURS][key], hand: prepared[COLUMNS][key] });
    rows.push([`${key}: ${MEANING[key]}`, found, ms(taken.ours), ms(taken.hand), times(taken.hand / taken.ours)]);
  }
  table(`${count.toLocaleString("en")} cards: CPU milliseconds`, ["", "match", OURS, COLUMNS, "faster by"], rows);
}

/** Reading all notes once, beside adding up as many bytes. */
async function measureScan(columns, bytes) {
  const read = await memoryReader(bytes);
  const scan = (needle) => {
    const text = JSON.stringify({ field: "note", op: "contains", value: needle });
    return () => {
      columns.forget();
      columns.release();
      return columns.count(columns.compile(text), NOW_MS);
    };
  };
  const needles = ["ște", "ofert", "zzzz", "договор"];
  const tasks = { sum: read, ...Object.fromEntries(needles.map((needle) => [needle, scan(needle)])) };
  const taken = alternate(tasks);
  const rate = (name) => bytes / taken[name] / 1e6;
  table(`Text scan: GB/s over ${(bytes / 1e6).toFixed(0)} MB of notes`,
    ["adding up (the limit)", ...needles.map((needle) => `contains "${needle}"`)],
    [Object.keys(tasks).map((name) => `${rate(name).toFixed(2)} (${((100 * rate(name)) / rate("sum")).toFixed(0)} %)`)]);
}
