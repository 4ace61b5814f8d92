// Two contacts become one and two again, through the API: fields, relations, history, passages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, deal, said, setUp } from "./account.mjs";
import { MONDAY, activate, all, day, withSequence } from "./sequence.mjs";

const WELCOME = {
  id: "a_welcome", name: "Welcome", kind: "sequence", module: "contacts", basis: { view: "v_all" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "next_window", zone: "account",
  steps: [1, 2, 3].map((number) => ({ id: `s_${number}`, action: "email_to_contact", delay: { amount: 1, unit: "days" },
    template: "t_hello", recipient: "any_contact", sender: "owner" })),
};

/** An account at `MONDAY` with the sequence for contacts active. */
async function withWelcome(client) {
  const v1 = await setUp(client);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_all", name: "All", module: "contacts", filter: { everyone: true } });
  await v1.post("/templates", { id: "t_hello", name: "Hello", module: "contacts", kind: "email", class: "marketing",
    subject: "Hello {{ first_name }}", body: "Hello" });
  await v1.post("/automations", WELCOME, { status: 201 });
  await activate(v1, "a_welcome", "entering_after_activation");
  return v1;
}

const read = async (v1, module, id) => (await v1.get(`/records/${module}/${id}`));

test("twins are found by their normalised addresses, whatever writes them (E11)", async (t) => {
  const v1 = await setUp(await startServer(t));
  const put = (records) => v1.post("/records/contacts/bulk", { records });
  await put([contact(1), contact(2, { email: "JAN1@client.example" }), contact(3, { phone: "+48601000001" })]);
  const twins = async () => (await v1.get("/contacts/twins")).twins.map((one) =>
    [one.kind, one.address, one.records.map((record) => record.id)]);
  assert.deepEqual(await twins(), [
    ["email", "jan1@client.example", ["c_1", "c_2"]],
    ["sms", "+48601000001", ["c_1", "c_3"]],
  ]);
  await put([{ id: "c_2", values: { email: null } }, { id: "c_3", values: { phone: "+48601000009" } }]);
  assert.deepEqual(await twins(), [], "an address that was changed is forgotten");
  await put([{ id: "c_2", values: { email: "jan1@client.example" } }]);
  assert.equal((await twins()).length, 1);
  await v1.delete("/records/contacts/c_1");
  assert.deepEqual(await twins(), [], "a deleted contact is nobody's twin");
});

test("two contacts become one: fields, deals, events; the old id stands for the new; undone, both are back", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [
    contact(1, { email_consent: null, tags: ["vip"] }),
    contact(2, { first_name: "Janek", email_consent: false, tags: ["fair"], language: "pl" }),
  ] });
  await v1.post("/records/deals/bulk", { records: [deal(1), deal(2), deal(3, { contacts: ["c_2", "c_1"] })] });
  await v1.post("/events", { events: [{ id: "e_1", name: "offer_sent", record: "c_2" }] });
  const before = [await read(v1, "contacts", "c_1"), await read(v1, "contacts", "c_2"), await read(v1, "deals", "d_3")];

  const asked = { survivor: "c_1", loser: "c_2", choices: { first_name: "loser" } };
  const preview = await v1.post("/contacts/merge", { ...asked, preview: true });
  assert.deepEqual(preview.fields.find((one) => one.field === "email_consent"),
    { field: "email_consent", survivor: null, loser: false, merged: false, from: "refusal", is_choosable: false });
  assert.deepEqual(preview.relinked.map((one) => one.id).sort(), ["d_2", "d_3"]);
  assert.deepEqual(await read(v1, "contacts", "c_2"), before[1], "a preview does nothing");

  const { id, record } = await v1.post("/contacts/merge", asked, { status: 201 });
  const { first_name, email, email_consent, tags, language } = record.values;
  assert.deepEqual([first_name, email, email_consent, tags, language],
    ["Janek", "jan1@client.example", false, ["fair", "vip"], "pl"]);
  assert.deepEqual((await read(v1, "deals", "d_2")).values.contacts, ["c_1"]);
  assert.deepEqual((await read(v1, "deals", "d_3")).values.contacts, ["c_1"]);
  assert.deepEqual((await v1.get("/records/contacts")).records.map((one) => one.id), ["c_1"]);
  assert.deepEqual((await v1.get("/events?module=contacts")).events.map((one) => [one.id, one.record]), [["e_1", "c_1"]]);

  const alias = await read(v1, "contacts", "c_2");
  assert.deepEqual([alias.id, alias.merged_into], ["c_1", "c_1"]);
  const written = await v1.post("/records/contacts/bulk", { records: [{ id: "c_2", values: { last_name: "Kowal" } }] });
  assert.deepEqual(written.records, [{ id: "c_2", merged_into: "c_1", version: 3, outcome: "updated" }]);
  await v1.post("/records/deals/bulk", { records: [deal(4, { contacts: ["c_2"] }), deal(5, { contacts: ["c_2", "c_1"] })] });
  assert.deepEqual((await read(v1, "deals", "d_4")).values.contacts, ["c_1"]);
  assert.deepEqual((await read(v1, "deals", "d_5")).values.contacts, ["c_1"]);
  await v1.post("/events", { events: [{ id: "e_2", name: "offer_sent", record: "c_2" }] });
  const twice = { records: [{ id: "c_1", values: { last_name: "A" } }, { id: "c_2", values: { last_name: "B" } }] };
  assert.deepEqual(said(await v1.post("/records/contacts/bulk", twice, { status: 422 })), [["twice", "records[1].id"]]);
  assert.equal((await v1.delete("/records/contacts/c_2", { status: 409 })).code, "merged_record");
  assert.equal((await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1" }, { status: 409 })).code, "merged_record");

  const { since } = await v1.post(`/merges/${id}/undo`, {});
  assert.deepEqual(since, { fields: ["last_name"], automations: [], records: [] });
  const [one, other, third] = [await read(v1, "contacts", "c_1"), await read(v1, "contacts", "c_2"), await read(v1, "deals", "d_3")];
  assert.deepEqual(one.values, { ...before[0].values, last_name: "Kowal" }, "as it was, with what happened since");
  assert.deepEqual({ ...other, version: 1 }, before[1]);
  assert.deepEqual(third.values.contacts, before[2].values.contacts);
  assert.deepEqual((await read(v1, "deals", "d_2")).values.contacts, ["c_2"]);
  assert.deepEqual((await read(v1, "deals", "d_4")).values.contacts, ["c_1"], "a deal of since stays with the survivor");
  assert.deepEqual((await v1.get("/events?module=contacts")).events.map((event) => [event.id, event.record]),
    [["e_1", "c_2"], ["e_2", "c_1"]]);
  assert.equal((await v1.post(`/merges/${id}/undo`, {}, { status: 409 })).code, "wrong_state");
  const [listed] = (await v1.get("/merges?record=c_2")).merges;
  assert.deepEqual([listed.id, listed.by, listed.undone_by, listed.relinked, listed.since.fields], [id, "admin", "admin", 2, ["last_name"]]);
});

