// The API over real workerd and D1: what can be read and written, and how mistakes are answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { DEALS, api, contact, deal, numbers, said, setUp } from "./account.mjs";

test("settings, users, modules, views and templates are kept as they were given", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  assert.equal((await v1.get("/settings")).zone, "Europe/Warsaw");
  assert.deepEqual((await v1.get("/users")).users.map((user) => user.id), ["u_ana"]);
  await v1.put("/users/u_ana", { name: "Ana Nowak", email: "ana@okna.example", is_active: false });
  assert.equal((await v1.get("/users")).users[0].is_active, false);

  const modules = (await v1.get("/modules")).modules;
  assert.deepEqual(modules.map((module) => module.key), ["deals", "contacts", "tasks", "activities", "emails", "documents"]);
  const deals = await v1.get("/modules/deals");
  assert.ok(deals.fields.some((field) => field.key === "owner" && field.built_in));
  assert.deepEqual(await v1.put("/modules/deals", deals), deals, "an answer can be sent back");

  const filter = { field: "stage", op: "is", value: "offer" };
  const view = await v1.post("/views", { name: "Offers", module: "deals", filter }, { status: 201 });
  assert.deepEqual(await v1.get(`/views/${view.id}`), view);
  const written = await v1.post("/views", { name: "Written", module: "deals", filter_text: view.filter_text }, { status: 201 });
  assert.deepEqual(written.filter, view.filter, "a filter may be given in words");
  const check = await v1.post("/filters/check", { module: "deals", text: "stage is offer and created older than 3 days" });
  assert.deepEqual(await v1.post("/filters/check", { module: "deals", filter: check.filter }), check);
  await v1.delete(`/views/${written.id}`, { status: 204 });
  const template = await v1.post("/templates", { id: "t_hello", name: "Hello", module: "deals", kind: "sms",
    class: "transactional", text: "Hello {{ contact.first_name }}" }, { status: 201 });
  assert.equal(template.kind, "sms");
  assert.deepEqual((await v1.get("/templates")).templates, [template]);

  const setup = await v1.get("/setup");
  assert.deepEqual(Object.keys(setup).sort(),
    ["account", "automations", "events", "integrations", "lists", "modules", "senders", "templates", "users", "views", "webhooks"]);
  await v1.delete(`/views/${view.id}`, { status: 204 });
  assert.deepEqual((await v1.get("/views")).views, []);
});

test("a view copied to another module is typed again there (D11)", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const filter = { all: [{ field: "owner", op: "is_not_empty" }, { field: "created", op: "older_than", value: { amount: 3, unit: "days" } }] };
  const view = await v1.post("/views", { name: "Old ones", module: "deals", filter }, { status: 201 });
  const copy = await v1.post(`/views/${view.id}/copy`, { module: "contacts", name: "Old contacts" }, { status: 201 });
  assert.deepEqual([copy.module, copy.name, copy.filter], ["contacts", "Old contacts", view.filter]);
  const staged = await v1.post("/views", { name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } }, { status: 201 });
  const refused = await v1.post(`/views/${staged.id}/copy`, { module: "contacts" }, { status: 422 });
  assert.deepEqual(refused.problems.map(({ code, at }) => [code, at]), [["unknown_field", "filter.field"]]);
  assert.equal((await v1.get("/views")).views.length, 3, "what was refused is not kept");
});

test("a thousand records are written at once, and each says what happened to it", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const records = numbers(1000).map((number) => contact(number));
  const first = await v1.post("/records/contacts/bulk", { records });
  assert.equal(first.records.length, 1000);
  assert.ok(first.records.every((one) => one.version === 1 && one.outcome === "created"));
  records[4].values = { city: undefined, last_name: "Wiśniewski" };
  records[5].values = { phone: null };
  const second = await v1.post("/records/contacts/bulk", { records });
  const outcomes = Object.groupBy
    ? Object.groupBy(second.records, (one) => one.outcome)
    : second.records.reduce((all, one) => ({ ...all, [one.outcome]: [...(all[one.outcome] ?? []), one] }), {});
  assert.equal(outcomes.updated.length, 2);
  assert.equal(outcomes.unchanged.length, 998);

  const changed = await v1.get("/records/contacts/c_5");
  assert.equal(changed.values.last_name, "Wiśniewski");
  assert.equal(changed.values.email, "jan5@client.example", "a field that is not named stays");
  assert.equal(changed.traces.last_name.previous, "Nowak 5");
  assert.equal("phone" in (await v1.get("/records/contacts/c_6")).values, false, "null empties");
});

test("pages of records follow each other without a gap", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/records/contacts/bulk", { records: numbers(25).map((number) => contact(number)) });
  const seen = [];
  for (let after = ""; after !== null;) {
    const page = await v1.get(`/records/contacts?limit=10&after=${after}`);
    seen.push(...page.records.map((record) => record.id));
    after = page.next;
  }
  assert.equal(seen.length, 25);
  assert.deepEqual(seen, [...new Set(seen)].sort());
});

