// The scenarios of tests/scenarios, lived through by a real Worker over a real D1, ticked as cron
// does: its run log says what core's own run and plan of the same files say, and before time passes
// the browser's engine, given what the API gives it, plans exactly what then happens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadEngine } from "../support/engine.mjs";
import { startServer } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { Life, OUTAGE, lines, say, stories } from "../support/story.mjs";

const engine = await loadEngine();

for (const story of stories()) {
  test(`${story.file}: ${story.title}`, async (t) => {
    const server = await startServer(t);
    const service = await startUnisender(t);
    const life = await Life.begin(server, story.automations, story.rows[0].at, service);
    let rows = 0;
    for (const row of story.rows) {
      const planned = (await life.plan(engine, row.at)).map(say).sort();
      if (row.what === OUTAGE) await life.sleep(row.at);
      else await life.pass(row.at);
      const passed = await life.news();
      // A plan knows of no outage.
      if (row.what !== OUTAGE) assert.deepEqual(planned, passed.map(say).sort(), `${story.file}:${row.line} as planned in the browser`);
      await life.happen(row.what);
      await life.pass(row.at);
      const said = [...passed, ...(await life.news())].map(say).sort();
      assert.deepEqual(said, lines(row.says), `${story.file}:${row.line} ${row.what}`);
      rows += 1;
    }
    assert.equal(rows, story.rows.length);
  });
}
