// Everything that an account owns, as lines of JSON: nothing is missing that is not named as left out, nothing secret is
// in it, nothing of another account, and a page costs what a page holds.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { startProviders } from "../support/providers/server.mjs";
import { contact, deal, numbers, said } from "./account.mjs";
import { activate, day, putDeals, withSequence } from "./sequence.mjs";

/** All pages: the first line, and the rows. */
async function exported(server, { limit } = {}) {
  const rows = [];
  let [first, after, pages] = [undefined, "", 0];
  while (after !== "null") {
    const query = new URLSearchParams({ ...(limit ? { limit } : {}), ...(after ? { after } : {}) });
    const answer = await server.get(`/api/v1/export?${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.headers.get("content-type"), "application/x-ndjson");
    const lines = answer.body.trimEnd().split("\n").map((line) => JSON.parse(line));
    if (pages === 0) first = lines.shift();
    after = JSON.stringify(lines.pop().next);
    assert.ok(!limit || lines.length <= limit, `${lines.length} rows`);
    rows.push(...lines);
    pages += 1;
  }
  return { first, rows, pages };
}

const tablesOf = async (database) => (await database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'd1\\_%' ESCAPE '\\'").all())
  .results.map((row) => row.name);

/** An account in which something of everything has happened, with secrets. */
async function live(t) {
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const providers = await startProviders(t);
  const v1 = await withSequence(server);
  await v1.put("/settings", { sms_budget: { amount: 27, currency: "PLN" }, frequency_caps: { sms: { messages: 3, per: "week" } } });
  await v1.put("/senders/resend", { base: providers.resend.base, key: providers.resend.key, hook_secret: "whsec_c2VjcmV0ZW5vdWdo" });
  const hook = await v1.post("/webhooks", { name: "Shop", url: "https://hooks.example/relance" });
  const token = await v1.post("/tokens", { name: "Till", scopes: ["read"] });
  await activate(v1, "a_offers", "entering_after_activation");
  await putDeals(v1, numbers(5), { stage: "offer" });
  await v1.post("/records/contacts/bulk", { records: [contact(9, { first_name: "Zażółć \"gęślą\" \n jaźń 🎈" })], consent: { text: "Write to me." } });
  await v1.post("/events", { events: [{ id: "e_1", name: "call", record: "d_1", about: "a/b" }] });
  await v1.post("/dev/tick", { until: day(6) });
  return { server, v1, secrets: [providers.resend.key, "whsec_c2VjcmV0ZW5vdWdo", hook.secret, token.token, server.adminToken].filter(Boolean) };
}

test("every row of every table is in the export, or the first line says why not", async (t) => {
  const { server, v1, secrets } = await live(t);
  const { first, rows } = await exported(server, { limit: 100 });
  const isLeft = (table, column) => first.left_out.some((one) => one.table === table && (one.column === undefined || one.column === column));
  assert.ok(first.left_out.every((one) => one.why.length > 5));
  const filled = [];
  for (const table of await tablesOf(server.database)) {
    const { results: columns } = await server.database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
    const names = columns.map((one) => one.name).filter((name) => !isLeft(table, name) && (name !== "account_id" || table === "account")).sort();
    const there = rows.filter((one) => one.table === table).map((one) => one.row);
    if (names.length === 0) {
      assert.equal(there.length, 0, table);
      continue;
    }
    const { count } = await server.database.prepare(`SELECT count(*) AS count FROM "${table}"`).first();
    assert.equal(there.length, count, `${table}: so many rows are missing or stand twice`);
    for (const row of there) assert.deepEqual(Object.keys(row).sort(), names, `${table}: a column that nobody has decided about`);
    if (count > 0) filled.push(table);
  }
  assert.ok(filled.length >= 25, `only ${filled.join(", ")}`);
  const ana = rows.find((one) => one.table === "record" && one.row.id === "c_9");
  assert.equal(ana.row.body.first_name, "Zażółć \"gęślą\" \n jaźń 🎈", "text is text, JSON is JSON");
  assert.deepEqual(rows.filter((one) => one.table === "mailbox").map((one) => one.row.message.channel).filter((one) => one === "sms").length, 3);
  const text = JSON.stringify([first, rows]);
  assert.ok(secrets.length >= 4);
  for (const secret of secrets) assert.ok(!text.includes(secret), `a secret stands in the export: ${secret.slice(0, 4)}…`);
  assert.equal((await v1.get("/records/contacts")).records.length, 6);
});

test("pages of any size hold the same rows, and none of another account", async (t) => {
  const { server, v1 } = await live(t);
  const whole = await exported(server, { limit: 5000 });
  const small = await exported(server, { limit: 3 });
  const lines = ({ rows }) => rows.map((row) => JSON.stringify(row));
  assert.deepEqual(lines(small), lines(whole));
  assert.ok(small.pages > 20 && whole.pages < 5, `${small.pages}, ${whole.pages}`);
  for (const wrong of ["x", "[]", '["token"]', '["record"', '["record","a","b"]', '["record",{}]', '["run_log",null,1]']) {
    const refused = await v1.get(`/export?after=${encodeURIComponent(wrong)}`, { status: 422 });
    assert.deepEqual(said(refused), [["out_of_range", "after"]], wrong);
  }
  const other = await v1.post("/accounts", { id: "other", name: "Other" }, { status: 201 });
  const { rows, first } = await exported(server.as(other.token.token));
  assert.equal(first.account, "other");
  assert.ok(rows.length < 20 && !JSON.stringify(rows).includes("Nowak"), JSON.stringify(rows).slice(0, 500));
});

test("a page reads what it holds, wherever in a large account it begins", async (t) => {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withSequence(server);
  for (let from = 0; from < 3000; from += 1000) {
    await v1.post("/records/deals/bulk", { records: numbers(1000).map((number) => deal(from + number, { contacts: [] })) });
  }
  const page = async (after) => {
    await server.costs();
    await server.call("GET", `/api/v1/export?${new URLSearchParams({ after, limit: 100 })}`);
    return server.costs();
  };
  const [begin, end] = [await page('["record"]'), await page('["record","d_900"]')];
  assert.ok(begin.rowsRead > 0 && begin.rowsRead < 400, JSON.stringify(begin));
  assert.ok(end.rowsRead < 400, JSON.stringify(end));
});
