// CSV imports over real data, which nobody of this project made.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { AIRPORTS, airports, csv } from "../support/airports.mjs";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";
import { api, said, setUp } from "./account.mjs";

/** What the file's own columns suggest, as a person would take it over. */
async function mappingOf(v1, text) {
  const { columns } = await v1.post("/imports/inspect", { module: "airports", csv: text });
  return Object.fromEntries(columns.filter((one) => one.field).map((one) => [one.name, one.field]));
}

async function pages(v1, route) {
  const records = [];
  for (let after = ""; after !== null;) {
    const page = await v1.get(`${route}?limit=5000&after=${after}`);
    records.push(...page.records);
    after = page.next;
  }
  return records;
}

test("7,184 airports from a spreadsheet's CSV become records, every cell as it was", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/modules/airports", AIRPORTS);
  const text = csv(airports);
  const inspected = await v1.post("/imports/inspect", { module: "airports", csv: text });
  assert.deepEqual([inspected.delimiter, inspected.rows], [";", airports.length]);
  assert.deepEqual(inspected.columns.map((one) => [one.name, one.field, one.kind]), [
    ["Id", null, "number"], ["Nazwa", "name", "text"], ["Miasto", "city", "text"], ["Kraj", "country", "text"],
    ["IATA", "iata", "text"], ["Szerokość", "latitude", "number"], ["Wysokość", "altitude", "number"], ["Strefa", "timezone", "text"],
  ]);
  const mapping = await mappingOf(v1, text);
  const staged = await v1.post("/imports", { module: "airports", csv: text, mapping, id_column: "Id" }, { status: 201 });
  assert.deepEqual([staged.state, staged.rows, staged.valid, staged.problems], ["staged", airports.length, airports.length, []]);
  assert.deepEqual((await v1.get("/records/airports")).records, [], "nothing is written before it is applied");

  let now = await v1.post(`/imports/${staged.id}/apply`, {});
  for (let ticks = 0; now.state === "applying" && ticks < 10; ticks += 1) {
    await server.tick();
    now = await v1.get(`/imports/${staged.id}`);
  }
  assert.deepEqual([now.state, now.applied], ["done", airports.length]);

  const records = new Map((await pages(v1, "/records/airports")).map((record) => [record.id, record.values]));
  assert.equal(records.size, airports.length);
  for (const one of airports) {
    const values = records.get(`airports:${one.id}`);
    const given = { name: one.name, city: one.city, country: one.country, iata: one.iata, timezone: one.tz };
    for (const [key, cell] of Object.entries(given)) {
      const kept = String(cell ?? "").trim() === "" ? undefined : String(cell);
      assert.equal(values[key]?.trim(), kept?.normalize("NFC").trim(), `${one.id} ${key}`);
    }
    assert.equal(values.latitude, one.latitude);
    assert.equal(values.altitude, one.altitude);
  }
});

test("a second import of the same file changes nothing, and of a changed one only what changed", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/modules/airports", AIRPORTS);
  const some = airports.slice(0, 300);
  const mapping = await mappingOf(v1, csv(some));
  const importAll = async (rows) => {
    const staged = await v1.post("/imports", { module: "airports", csv: csv(rows), mapping, id_column: "Id" }, { status: 201 });
    assert.equal((await v1.post(`/imports/${staged.id}/apply`, {})).state, "done");
  };
  await importAll(some);
  await importAll(some.map((one, index) => (index === 7 ? { ...one, city: "Łódź" } : one)));
  const versions = (await v1.get("/records/airports?limit=5000")).records.map((record) => [record.version, record.values.city]);
  assert.equal(versions.filter(([version]) => version === 1).length, 299);
  assert.deepEqual(versions.filter(([version]) => version === 2), [[2, "Łódź"]]);
});

test("one wrong cell refuses the whole file, and says where it stands", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.put("/modules/airports", AIRPORTS);
  const rows = airports.slice(0, 50).map((one, index) => (index === 20 ? { ...one, altitude: "high" } : one));
  const mapping = await mappingOf(v1, csv(rows));
  const refused = await v1.post("/imports", { module: "airports", csv: csv(rows), mapping, id_column: "Id" }, { status: 201 });
  assert.deepEqual([refused.state, refused.valid, said(refused)], ["refused", 49, [["wrong_type", "line 22, Wysokość"]]]);
  assert.equal((await v1.post(`/imports/${refused.id}/apply`, {}, { status: 409 })).code, "wrong_state");
  assert.deepEqual((await v1.get("/records/airports")).records, []);
  const wrong = await v1.post("/imports", { module: "airports", csv: csv(rows), mapping: { Nazwa: "nmae" } }, { status: 422 });
  assert.deepEqual(said(wrong), [["unknown_field", "mapping.Nazwa"]]);
});

test("an import that is killed goes on where it was, without a row twice or missing", async (t) => {
  const state = temporaryFolder(t);
  let server = await spawnServer(t, { state });
  let v1 = await setUp(server);
  await v1.put("/modules/airports", AIRPORTS);
  const mapping = await mappingOf(v1, csv(airports.slice(0, 5)));
  const staged = await v1.post("/imports", { module: "airports", csv: csv(airports), mapping, id_column: "Id" }, { status: 201 });
  let killedMidway = 0;
  for (let kill = 0; kill < 6; kill += 1) {
    const applying = server.post(`/api/v1/imports/${staged.id}/apply`, {}).catch(() => "killed");
    await wait(60 * 2 ** kill); // longer and longer, so that a slow machine gets on
    await server.kill();
    await applying;
    server = await spawnServer(t, { state });
    v1 = api(server);
    const { state: now, applied } = await v1.get(`/imports/${staged.id}`);
    if (now === "applying" && applied > 0) killedMidway += 1;
    if (now === "done") break;
  }
  assert.ok(killedMidway > 0, "a kill hit the import between its chunks");
  for (let ticks = 0; (await v1.get(`/imports/${staged.id}`)).state === "applying" && ticks < 10; ticks += 1) await server.tick();
  const records = await pages(v1, "/records/airports");
  assert.equal(records.length, airports.length);
  assert.ok(records.every((record) => record.version === 1));
  await server.stop();
});
