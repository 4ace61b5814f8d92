// The guides are true: the requests of docs/api.md are sent in order to a real Worker, the program of
// docs/embedding.md runs in Node, and their answers are compared with what is shown; what docs/console.md
// shows in bold stands on a screen.
//
// In docs/api.md a block ```http is a request (method and address, headers, body), an empty line, and the answer's
// status and JSON. What the answer shows must be there; "…" stands for any value, also at the end of
// a text; a list has exactly the items shown.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { repository } from "../../worker/dev/local.mjs";
import { startServer } from "../support/server.mjs";

const read = (name) => readFileSync(path.join(repository, name), "utf8");

/** Fenced blocks: `{ line, is, text }`. */
function blocksOf(text) {
  const blocks = [];
  let open;
  text.split("\n").forEach((line, index) => {
    if (!line.startsWith("```")) return open?.lines.push(line);
    if (open) return blocks.push({ ...open, text: open.lines.join("\n") }), (open = undefined);
    open = { line: index + 1, is: line.slice(3).trim(), lines: [] };
  });
  return blocks;
}

/** Requests with the answers that are shown for them. */
function examplesOf(blocks) {
  return blocks.filter(({ is }) => is === "http").map(({ line, text }) => {
    const [request, answer] = text.split("\n\n");
    const [head, ...rest] = request.split("\n");
    const isHeader = (one) => /^[A-Z][\w-]*: /.test(one);
    const body = rest.filter((one) => !isHeader(one)).join("\n");
    const [method, route] = head.split(" ");
    const [status, shown] = answer.split(/ (.*)/s);
    return { line, method, route, body: body || undefined, status: Number(status), shown: shown && JSON.parse(shown),
      headers: Object.fromEntries(rest.filter(isHeader).map((header) => header.split(": "))) };
  });
}

/** Where `found` is not what is shown; undefined when all is. */
function difference(found, shown, place = "") {
  if (typeof shown === "string" && shown.endsWith("…")) {
    const isSo = shown === "…" ? found !== undefined : String(found).startsWith(shown.slice(0, -1));
    return isSo ? undefined : `${place}: ${JSON.stringify(found)}`;
  }
  if (shown === null || typeof shown !== "object") {
    return found === shown ? undefined : `${place}: ${JSON.stringify(found)}, not ${JSON.stringify(shown)}`;
  }
  if (Array.isArray(shown) && found?.length !== shown.length) return `${place}: ${JSON.stringify(found)}`;
  for (const [key, value] of Object.entries(shown)) {
    const differs = difference(found?.[key], value, `${place}.${key}`);
    if (differs) return differs;
  }
  return undefined;
}

test("each request of docs/api.md is answered as it says", async (t) => {
  const server = await startServer(t);
  const examples = examplesOf(blocksOf(read("docs/api.md")));
  const seen = {};
  for (const { line, method, route, headers, body, status, shown } of examples) {
    // A request may use the id of an answer before it: {import}.
    const address = route.replace(/\{(\w+)\}/g, (_, name) => seen[name]);
    const answer = await server.call(method, address, body, headers);
    const about = `docs/api.md:${line}: ${method} ${address}: ${JSON.stringify(answer.body)}`;
    assert.equal(answer.status, status, about);
    assert.equal(shown && difference(answer.body, shown), undefined, about);
    if (route.endsWith("/imports")) seen.import = answer.body.id;
    if (route.endsWith("/contacts/merge") && answer.status === 201) seen.merge = answer.body.id;
  }
  t.diagnostic(`${examples.length} examples`);
  assert.ok(examples.length >= 30, `only ${examples.length} examples were found`);
});

test("docs/api.md tells each status with its codes", () => {
  const [, arms] = read("worker/src/answer.rs").match(/match code \{(.*?)\n {4}\}/s);
  const rows = new Map([...read("docs/api.md").matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].map(([, status, codes]) => [status, codes]));
  for (const [, codes, status] of arms.matchAll(/((?:\|?\s*"\w+"\s*)+)=> (\d{3})/g)) {
    const named = (rows.get(status)?.match(/`\w+`/g) ?? []).map((code) => code.slice(1, -1));
    assert.deepEqual(codes.match(/\w+/g), named.slice(0, codes.match(/\w+/g).length), status);
    rows.delete(status);
  }
  assert.deepEqual([...rows.keys()], ["422"]);
});

test("docs/api.md names every address that the Worker answers, and no other", () => {
  const folder = path.join(repository, "worker/src/routes");
  const inSources = readdirSync(folder).map((name) => read(`worker/src/routes/${name}`)).join("\n");
  const addresses = (text) => new Set([...text.matchAll(/`(GET|POST|PUT|DELETE) (\/[^\s`?]*)/g)]
    .map(([, method, address]) => `${method} ${address.replace(/\{\w+\}/g, "{}")}`));
  const known = addresses(inSources);
  const named = addresses(read("docs/api.md"));
  named.delete("GET /health"); // not under /api/v1: the router's own
  assert.ok(known.size >= 40, `only ${known.size} were found`);
  assert.deepEqual([...known].filter((one) => !named.has(one)), [], "not in the document");
  assert.deepEqual([...named].filter((one) => !known.has(one)), [], "not in the Worker");
});

test("what docs/console.md shows in bold is a text of the console", () => {
  const folder = "web-demo/src/i18n/en";
  const areas = readdirSync(path.join(repository, folder)).filter((name) => name.endsWith(".ftl"));
  const english = areas.map((name) => read(`${folder}/${name}`)).join("\n");
  const texts = new Set([...english.matchAll(/^[\w-]+ = (.*)$/gm)].map(([, text]) => text));
  const bold = [...read("docs/console.md").matchAll(/\*\*(.+?)\*\*/gs)].map(([, text]) => text.replaceAll("\n", " ").replace(/ +/g, " "));
  assert.ok(bold.length >= 60, `only ${bold.length} were found`);
  assert.deepEqual(bold.filter((text) => text !== "bold" && !texts.has(text)), []);
});

test("the program of docs/embedding.md answers what it shows", async (t) => {
  const blocks = blocksOf(read("docs/embedding.md")).filter(({ is }) => is === "js");
  const shownAt = /^(.*?);?( })? \/\/ → (.*)$/gm;
  const code = blocks.map(({ text }) => text).join("\n");
  const checked = code.replace(shownAt, (_, expression, closing = "", shown) => {
    const [, before, asked] = expression.match(/^(.*\{ )?(.*)$/s);
    return closing ? `${before}check(${asked}, ${shown})${closing}` : `check(${expression}, ${shown})`;
  });
  // Within the repository, so that the package is found by its name as an application finds it.
  const file = path.join(repository, "build/docs/embedding.mjs");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `export default async (check) => {\n${checked.replace(/^import (.*) from (.*);$/m, "const $1 = await import($2);")}\n};\n`);
  let count = 0;
  const { default: run } = await import(pathToFileURL(file));
  await run((found, shown) => {
    count += 1;
    assert.equal(difference(found, shown), undefined, `${JSON.stringify(shown)} is shown; it is ${JSON.stringify(found)}`);
  });
  t.diagnostic(`${count} answers`);
  assert.equal(count, [...code.matchAll(/\/\/ → /g)].length);
  assert.ok(count >= 20, `only ${count} answers are shown`);
});
