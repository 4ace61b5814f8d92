// Unisender connected, its lists synchronised (S4.3, S4.15), and webhooks signed (D26), over real
// workerd, against stand-ins on loopback.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { startServer } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { startReceiver } from "../support/webhook-receiver.mjs";
import { api, said, setUp } from "./account.mjs";

const LISTS = [{ id: 101, title: "Новости" }, { id: 102, title: "Старт" }];

test("Unisender is connected by a key that no answer gives back", async (t) => {
  const service = await startUnisender(t, { lists: LISTS });
  const server = await startServer(t);
  const v1 = api(server);
  assert.deepEqual(await v1.get("/integrations/unisender"), { kind: "unisender", state: "not_configured" });
  assert.deepEqual(said(await v1.post("/integrations/unisender/sync", {}, { status: 422 })), [["integration_missing", ""]]);
  assert.deepEqual(said(await v1.put("/integrations/unisender", { base: service.base }, { status: 422 })), [["missing", "key"]]);

  const refused = await v1.put("/integrations/unisender", { key: "wrong", base: service.base }, { status: 422 });
  assert.deepEqual(said(refused), [["key_refused", "key"]]);
  assert.equal((await v1.get("/integrations/unisender")).state, "not_configured", "a wrong key is not kept");

  const connected = await v1.put("/integrations/unisender", { key: service.key, base: service.base, tags: ["crm"] });
  assert.equal(connected.state, "works");
  assert.equal(connected.service_asks, false, "D20: consent is needed unless the account says otherwise");
  const { integrations } = await v1.get("/integrations");
  const changed = await v1.put("/integrations/unisender", { service_asks: true });
  assert.deepEqual([changed.service_asks, changed.tags], [true, ["crm"]], "what is absent stays, also the key");
  for (const answer of [connected, changed, integrations, await v1.get("/setup")]) {
    assert.equal(JSON.stringify(answer).includes(service.key), false);
  }
  const many = Array.from({ length: 11 }, (_, index) => `t${index}`);
  assert.deepEqual(said(await v1.put("/integrations/unisender", { tags: many }, { status: 422 })), [["too_many", "tags"]]);
  assert.deepEqual(said(await v1.put("/integrations/unisender", { tags: ["a,b"] }, { status: 422 })), [["wrong_type", "tags[0]"]]);
  assert.ok(service.calls.every((call) => call.method === "getLists"));

  await v1.delete("/integrations/unisender", { status: 204 });
  assert.equal((await v1.get("/integrations/unisender")).state, "not_configured");
  assert.deepEqual((await v1.get("/lists")).lists, []);
});

test("synchronisation brings new lists and new titles, and says what is gone (S4.15)", async (t) => {
  const service = await startUnisender(t, { lists: LISTS });
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/integrations/unisender", { key: service.key, base: service.base });
  const titles = async () => (await v1.get("/lists")).lists.map((list) => list.title);
  assert.deepEqual(await titles(), ["Новости", "Старт"], "connecting synchronises");

  service.addList({ id: 103, title: "Клиенты 2026" });
  assert.deepEqual(await titles(), ["Новости", "Старт"], "S4.15: a newly made list is not shown yet");
  const first = await v1.post("/integrations/unisender/sync", {});
  assert.deepEqual(first.added.map((list) => list.title), ["Клиенты 2026"]);
  assert.deepEqual(first.removed, []);
  assert.deepEqual(await titles(), ["Клиенты 2026", "Новости", "Старт"]);

  service.removeList(101);
  service.addList({ id: 102, title: "Старт 2" });
  const second = await v1.post("/integrations/unisender/sync", {});
  assert.deepEqual([second.added, second.removed.map((list) => list.title)], [[], ["Новости"]]);
  assert.deepEqual(await titles(), ["Клиенты 2026", "Старт 2"]);

  const [start] = (await v1.get("/lists")).lists.filter((list) => list.external_id === "102");
  await v1.post("/automations", { id: "a_lists", name: "To the list", kind: "sequence", module: "deals",
    basis: { stage: "new" }, steps: [{ id: "s1", action: "add_to_lists", lists: [start.id] }] }, { status: 201 });
  service.removeList(102);
  const third = await v1.post("/integrations/unisender/sync", {});
  assert.deepEqual(third.removed.map((list) => list.title), ["Старт 2"]);
  assert.deepEqual(third.lists.map(({ title, is_gone }) => [title, is_gone]), [["Клиенты 2026", false], ["Старт 2", true]],
    "a list that an automation names is kept, so that its title can be said");
  const blocked = await v1.post("/automations/a_lists/preview", { audience: "all" });
  assert.deepEqual(blocked.blockers.map((problem) => [problem.code, problem.at]), [["list_gone", "steps[0].lists[0]"]]);
  service.addList({ id: 102, title: "Старт 2" });
  assert.deepEqual((await v1.post("/integrations/unisender/sync", {})).added.map((list) => list.id), [start.id], "the same list");

  for (const fault of ["500", "429", "refused", "limit", "html"]) {
    service.fail(fault);
    const failed = await v1.post("/integrations/unisender/sync", {}, { status: 502 });
    assert.deepEqual(said(failed), [["service_unavailable", ""]], fault);
    assert.equal((await v1.get("/integrations/unisender")).state, "problem", fault);
  }
  assert.deepEqual(await titles(), ["Клиенты 2026", "Старт 2"], "the lists that are known stay");
  await v1.post("/integrations/unisender/sync", {});
  assert.deepEqual(await v1.get("/integrations/unisender").then(({ state, problem }) => [state, problem]), ["works", null]);

  service.key = "another";
  assert.deepEqual(said(await v1.post("/integrations/unisender/sync", {}, { status: 422 })), [["key_refused", ""]]);
  assert.equal((await v1.get("/integrations/unisender")).state, "refused");
});