test("a chain of merges: the first id stands for the last, and is undone from the end", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2), contact(3)] });
  const first = await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1" }, { status: 201 });
  const second = await v1.post("/contacts/merge", { survivor: "c_3", loser: "c_2" }, { status: 201 });
  assert.equal((await read(v1, "contacts", "c_1")).merged_into, "c_3");
  assert.equal((await v1.post(`/merges/${first.id}/undo`, {}, { status: 409 })).code, "wrong_state");
  await v1.post(`/merges/${second.id}/undo`, {});
  await v1.post(`/merges/${first.id}/undo`, {});
  assert.deepEqual((await v1.get("/records/contacts")).records.map((one) => one.id), ["c_1", "c_2", "c_3"]);
  assert.deepEqual((await v1.get("/contacts/twins")).twins, []);
});

test("a passage goes on under the survivor, and nothing is done twice (D13, D23)", async (t) => {
  const v1 = await withWelcome(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/dev/tick", { until: day(1, 1) });
  await v1.post("/records/contacts/bulk", { records: [contact(2)] });
  // c_1 waits for its second message, c_2 for its first: the one further on goes on, under c_2.
  const merged = await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1", choices: { email: "loser" } }, { status: 201 });
  assert.deepEqual(merged.automations, [{ automation: "a_welcome", kept: "loser", other_exits: true }]);
  await v1.post("/dev/tick", { until: day(10) });
  const sent = (await v1.get("/messages")).messages.map((one) => [one.sent_at, one.to]);
  assert.deepEqual(sent, [1, 2, 3].map((number) => [day(number), "jan1@client.example"]), "three messages, once each");
  const entries = await all(v1, "/run-log", "entries");
  assert.deepEqual(entries.filter((one) => one.reason === "already_running").map((one) => [one.record, one.what]), [["c_2", "left"]]);
  for (const query of ["record=c_2", "record=c_2&automation=a_welcome", "record=c_2&order=latest"]) {
    const own = await all(v1, `/run-log?${query}`, "entries");
    assert.deepEqual([...new Set(own.map((one) => one.record))].sort(), ["c_1", "c_2"], `${query}: what was decided about the loser is the survivor's history`);
  }

  const { since } = await v1.post(`/merges/${merged.id}/undo`, {});
  assert.deepEqual(since.automations, ["a_welcome"], "what was sent since stays with the survivor");
  await v1.post("/dev/tick", { until: day(40) });
  assert.equal((await v1.get("/messages")).messages.length, 3, "neither is sent anything again");
});

test("an undo at once gives each its own passage back", async (t) => {
  const v1 = await withWelcome(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await v1.post("/dev/tick", { until: day(1, 1) });
  await v1.post("/records/contacts/bulk", { records: [contact(2)] });
  const waiting = async () => (await v1.get("/enrollments")).enrollments
    .map((one) => [one.record, one.state, one.step, one.due_at]).sort();
  const before = await waiting();
  const { id } = await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1" }, { status: 201 });
  assert.notDeepEqual(await waiting(), before);
  await v1.post(`/merges/${id}/undo`, {});
  assert.deepEqual(await waiting(), before);
  await v1.post("/dev/tick", { until: day(10) });
  const sent = (await v1.get("/messages")).messages.map((one) => one.to).sort();
  assert.deepEqual(sent, ["jan1@client.example", "jan2@client.example"].flatMap((to) => [to, to, to]));
});

test("a deal of the loser is looked at again with the survivor (design: dependents)", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await v1.post("/views", { id: "v_vip", name: "Deals of VIPs", module: "deals",
    filter: { field: "contacts.tags", quantifier: "any", op: "any_of", value: ["vip"] } });
  await v1.put("/automations/a_offers", { ...(await v1.get("/automations/a_offers")), basis: { view: "v_vip" } });
  await activate(v1);
  await v1.post("/records/contacts/bulk", { records: [contact(1, { tags: ["vip"] }), contact(2)] });
  await v1.post("/records/deals/bulk", { records: [deal(2)] });
  await v1.post("/contacts/merge", { survivor: "c_1", loser: "c_2" }, { status: 201 });
  await v1.post("/dev/tick", { until: day(0, 1) });
  assert.deepEqual((await all(v1, "/run-log", "entries")).map((one) => [one.record, one.what]), [["d_2", "entered"]]);
});

test("of two merges of the same contact at once one is done, and a write in between is not lost", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2), contact(3)] });
  const merge = (survivor) => v1.post("/contacts/merge", { survivor, loser: "c_3" }).then(() => "done", () => "refused");
  const deals = Array.from({ length: 5 }, (_, index) =>
    v1.post("/records/deals/bulk", { records: [deal(100 + index, { contacts: ["c_3"] })] }));
  const [one, other] = await Promise.all([merge("c_1"), merge("c_2"), ...deals]);
  assert.deepEqual([one, other].sort(), ["done", "refused"]);
  const survivor = (await read(v1, "contacts", "c_3")).merged_into;
  const found = (await v1.get("/records/deals")).records.map((record) => record.values.contacts);
  assert.deepEqual(found, Array.from({ length: 5 }, () => [survivor]), "every deal leads to the survivor");
});

