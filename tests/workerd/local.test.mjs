// The Worker runs in real workerd over real D1: what `cargo xtask start` promises.
import assert from "node:assert/strict";
import { test } from "node:test";
import { spawnServer, startServer, temporaryFolder } from "../support/server.mjs";

const ANA = { id: "u_ana", name: "Ana Nowak", email: "ana@example.com" };

test("the Worker answers that it is well", async (t) => {
  const server = await startServer(t);
  const { status, body } = await server.get("/health");
  assert.equal(status, 200);
  assert.ok(body, "an answer with a body");
});

test("an unknown address of the API is the Worker's 404, not the console's page", async (t) => {
  const server = await startServer(t);
  for (const route of ["/api/v1/there-is-no-such-thing", "/v1/there-is-no-such-thing"]) {
    const answer = await server.get(route, { accept: "text/html", "sec-fetch-mode": "navigate" });
    assert.equal(answer.status, 404, route);
    assert.doesNotMatch(answer.headers.get("content-type") ?? "", /html/, route);
  }
});

test("the cron handler can be called, for any moment", async (t) => {
  const server = await startServer(t);
  await server.tick();
  await server.tick(new Date("2026-03-02T09:00:00Z"));
});

test("what D1 was asked is counted: each call, its statements and their rows", async (t) => {
  const server = await startServer(t, { countCosts: true });
  await server.get("/health");
  await server.costs();
  assert.equal((await server.post("/api/v1/users", ANA)).status, 201);
  const written = await server.costs();
  assert.ok(written.calls >= 1 && written.rowsWritten >= 1, JSON.stringify(written));
  assert.deepEqual(await server.costs(), { calls: 0, statements: 0, rowsRead: 0, rowsWritten: 0 });
  await server.get("/api/v1/users");
  const read = await server.costs();
  assert.ok(read.calls >= 1 && read.rowsRead >= 1, JSON.stringify(read));
  assert.equal(read.rowsWritten, 0);
});

test("a kill -9 right after an answer loses nothing that was answered, nor the token", async (t) => {
  const state = temporaryFolder(t);
  const first = await spawnServer(t, { state });
  assert.equal((await first.post("/api/v1/users", ANA)).status, 201);
  await first.kill();
  await assert.rejects(first.get("/health"), "it is gone");

  const second = await spawnServer(t, { state });
  assert.equal(second.adminToken, first.adminToken);
  const { status, body } = await second.get("/api/v1/users");
  assert.equal(status, 200);
  assert.match(JSON.stringify(body), /Ana Nowak/);
  await second.stop();
});
