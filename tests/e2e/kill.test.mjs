// Killed at any moment, the Worker neither loses nor doubles what it decided.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { spawnServer, temporaryFolder } from "../support/server.mjs";
import { api, numbers } from "./account.mjs";
import { activate, all, day, putDeals, withSequence } from "./sequence.mjs";

const DEALS = 1200;
const KILLS = 8;
// A killed sender's messages are due again when its lease ends: here at once.
const variables = { RELANCE_LEASE_MS: "1" };

test("kill -9 in the middle of ticks: each message leaves once, each task is made once (D23)", async (t) => {
  const state = temporaryFolder(t);
  let server = await spawnServer(t, { state, variables });
  let v1 = await withSequence(server);
  await putDeals(v1, numbers(DEALS), { stage: "offer" });
  await activate(v1);

  let killedAtWork = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // All of the SMS are due on day 1, all of the tasks on day 5: ticks of many pages.
    const until = kill < KILLS / 2 ? day(1) : day(5);
    const ticking = server.post("/api/v1/dev/tick", { until }).then((answer) => answer.status, () => "killed");
    await wait(40 + ((kill * 137) % 500));
    await server.kill();
    if (await ticking === "killed") killedAtWork += 1;
    server = await spawnServer(t, { state, variables });
  }
  v1 = api(server);
  for (let complete = false; !complete;) complete = (await v1.post("/dev/tick", { until: day(6) })).is_complete;
  await wait(5);
  await v1.post("/dev/tick", { until: day(7) });

  assert.ok(killedAtWork >= KILLS / 2, `${killedAtWork} of ${KILLS} kills hit a tick at work`);
  const messages = await all(v1, "/messages", "messages");
  const sms = messages.filter((message) => message.channel === "sms");
  assert.equal(sms.length, DEALS, "no SMS is lost or doubled");
  assert.equal(new Set(sms.map((message) => message.record)).size, DEALS);
  assert.equal(messages.length - sms.length, DEALS, "each assignee is told of each task once");
  const tasks = await all(v1, "/records/tasks", "records");
  assert.equal(tasks.length, DEALS);
  assert.equal(new Set(tasks.map((task) => task.values.about)).size, DEALS);
  const entries = await all(v1, "/run-log", "entries");
  for (const what of ["entered", "sent", "task_created", "finished"]) {
    assert.equal(entries.filter((entry) => entry.what === what).length, DEALS, what);
  }
  assert.equal(entries.length, 4 * DEALS, "nothing else was decided");
  await server.stop();
});

test("what was written before a kill -9 is there after it", async (t) => {
  const state = temporaryFolder(t);
  const first = await spawnServer(t, { state });
  const before = await withSequence(first, { deals: 3 });
  const setup = await before.get("/setup");
  await first.kill();
  const second = await spawnServer(t, { state });
  const after = api(second);
  assert.deepEqual(await after.get("/setup"), setup);
  assert.deepEqual((await after.get("/records/deals")).records.map((record) => record.id), ["d_1", "d_2", "d_3"]);
  await second.stop();
});