test("a campaign that the loser had is had by a survivor who waits for it; undone, the survivor waits again (S0.14, D13)", async (t) => {
  const v1 = await withSequence(await startServer(t));
  await v1.post("/templates", { id: "t_book", name: "Book", module: "deals", kind: "email", class: "marketing",
    subject: "The book for {{ contact.first_name }}", body: "Hello" });
  await v1.post("/automations", { id: "a_book", name: "Book", kind: "campaign", module: "deals", basis: { view: "v_offers" },
    delay_base: "previous_action", quiet: "next_window", zone: "account",
    steps: [{ id: "s_book", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_book" }] }, { status: 201 });
  await activate(v1, "a_book");
  const put = (number) => v1.post("/records/contacts/bulk", { records: [contact(number)] })
    .then(() => v1.post("/records/deals/bulk", { records: [deal(number, { stage: "offer" })] }));
  const sent = async () => (await all(v1, "/run-log?automation=a_book", "entries"))
    .filter((entry) => entry.what === "sent").map((entry) => entry.record).sort();
  await put(1);
  await put(3);
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual(await sent(), ["d_1", "d_3"]);
  await put(2);
  await put(4);
  await v1.post("/contacts/merge", { survivor: "c_2", loser: "c_1" }, { status: 201 });
  const { id } = await v1.post("/contacts/merge", { survivor: "c_4", loser: "c_3" }, { status: 201 });
  await v1.post(`/merges/${id}/undo`, {});
  await v1.post("/dev/tick", { until: day(3) });
  assert.deepEqual(await sent(), ["d_1", "d_3", "d_4"], "whoever was two again gets it, whoever is one does not");
  const passed = (await all(v1, "/run-log?automation=a_book&record=d_2", "entries")).find((entry) => entry.reason === "once_per_client");
  assert.deepEqual([passed.step, passed.what], ["s_book", "skipped"]);
});