test("one wrong record keeps all others out, and every mistake is named with its place", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const records = [deal(1), deal(2, { amount: "12,50", stage: "nwe" }), deal(3, { colour: "red", owner: "u_bob" })];
  const refused = await v1.post("/records/deals/bulk", { records }, { status: 422 });
  assert.deepEqual(said(refused).sort(), [
    ["unknown_choice", "records[1].values.stage"],
    ["unknown_field", "records[2].values.colour"],
    ["wrong_type", "records[1].values.amount"],
  ]);
  assert.deepEqual((await v1.get("/records/deals")).records, []);
  const owner = await v1.post("/records/deals/bulk", { records: [deal(3, { owner: "u_bob" })] }, { status: 422 });
  assert.deepEqual(said(owner), [["unknown_user", "records[0].values.owner"]]);
});

test("each kind of wrong request gets its own problem", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const stranger = api(server.as("rel_aaaaaaaaaa_bbbbbbbb"));
  const expected = [
    [401, "missing_token", () => server.call("GET", "/api/v1/settings", undefined, { authorization: "" })],
    [401, "unknown_token", () => server.as("nonsense").get("/api/v1/settings")],
    [401, "unknown_token", () => server.as("rel_aaaaaaaaaa_bbbbbbbb").get("/api/v1/settings")],
    [404, "not_found", () => server.get("/api/v1/nowhere")],
    [404, "not_found", () => server.get("/api/v1/records/deals/d_9")],
    [404, "not_found", () => server.get("/api/v1/records/nothing")],
    [404, "not_found", () => server.get("/api/v1/views/v_9")],
    [405, "method_not_allowed", () => server.delete("/api/v1/settings")],
    [400, "invalid_json", () => server.post("/api/v1/users", "{\"name\": ")],
    [400, "invalid_json", () => server.post("/api/v1/users", `${"[".repeat(100_000)}`)],
    [413, "body_too_large", () => server.post("/api/v1/users", `"${"x".repeat(4_000_001)}"`)],
    [422, "wrong_type", () => server.post("/api/v1/users", [])],
    [422, "missing", () => server.post("/api/v1/users", { name: "Bo" })],
    [422, "invalid_email", () => server.post("/api/v1/users", { name: "Bo", email: "bo" })],
    [409, "taken", () => server.post("/api/v1/users", { id: "u_ana", name: "Bo", email: "bo@b.example" })],
    [422, "unknown_field", () => server.put("/api/v1/settings", { zoen: "Europe/Warsaw" })],
    [422, "unknown_zone", () => server.put("/api/v1/settings", { zone: "Europe/Warsav" })],
    [422, "invalid_key", () => server.put("/api/v1/modules/My-Deals", DEALS)],
    [422, "too_many_records", () => server.post("/api/v1/records/contacts/bulk", { records: numbers(1001).map((n) => contact(n)) })],
    [422, "twice", () => server.post("/api/v1/records/contacts/bulk", { records: [contact(1), contact(1)] })],
    [422, "invalid_phone", () => server.post("/api/v1/records/contacts/bulk", { records: [contact(1, { phone: "601 234 567" })] })],
    [422, "out_of_range", () => server.get("/api/v1/records/contacts?limit=5001")],
    [422, "unknown_field", () => server.post("/api/v1/filters/check", { module: "deals", filter: { field: "stgae", op: "is", value: "new" } })],
    [422, "unknown_word", () => server.post("/api/v1/tokens", { name: "x", scopes: ["everything"] })],
  ];
  for (const [status, code, call] of expected) {
    const answer = await call();
    assert.equal(answer.status, status, `${code}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.body.code, code);
    assert.match(answer.headers.get("content-type"), /problem\+json/);
    assert.ok(answer.body.problems.length > 0);
  }
  assert.equal((await v1.get("/settings")).zone, "Europe/Warsaw", "nothing was changed");
  await stranger.get("/settings", { status: 401 });
});

test("two accounts never see each other", async (t) => {
  const server = await startServer(t);
  const mine = await setUp(server);
  await mine.post("/records/deals/bulk", { records: [deal(1)] });
  await mine.post("/views", { id: "v_mine", name: "Mine", module: "deals", filter: { everyone: true } });
  const made = await mine.post("/accounts", { id: "other", name: "Other company" }, { status: 201 });
  const other = api(server.as(made.token.token));

  assert.equal((await other.get("/settings")).name, "Other company");
  assert.deepEqual((await other.get("/users")).users, []);
  assert.deepEqual((await other.get("/views")).views, []);
  for (const route of ["/records/deals", "/records/deals/d_1", "/modules/deals", "/views/v_mine"]) {
    await other.get(route, { status: 404 });
  }
  await other.put("/views/v_mine", { name: "Stolen", module: "deals", filter: { everyone: true } }, { status: 404 });
  await other.delete("/views/v_mine", { status: 404 });
  await other.put("/users/u_ana", { name: "Stolen", email: "x@x.example" }, { status: 404 });
  await other.post("/accounts", { id: "third" }, { status: 403 });

  await other.put("/modules/deals", DEALS);
  const twin = deal(1, { name: "Twin", owner: null });
  await other.post("/records/deals/bulk", { records: [twin] });
  assert.equal((await mine.get("/records/deals/d_1")).values.name, "Deal 1", "the same id is another record");
  assert.equal((await other.get("/records/deals/d_1")).values.name, "Twin");
});

test("a token allows what its scopes say, is shown once, and ends when it is deleted", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const made = await v1.post("/tokens", { name: "Reader", scopes: ["read"] }, { status: 201 });
  const reader = api(server.as(made.token));
  await reader.get("/settings");
  assert.equal((await reader.put("/settings", { name: "X" }, { status: 403 })).code, "insufficient_scope");
  await reader.get("/tokens", { status: 403 });
  const listed = await v1.get("/tokens");
  assert.deepEqual(listed.tokens.map((token) => [token.name, token.scopes]), [["Reader", ["read"]]]);
  assert.doesNotMatch(JSON.stringify(listed), new RegExp(made.token.split("_")[2]));
  await v1.delete(`/tokens/${made.id}`, { status: 204 });
  await reader.get("/settings", { status: 401 });
});

test("a session cookie made from a token opens the same account", async (t) => {
  const server = await startServer(t);
  await setUp(server);
  const opened = await server.call("POST", "/api/v1/session", { token: server.adminToken }, { authorization: "" });
  assert.equal(opened.status, 200);
  const cookie = opened.headers.get("set-cookie");
  assert.match(cookie, /HttpOnly; SameSite=Strict/);
  const answer = await server.call("GET", "/api/v1/settings", undefined,
    { authorization: "", cookie: cookie.split(";")[0] });
  assert.equal(answer.body.name, "Okna Nowak");
});

test("the same Idempotency-Key writes once and answers the same", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  const headers = { "idempotency-key": "import-1" };
  const { id, ...nameless } = contact(1);
  const first = await v1.post("/records/contacts/bulk", { records: [nameless] }, { headers });
  const again = await v1.post("/records/contacts/bulk", { records: [nameless] }, { headers });
  assert.deepEqual(again, first);
  assert.equal((await v1.get("/records/contacts")).records.length, 1);
  const other = await v1.post("/records/contacts/bulk", { records: [contact(2)] }, { headers, status: 409 });
  assert.equal(other.code, "key_reused");
});

test("what records, views or templates use cannot be taken from a module", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/records/deals/bulk", { records: [deal(1)] });
  const smaller = { ...DEALS, fields: DEALS.fields.slice(1), pipelines: [{ ...DEALS.pipelines[0], stages: DEALS.pipelines[0].stages.slice(1) }] };
  const refused = await v1.put("/modules/deals", smaller, { status: 409 });
  assert.deepEqual(said(refused), [["in_use", "stage"], ["in_use", "amount"]]);
  await v1.post("/views", { id: "v_1", name: "Web", module: "deals", filter: { field: "source", op: "is", value: "web" } });
  const broken = await v1.put("/modules/deals", { ...DEALS, fields: DEALS.fields.slice(0, 2) }, { status: 422 });
  assert.match(broken.problems[0].at, /^views\[/);
  const renamed = { ...DEALS, fields: [{ ...DEALS.fields[0], label: "Value" }, ...DEALS.fields.slice(1)] };
  await v1.put("/modules/deals", renamed);
});

test("a module of one's own can be deleted when nobody uses it, and says before what keeps it", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/modules/invoices", { label: "Invoices", fields: [{ key: "deal", label: "Deal", kind: "relation", module: "deals" }], pipelines: [] });
  await v1.post("/views", { id: "v_1", name: "Web", module: "deals", filter: { field: "source", op: "is", value: "web" } });
  await v1.post("/records/deals/bulk", { records: [deal(1)] });

  const uses = await v1.get("/modules/deals/uses");
  assert.equal(uses.records, 1);
  const codes = uses.problems.map((problem) => problem.code);
  assert.ok(codes.includes("in_use") && codes.length > 1, JSON.stringify(uses.problems));
  const refused = await server.call("DELETE", "/api/v1/modules/deals");
  assert.ok([409, 422].includes(refused.status), JSON.stringify(refused.body));
  assert.ok((await v1.get("/modules/deals")).key);

  assert.deepEqual(said(await v1.delete("/modules/contacts", { status: 409 })), [["in_use", ""]]);
  assert.deepEqual(await v1.get("/modules/invoices/uses"), { records: 0, problems: [] });
  await v1.delete("/modules/invoices", { status: 204 });
  await v1.get("/modules/invoices", { status: 404 });
});
