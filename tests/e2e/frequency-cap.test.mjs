// The frequency cap at the moment of sending, over real workerd and D1 (D21).
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, numbers } from "./account.mjs";
import { activate, all, day, withSequence } from "./sequence.mjs";

const STEPS = 4;
const letter = (number, more = {}) => ({ id: `t_${number}`, name: `Letter ${number}`, module: "contacts", kind: "email",
  class: "marketing", subject: `Letter ${number}`, body: "<p>Hello</p>", ...more });

/** A sequence of letters to contacts, one after another at once, and one transactional at the end. */
async function withLetters(server, caps) {
  const v1 = await withSequence(server);
  await v1.put("/settings", { frequency_caps: caps });
  for (const number of numbers(STEPS)) await v1.post("/templates", letter(number), { status: 201 });
  await v1.post("/templates", letter("invoice", { class: "transactional" }), { status: 201 });
  await v1.post("/views", { id: "v_all", name: "All", module: "contacts", filter: { everyone: true } }, { status: 201 });
  const steps = [...numbers(STEPS), "invoice"].map((number) => ({ id: `s_${number}`, action: "email_to_contact",
    template: `t_${number}`, delay: { amount: 0, unit: "minutes" } }));
  await v1.post("/automations", { id: "a_letters", name: "Letters", kind: "sequence", module: "contacts", basis: { view: "v_all" },
    delay_base: "previous_action", reentry: { mode: "never" }, steps }, { status: 201 });
  return v1;
}

const byContact = (messages) => Map.groupBy?.(messages, (message) => message.record)
  ?? messages.reduce((map, message) => map.set(message.record, [...(map.get(message.record) ?? []), message]), new Map());

test("however many senders claim at once, nobody gets more than the cap, and invoices always leave (D21)", async (t) => {
  const server = await startServer(t);
  const v1 = await withLetters(server, { email: { messages: 2, per: "day" }, sms: null });
  await v1.post("/records/contacts/bulk", { records: numbers(120).map((number) => contact(number)) });
  await activate(v1, "a_letters");
  await Promise.all(numbers(5).map(() => server.tick()));
  for (const _ of numbers(3)) await server.tick();

  const sent = byContact(await all(v1, "/messages", "messages"));
  assert.equal(sent.size, 120);
  for (const [who, messages] of sent) {
    const subjects = messages.map((message) => message.subject).sort();
    assert.equal(subjects.filter((subject) => subject !== "Letter invoice").length, 2, who);
    assert.ok(subjects.includes("Letter invoice"), who);
  }
  const skipped = (await all(v1, "/run-log", "entries")).filter((entry) => entry.what === "deviated");
  assert.equal(skipped.length, 120 * (STEPS - 2));
  assert.ok(skipped.every((entry) => entry.reason === "frequency_cap"));

  // Never later: the next day has free places, and what was skipped stays skipped.
  await v1.post("/dev/tick", { until: day(2) });
  assert.equal((await all(v1, "/messages", "messages")).length, 120 * 3);
});

test("a week's cap begins anew on the recipient's Monday (D21)", async (t) => {
  const server = await startServer(t);
  const v1 = await withLetters(server, { email: { messages: 3, per: "week" }, sms: null });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  await activate(v1, "a_letters");
  await v1.post("/dev/tick", { until: day(6) });
  assert.equal((await all(v1, "/messages", "messages")).length, 3 + 1, "three letters and the invoice");
  await v1.post("/views", { id: "v_two", name: "All again", module: "contacts", filter: { everyone: true } }, { status: 201 });
  const steps = numbers(2).map((number) => ({ id: `s_${number}`, action: "email_to_contact", template: `t_${number}`,
    delay: { amount: number - 1, unit: "days" } }));
  await v1.post("/automations", { id: "a_again", name: "Again", kind: "sequence", module: "contacts", basis: { view: "v_two" },
    delay_base: "previous_action", reentry: { mode: "never" }, steps }, { status: 201 });
  await activate(v1, "a_again");
  await v1.post("/dev/tick", { until: day(8) });
  const again = (await all(v1, "/messages", "messages")).filter((message) => message.automation === "a_again");
  assert.deepEqual(again.map((message) => message.subject), ["Letter 2"], "Sunday's found no place, Monday's did");
});
