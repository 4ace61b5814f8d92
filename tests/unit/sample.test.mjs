// The sample account is the same for everybody, plausible, and reaches nobody.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { loadSample, sampleAccount, sampleSetup } from "../../worker/dev/sample.mjs";

const account = sampleAccount();
const byModule = grouped(account.records);
const digest = (value) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

function grouped(records) {
  const groups = new Map();
  for (const record of records) groups.set(record.module, [...(groups.get(record.module) ?? []), record]);
  return groups;
}

test("the same arguments give the same bytes, others give others", () => {
  assert.equal(digest(sampleAccount()), digest(account));
  assert.notEqual(digest(sampleAccount({ seed: 2 })), digest(account));
  assert.notEqual(digest(sampleAccount({ now: "2027-01-01T00:00:00Z" })), digest(account));
});

test("there are as many records as asked for, also few or none", () => {
  assert.equal(account.records.length, 10_000);
  assert.deepEqual([...byModule].map(([key, rows]) => [key, rows.length]), [
    ["contacts", 4500],
    ["deals", 3000],
    ["invoices", 1300],
    ["orders", 1200],
  ]);
  for (const records of [0, 1, 7, 333]) assert.equal(sampleAccount({ records }).records.length, records);
});

test("every id is unique, and every relation and owner exists", () => {
  const ids = new Set(account.records.map(({ id }) => id));
  assert.equal(ids.size, account.records.length);
  const users = new Set(account.users.map(({ id }) => id));
  assert.equal(users.size, 5);
  for (const { id, values } of account.records) {
    for (const related of [...(values.contacts ?? []), ...(values.deal ?? [])]) assert.ok(ids.has(related), id);
    assert.ok(values.owner === undefined || users.has(values.owner), id);
  }
});

test("no address belongs to anybody (RFC 2606), and every number is international", () => {
  const text = JSON.stringify(account);
  for (const [, domain] of text.matchAll(/@([a-z0-9.-]+)/gi)) assert.match(domain, /(^example\.com|\.example)$/);
  for (const [, host] of text.matchAll(/https?:\/\/([^/"\\]+)/g)) assert.match(host, /\.example$/);
  for (const { values } of byModule.get("contacts")) {
    if (values.phone !== undefined) assert.match(values.phone, /^\+(48|40|36|7|44)\d{8,10}$/);
    if (values.email !== undefined) assert.match(values.email, /^[a-z0-9.]+@[a-z.]+$/);
  }
});

test("records lie in the 400 days before now, and change after they were made", () => {
  const now = "2026-11-21T12:00:00Z";
  const oldest = new Date(Date.parse(now) - 400 * 86_400_000).toISOString();
  for (const { id, created, updated } of account.records) {
    assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(oldest <= created && created <= updated && updated <= now, `${id}: ${created} ${updated}`);
  }
});

test("values fit their fields, and no value is empty", () => {
  const kinds = new Map(account.modules.map((module) => [module.key, module]));
  for (const { id, module, values } of account.records) {
    for (const { key, kind, options } of kinds.get(module).fields) {
      const value = values[key];
      if (value === undefined) continue;
      if (kind === "money") assert.ok(Number.isSafeInteger(value), id);
      if (kind === "date") assert.match(value, /^\d{4}-\d\d-\d\d$/);
      if (kind === "choice") assert.ok(options.some((option) => option.key === value), id);
    }
    const stages = kinds.get(module).pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.key));
    if (stages.length > 0) assert.ok(stages.includes(values.stage), id);
    for (const value of Object.values(values)) assert.ok(value !== null && value !== "" && value.length !== 0, id);
  }
});

test("the five languages, consent of all three kinds, and letters beyond ASCII are all there", () => {
  const contacts = byModule.get("contacts");
  const languages = new Set(contacts.map(({ values }) => values.language));
  assert.deepEqual([...languages].map(String).sort(), ["en", "hu", "pl", "ro", "ru", "undefined"]);
  for (const answer of [true, false, undefined]) {
    const share = contacts.filter(({ values }) => values.sms_consent === answer).length / contacts.length;
    assert.ok(share > 0.05, `${answer}: ${share}`);
  }
  for (const letter of "łżșțőűёц") assert.ok(JSON.stringify(account.records).includes(letter), letter);
});

/** A stand-in for the Worker that notes what it is asked and answers with `status`. */
async function listen(t, status) {
  const asked = [];
  const server = createServer(async (request, answer) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    asked.push({ line: `${request.method} ${request.url}`, token: request.headers.authorization, body: JSON.parse(text) });
    answer.writeHead(status, { "content-type": "application/json" }).end(`{"status":${status}}`);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close());
  return { asked, url: new URL(`http://127.0.0.1:${server.address().port}/`) };
}

test("it is loaded through the API: what is named before what names it, in pieces the API takes", async (t) => {
  const { asked, url } = await listen(t, 200);
  const loaded = await loadSample({ url, adminToken: "secret", records: 3_300 });
  assert.equal(loaded, "3300 records in 4 modules");
  assert.ok(asked.every(({ token }) => token === "Bearer secret"));
  const lines = asked.map(({ line }) => line);
  const first = (line) => lines.indexOf(line);
  const order = ["POST /api/v1/users", "PUT /api/v1/settings", "PUT /api/v1/modules/contacts", "POST /api/v1/records/contacts/bulk",
    "POST /api/v1/records/deals/bulk", "POST /api/v1/views", "POST /api/v1/templates", "POST /api/v1/automations"];
  assert.deepEqual([...order].sort((a, b) => first(a) - first(b)), order);
  const bulks = asked.filter(({ line }) => line.endsWith("/bulk")).map(({ body }) => body.records);
  assert.ok(bulks.every((records) => records.length <= 1000));
  assert.equal(bulks.flat().length, 3_300);
  assert.deepEqual(Object.keys(bulks[0][0]), ["id", "created", "values"]);
});

test("a refusal stops the loading and says what was refused", async (t) => {
  const { asked, url } = await listen(t, 422);
  await assert.rejects(loadSample({ url, adminToken: "x", records: 10 }), /POST users answered 422: \{"status":422\}/);
  assert.equal(asked.length, 1);
});

// core/tests/sample.rs reads this file and checks that core accepts every part of it.
test("what core checks is what is loaded", () => {
  const file = new URL("../spec/sample.json", import.meta.url);
  const few = [...byModule.values()].flatMap((rows) => rows.slice(0, 25));
  const text = `${JSON.stringify({ setup: sampleSetup(), records: few }, null, 1)}\n`;
  if (process.env.UPDATE_SPEC) writeFileSync(file, text);
  assert.equal(readFileSync(file, "utf8"), text, "run UPDATE_SPEC=1 node --test tests/unit/sample.test.mjs");
});
