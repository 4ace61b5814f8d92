// How fast texts are measured, beside the published counters that are right (or nearly: Twilio's).
//
// All in one process, alternating, so that a busy machine slows all alike; the ratios are what
// counts. Prints Markdown; asserts that the counts agree, never a time.
import assert from "node:assert/strict";
import trt2 from "@trt2/gsm-charset-utils";
import twilio from "sms-segments-calculator";
import splitSms from "split-sms";
import { loadEngine } from "../support/engine.mjs";
import { seeded } from "../support/sms-texts.mjs";

const ROUNDS = 9;
const TEXTS = 2_000;
/** Twilio's counter takes a millisecond a text: a sample is enough. */
const TWILIO_TEXTS = 60;

const CLASSES = {
  ASCII: ["abcdefghijklmnopqrstuvwxyz ,.0123456789"],
  Polish: ["aaeeiioozznrswcytkdpm   ąćęłńóśźż"],
  Cyrillic: ["оеаинтсрвлкмдпуяыьг   "],
  emoji: ["abcdefgh   ", ["😀", "👍", "🎁"]],
  "GSM-7 signs": ["abcdefghijkl  €[]{}"],
};

const engine = await loadEngine();
const COUNTERS = {
  "this engine: parts": (text) => engine.glue.smsParts(text),
  "this engine: whole measure": (text) => engine.measureSms(text).parts,
  "@trt2/gsm-charset-utils": (text) => trt2.getCharCount(text).msgCount,
  "split-sms": (text) => splitSms.split(text, { summary: true }).parts.length,
  "sms-segments-calculator (Twilio)": (text) => new twilio.SegmentedMessage(text).segmentsCount,
};

const texts = makeTexts();
for (const [kind, list] of Object.entries(texts)) {
  const sample = list.slice(0, TWILIO_TEXTS);
  for (const [name, count] of Object.entries(COUNTERS)) {
    const expected = sample.map(COUNTERS["this engine: parts"]);
    assert.deepEqual(sample.map(count), expected, `${name} counts ${kind} as we do`);
  }
}

const rates = measureRates();
const kinds = Object.keys(texts);
print("Texts per second (median of 9)", (name, kind) => compact(rates[name][kind]));
const base = "this engine: parts";
const ratio = (name, kind) => (rates[base][kind] / rates[name][kind]).toFixed(1);
print(`Times as fast: "${base}" over each`, ratio);

function makeTexts() {
  const random = seeded(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const made = {};
  for (const [kind, [letters, extra]] of Object.entries(CLASSES)) {
    made[kind] = Array.from({ length: TEXTS }, () => {
      const length = 20 + Math.floor(random() * 480);
      let text = "";
      while (text.length < length) {
        text += extra && random() < 0.05 ? pick(extra) : pick([...letters]);
      }
      return text;
    });
  }
  const all = Object.values(made);
  made.mix = Array.from({ length: TEXTS }, (_, index) => all[index % all.length][index]);
  return made;
}

/** Rates by counter and class; every round takes each counter once. */
function measureRates() {
  const samples = {};
  let sink = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, list] of Object.entries(texts)) {
      for (const [name, count] of Object.entries(COUNTERS)) {
        const taken = name.includes("Twilio") ? list.slice(0, TWILIO_TEXTS) : list;
        const started = performance.now();
        for (const text of taken) sink += count(text);
        const seconds = (performance.now() - started) / 1000;
        ((samples[name] ??= {})[kind] ??= []).push(taken.length / seconds);
      }
    }
  }
  assert.ok(sink > 0);
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  return mapValues(samples, (byKind) => mapValues(byKind, median));
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function compact(rate) {
  if (rate >= 1e6) return `${(rate / 1e6).toFixed(1)}M`;
  return rate >= 1e4 ? `${Math.round(rate / 1e3)}k` : `${(rate / 1e3).toFixed(1)}k`;
}

function print(title, cell) {
  console.log(`\n${title}\n\n| counter | ${kinds.join(" | ")} |`);
  console.log(`|---|${"---|".repeat(kinds.length)}`);
  for (const name of Object.keys(COUNTERS)) {
    console.log(`| ${name} | ${kinds.map((kind) => cell(name, kind)).join(" | ")} |`);
  }
}
