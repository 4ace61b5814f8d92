// What a write leaves is done at once, by a queue message, not at the next minute.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { deal } from "./account.mjs";
import { SEQUENCE, activate, withSequence } from "./sequence.mjs";

test("a step without delay is sent within seconds of the write, without a tick", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server, { deals: 1 });
  await v1.delete("/dev/clock", { status: 204 });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "transactional",
    subject: "Your offer {{ name }}", body: "Dear {{ contact.first_name }}" });
  const step = { id: "s_mail", action: "email_to_contact", delay: { amount: 0, unit: "minutes" }, template: "t_mail" };
  await v1.put("/automations/a_offers", { ...SEQUENCE, steps: [step] });
  await activate(v1);
  assert.deepEqual((await v1.get("/messages")).messages, []);
  await v1.post("/records/deals/bulk", { records: [deal(1, { stage: "offer" })] });
  let messages = [];
  for (let tries = 0; tries < 100 && messages.length === 0; tries += 1) {
    await wait(100);
    ({ messages } = await v1.get("/messages"));
  }
  assert.deepEqual(messages.map((message) => [message.to, message.subject, message.text.trim()]),
    [["jan1@client.example", "Your offer Deal 1", "Dear Jan"]]);
});
