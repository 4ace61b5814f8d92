// The first look of an activation leaves out whom its filter cannot match, and nobody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { numbers } from "./account.mjs";
import { activate, day, putDeals, withSequence } from "./sequence.mjs";

const standings = async (server) => {
  const { results } = await server.database.prepare("SELECT record_id, is_inside FROM standing ORDER BY record_id").all();
  return results.map((row) => [row.record_id, row.is_inside]);
};

const setClock = (server, at) => server.database.prepare(`UPDATE dev_clock SET now_ms = ${Date.parse(at)}`).run();

/** Ticks until the automation is `active`. */
async function untilActive(server, v1) {
  for (let ticks = 0; ticks < 5; ticks += 1) {
    if ((await v1.get("/automations/a_offers")).state === "active") return;
    await server.tick();
  }
  assert.fail("the first look does not end");
}

test("who left while the sequence was off leaves when it is switched on again", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await putDeals(v1, numbers(3), { stage: "offer" });
  await activate(v1);
  await untilActive(server, v1);
  assert.deepEqual(await standings(server), [["d_1", 1], ["d_2", 1], ["d_3", 1]]);
  await v1.post("/automations/a_offers/deactivate", {});
  await v1.post("/records/deals/bulk", { records: [{ id: "d_2", values: { stage: "won" } }, { id: "d_4", values: { stage: "new" } }] });
  await activate(v1);
  await untilActive(server, v1);
  assert.deepEqual(await standings(server), [["d_1", 1], ["d_2", 0], ["d_3", 1]]);
});

test("who will match by time alone is found by the first look, and enters then", async (t) => {
  const server = await startServer(t);
  const v1 = await withSequence(server);
  await v1.put("/views/v_offers", { name: "Waiting", module: "deals", filter_text: "stage is offer and created older than 3 days" });
  await putDeals(v1, numbers(2), { stage: "offer" });
  await activate(v1);
  await untilActive(server, v1);
  assert.deepEqual(await standings(server), []);
  await setClock(server, day(4));
  await server.tick();
  assert.deepEqual(await standings(server), [["d_1", 1], ["d_2", 1]]);
});

test("the first look reads what may match, among many that cannot", async (t) => {
  const server = await startServer(t, { countCosts: true });
  const v1 = await withSequence(server, { deals: 3000 });
  await putDeals(v1, [5, 1500, 2999], { stage: "offer" });
  await server.costs();
  await activate(v1);
  await untilActive(server, v1);
  const { statements, rowsRead } = await server.costs();
  assert.deepEqual(await standings(server), [["d_1500", 1], ["d_2999", 1], ["d_5", 1]]);
  t.diagnostic(`${statements} statements, ${rowsRead} rows read`);
  assert.ok(statements <= 60 && rowsRead < 8 * 3000, `${statements} statements, ${rowsRead} rows read`);
});
