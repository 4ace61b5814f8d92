// The console's texts: every language has every text, with the same variables.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { FluentBundle, FluentResource } from "@fluent/bundle";

const folder = (language) => new URL(`../../web-demo/src/i18n/${language}/`, import.meta.url);
const areas = (language) => readdirSync(folder(language)).filter((name) => name.endsWith(".ftl")).sort();
const readArea = (language, area) => readFileSync(new URL(area, folder(language)), "utf8");
const read = (language) => areas(language).map((area) => readArea(language, area)).join("\n");
const bundle = (language) => {
  const made = new FluentBundle(language, { useIsolating: false });
  const problems = made.addResource(new FluentResource(read(language)));
  assert.deepEqual(problems, [], `${language}: a text stands twice`);
  return made;
};
const keysOf = (text) => [...text.matchAll(/^([a-zA-Z][\w-]*) =/gm)].map(([, key]) => key);
const keys = (language) => keysOf(read(language));
const variables = (language, key) => {
  const text = new RegExp(`^${key} =((?:.|\\n(?=[ }]))*)`, "m").exec(read(language))[1];
  return [...new Set([...text.matchAll(/\$(\w+)/g)].map(([, name]) => name))].sort();
};

for (const language of ["pl", "ro", "hu", "ru"]) {
  test(`${language} has every text of English, with its variables`, () => {
    const made = bundle(language);
    assert.deepEqual(keys(language).sort(), keys("en").sort());
    for (const key of keys("en")) {
      assert.deepEqual(variables(language, key), variables("en", key), key);
      for (const number of [0, 1, 2, 5, 22]) {
        const names = variables("en", key);
        const values = Object.fromEntries(names.map((name) => [name, number]));
        const problems = [];
        const text = made.formatPattern(made.getMessage(key).value, values, problems);
        assert.deepEqual(problems, [], `${key} of ${number}`);
        assert.doesNotMatch(text, /\{/, key);
      }
    }
  });
}

test("each area holds the same texts in every language", () => {
  const byArea = (language) =>
    Object.fromEntries(areas(language).map((area) => [area, keysOf(readArea(language, area)).sort()]));
  for (const language of ["pl", "ro", "hu", "ru"]) assert.deepEqual(byArea(language), byArea("en"), language);
});

test("plural forms are those of each language", () => {
  const count = (language, steps) => {
    const made = bundle(language);
    return made.formatPattern(made.getMessage("sequence-about").value, { basis: "", steps }).trim();
  };
  assert.equal(count("pl", 22), "· 22 kroki");
  assert.equal(count("pl", 25), "· 25 kroków");
  assert.equal(count("ro", 22), "· 22 de pași", "Romanian puts `de` from 20 on");
  assert.equal(count("hu", 22), "· 22 lépés", "a Hungarian noun stays singular after a number");
  assert.equal(count("ru", 21), "· 21 шаг");
});

test("whatever the run log can say has its words", () => {
  const source = readFileSync(new URL("../../core/src/engine/log.rs", import.meta.url), "utf8");
  const said = [...source.matchAll(/(What|Reason)::\w+ => "(\w+)"/g)];
  assert.ok(said.length > 50, "the closed vocabulary is read from its source");
  const known = new Set(keys("en"));
  const missing = said
    .map(([, kind, word]) => `${kind.toLowerCase()}-${word.replaceAll("_", "-")}`)
    .filter((key) => !known.has(key));
  assert.deepEqual(missing, []);
});
