// Two published counters measure the same random texts as our engine does, in wasm.
//
// split-sms follows the standard: nothing may differ, neither alphabet nor units nor the places
// where parts end. Twilio's follows it but for one policy, to keep a grapheme (a family, a flag, a
// letter with its separate accent) in one part; the standard knows no graphemes and carriers split
// by units. So where it differs, its own graphemes, packed by our limits, must explain its answer
// exactly. SMS_ORACLE_TEXTS sets how many texts (100,000), SMS_ORACLE_SEED which.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import twilio from "sms-segments-calculator";
import splitSms from "split-sms";
import { loadEngine } from "../support/engine.mjs";
import { randomTexts } from "../support/sms-texts.mjs";

const COUNT = Number(process.env.SMS_ORACLE_TEXTS ?? 100_000);
const SEED = Number(process.env.SMS_ORACLE_SEED ?? 20_261_122);
const ENCODINGS = { [splitSms.GSM]: "GSM-7", [splitSms.UNICODE]: "UCS-2" };

const engine = await loadEngine();

test(`split-sms measures ${COUNT} texts as we do`, () => {
  const seen = tally();
  for (const { language, text } of randomTexts(COUNT, SEED)) {
    const ours = engine.measureSms(text);
    const theirs = splitSms.split(text);
    let end = 0;
    const ends = theirs.parts.map((part) => (end += part.content.length));
    assert.deepEqual(
      { encoding: ours.encoding, parts: ours.parts, units: ours.units, ends: ours.boundaries },
      {
        encoding: ENCODINGS[theirs.characterSet],
        parts: theirs.parts.length,
        units: theirs.characterSet === splitSms.GSM ? theirs.bytes : theirs.bytes / 2,
        ends,
      },
      JSON.stringify(text),
    );
    seen.add(language, ours);
  }
  seen.mustBeVaried();
});

test(`Twilio's counter measures ${COUNT} texts as we do, graphemes apart`, (t) => {
  const started = performance.now();
  let explained = 0;
  for (const { text } of randomTexts(COUNT, SEED)) {
    const ours = engine.measureSms(text);
    const theirs = new twilio.SegmentedMessage(text);
    const shown = JSON.stringify(text);
    assert.equal(ours.encoding, theirs.getEncodingName(), shown);
    if (ours.parts === theirs.segmentsCount) continue;
    const isLong = (grapheme) => [...grapheme].length > 1;
    assert.ok(theirs.graphemes.some(isLong), `no grapheme to blame in ${shown}`);
    assert.equal(ours.encoding, "UCS-2", shown);
    assert.equal(partsOfWholeGraphemes(theirs.graphemes), theirs.segmentsCount, shown);
    assert.ok(ours.parts < theirs.segmentsCount, `keeping graphemes whole costs: ${shown}`);
    explained += 1;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  t.diagnostic(`${explained} of ${COUNT} differ, all by graphemes kept whole; ${seconds} s`);
  assert.ok(COUNT < 1000 || explained > 0, "some graphemes stand at the end of a part");
});

test("Twilio's counter says what the specification's table of graphemes says of it", () => {
  const rows = graphemeRows();
  assert.ok(rows.length >= 5);
  for (const { message, parts, twilioParts } of rows) {
    assert.equal(engine.measureSms(message).parts, parts, message);
    assert.equal(new twilio.SegmentedMessage(message).segmentsCount, twilioParts, message);
  }
});

test("an empty text is no part for us and one for both of them: it cannot be sent", () => {
  assert.equal(engine.measureSms("").parts, 0);
  assert.equal(splitSms.split("").parts.length, 1);
  assert.equal(new twilio.SegmentedMessage("").segmentsCount, 1);
});

/** The table "Graphemes" of `tests/spec/sms.md`, whose messages read `65 × \`ż\` + \`x\``. */
function graphemeRows() {
  const spec = readFileSync(new URL("../spec/sms.md", import.meta.url), "utf8");
  const section = spec.split("\n## ").find((part) => part.startsWith("Graphemes"));
  const lines = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  return lines.map((line) => {
    const [, message, parts, twilioParts] = line.split("|").map((cell) => cell.trim());
    return { message: spelledOut(message), parts: Number(parts), twilioParts: Number(twilioParts) };
  });
}

function spelledOut(cell) {
  const term = /(?:(\d+) × )?`([^`]*)`/g;
  const character = /\\u\{([0-9a-f]+)\}/g;
  const plain = (quoted) =>
    quoted.replace(character, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));
  const terms = [...cell.matchAll(term)];
  return terms.map(([, times, quoted]) => plain(quoted).repeat(Number(times ?? 1))).join("");
}

/** Parts of a UCS-2 text none of whose graphemes is split. */
function partsOfWholeGraphemes(graphemes) {
  const units = graphemes.join("").length;
  if (units <= 70) return 1;
  let parts = 1;
  let used = 0;
  for (const { length } of graphemes) {
    if (used + length > 67) {
      parts += 1;
      used = 0;
    }
    used += length;
  }
  return parts;
}

/** That the random texts reach both alphabets and several parts in every language. */
function tally() {
  const kinds = new Map();
  return {
    add(language, { encoding, parts }) {
      const kind = `${language} ${encoding} ${parts > 1 ? "split" : "single"}`;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    },
    mustBeVaried() {
      if (COUNT < 1000) return;
      for (const language of ["pl", "ro", "hu", "en"]) {
        for (const encoding of ["GSM-7", "UCS-2"]) {
          for (const size of ["single", "split"]) {
            const kind = `${language} ${encoding} ${size}`;
            assert.ok(kinds.get(kind) > 10, kind);
          }
        }
      }
      assert.ok(kinds.get("ru UCS-2 split") > 10 && kinds.get("ru UCS-2 single") > 10, "ru");
    },
  };
}