test("a webhook is signed so that the library of the specification takes it", async (t) => {
  const receiver = await startReceiver(t);
  const server = await startServer(t);
  const v1 = api(server);
  const made = await v1.post("/webhooks", { name: "Warehouse", url: receiver.url }, { status: 201 });
  assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{43}=$/, "32 bytes");
  assert.equal(JSON.stringify(await v1.get("/webhooks")).includes("whsec_"), false, "shown once");

  const first = await v1.post(`/webhooks/${made.id}/test`, {});
  assert.deepEqual([first.is_delivered, first.status], [true, 204]);
  const [{ headers, body }] = receiver.received;
  const verified = new Webhook(made.secret).verify(body, headers);
  assert.equal(verified.type, "relance.test");
  assert.equal(headers["webhook-id"], first.id);
  assert.throws(() => new Webhook(made.secret).verify(`${body} `, headers), /signature/i);
  assert.throws(() => new Webhook(made.secret).verify(body, { ...headers, "webhook-id": "other" }), /signature/i);

  const rotated = await v1.post(`/webhooks/${made.id}/rotate`, {});
  assert.notEqual(rotated.secret, made.secret);
  await v1.post(`/webhooks/${made.id}/test`, {});
  const second = receiver.received[1];
  for (const secret of [made.secret, rotated.secret]) new Webhook(secret).verify(second.body, second.headers);

  receiver.fail(503, { location: `${receiver.url}/elsewhere` });
  assert.deepEqual(await v1.post(`/webhooks/${made.id}/test`, {}).then(({ is_delivered, status }) => [is_delivered, status]), [false, 503]);
  const redirected = await v1.post(`/webhooks/${made.id}/test`, {});
  assert.deepEqual([redirected.is_delivered, redirected.status, receiver.received.length], [false, 302, 2], "a redirect is not followed");
  const [{ problem, last_sent }] = (await v1.get("/webhooks")).webhooks;
  assert.deepEqual([problem, typeof last_sent], ["the receiver answered with HTTP 302", "string"]);
  assert.equal(JSON.stringify(redirected).includes("own words"), false, "a receiver's answer is not shown");

  const renamed = await v1.put(`/webhooks/${made.id}`, { name: "Stock", url: receiver.url });
  assert.equal(renamed.name, "Stock");
  await v1.delete(`/webhooks/${made.id}`, { status: 204 });
  assert.deepEqual((await v1.get("/webhooks")).webhooks, []);
  assert.deepEqual(said(await v1.post(`/webhooks/${made.id}/test`, {}, { status: 404 })), [["not_found", ""]]);
});

test("in production only public addresses over https are called, and no stand-in", async (t) => {
  const server = await startServer(t, { variables: { RELANCE_MODE: "production" } });
  const v1 = api(server);
  for (const [url, code] of [
    ["http://crm.example.com/hook", "url_not_encrypted"],
    ["https://localhost/hook", "url_not_public"],
    ["https://0x7f.1/hook", "url_not_public"],
    ["https://169.254.169.254/latest", "url_not_public"],
    ["https://crm.example.com:8080/", "url_not_public"],
    [`https://crm.example.com/${"a".repeat(2000)}`, "invalid_url"],
  ]) {
    assert.deepEqual(said(await v1.post("/webhooks", { name: "X", url }, { status: 422 })), [[code, "url"]], url);
  }
  await v1.post("/webhooks", { name: "X", url: "https://crm.example.com/hook" }, { status: 201 });
  const stand = await v1.put("/integrations/unisender", { key: "k", base: "http://127.0.0.1:9" }, { status: 422 });
  assert.deepEqual(said(stand), [["not_in_production", "base"]]);
});

test("accounts do not see each other's integrations, lists and webhooks", async (t) => {
  const service = await startUnisender(t, { lists: LISTS });
  const server = await startServer(t);
  const v1 = api(server);
  const made = await v1.post("/accounts", { id: "other", name: "Other" }, { status: 201 });
  const other = api(server.as(made.token.token));
  await v1.put("/integrations/unisender", { key: service.key, base: service.base });
  const hook = await v1.post("/webhooks", { name: "W", url: "http://127.0.0.1:9/" }, { status: 201 });
  assert.equal((await other.get("/integrations/unisender")).state, "not_configured");
  assert.deepEqual((await other.get("/lists")).lists, []);
  assert.deepEqual((await other.get("/webhooks")).webhooks, []);
  await other.put(`/webhooks/${hook.id}`, { name: "Mine", url: "http://127.0.0.1:9/" }, { status: 404 });
  await other.post(`/webhooks/${hook.id}/rotate`, {}, { status: 404 });
  await other.delete(`/webhooks/${hook.id}`, { status: 404 });
  assert.equal((await v1.get("/webhooks")).webhooks[0].name, "W");
});
