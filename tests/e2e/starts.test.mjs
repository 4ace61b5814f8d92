// A rule that is started by hand, or by another program in a person's name (D24: manual, webhook).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { api, contact, deal, said, setUp } from "./account.mjs";

const RULE = {
  id: "a_call", name: "Call them", kind: "rule", module: "deals", basis: { filter: { field: "stage", op: "is", value: "offer" } },
  trigger: { on: "manual" },
  steps: [{ id: "s_task", action: "task_for_user", template: "t_task", recipient: "owner" }],
};

test("a program whose token may only start rules starts one, and can do nothing else (D24)", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}" });
  await v1.post("/automations", RULE, { status: 201 });
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" }), deal(2, { stage: "new" })] });
  const { token } = await v1.post("/tokens", { name: "Web shop", scopes: ["start"] }, { status: 201 });
  const shop = api(server.as(token));

  assert.deepEqual(said(await shop.post("/automations/a_call/start", { records: ["d_1"] }, { status: 409 })), [["wrong_state", ""]]);
  await v1.post("/automations/a_call/activate", { audience: "all", confirm_records: 0 });
  assert.deepEqual(await shop.post("/automations/a_call/start", { records: ["d_1", "d_2"] }), { started: 2 });
  const { records } = await v1.get("/records/tasks");
  assert.deepEqual(records.map(({ values }) => values.about), ["d_1"], "only what matches its filter");

  const headers = { "idempotency-key": "order-17" };
  const before = (await v1.get("/run-log?automation=a_call")).entries.length;
  assert.deepEqual(await shop.post("/automations/a_call/start", { records: ["d_1"] }, { headers }), { started: 1 });
  const once = (await v1.get("/run-log?automation=a_call")).entries.length;
  assert.ok(once > before, "it starts again for a new request");
  assert.deepEqual(await shop.post("/automations/a_call/start", { records: ["d_1"] }, { headers }), { started: 1 });
  assert.equal((await v1.get("/run-log?automation=a_call")).entries.length, once, "a repeated one starts nothing");
  assert.equal((await shop.post("/automations/a_call/start", { records: ["d_2"] }, { headers, status: 409 })).code, "key_reused");

  assert.deepEqual(said(await shop.post("/automations/a_call/start", { records: ["c_1"] }, { status: 422 })), [["unknown_record", "records[0]"]]);
  assert.deepEqual(said(await shop.post("/automations/a_call/start", { records: [] }, { status: 422 })), [["missing", "records"]]);
  assert.deepEqual(said(await shop.get("/records/deals", { status: 403 })), [["insufficient_scope", ""]]);
  assert.deepEqual(said(await shop.post("/records/deals/bulk", { records: [] }, { status: 403 })), [["insufficient_scope", ""]]);
  assert.deepEqual(said(await shop.post("/automations/a_call/deactivate", {}, { status: 403 })), [["insufficient_scope", ""]]);
});

test("what is told of an order is known of its deal, once (S4.12)", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/modules/invoices", { label: "Invoices", fields: [{ key: "deal", label: "Deal", kind: "relation", module: "deals" }], pipelines: [] });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/records/deals/bulk", { records: [deal(1), deal(2)] });
  await v1.post("/records/invoices/bulk", { records: [{ id: "i_1", values: { name: "FV 1", deal: ["d_1"], contacts: ["c_1"] } }] });
  const paid = { events: [{ id: "e_1", name: "invoice_paid", record: "i_1" }] };
  await v1.post("/events", paid);
  await v1.post("/events", paid);
  const of = async (module) => (await v1.get(`/events?module=${module}`)).events.map(({ record, name, about }) => [record, name, about]);
  assert.deepEqual(await of("deals"), [["d_1", "invoice_paid", "i_1"]]);
  assert.deepEqual((await of("invoices")).length, 1);
  assert.deepEqual(await of("contacts"), [], "contacts belong to everything");
});
