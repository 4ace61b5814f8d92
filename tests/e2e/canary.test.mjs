// Nothing of a person, and no secret, is ever logged or told where it does not belong (reliability, threat 17; must
// show 6): canaries are planted in every field of every way in, right and wrong, and all that the Worker says is searched.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { callEmail, repository } from "../../worker/dev/local.mjs";
import { Client, temporaryFolder } from "../support/server.mjs";
import { api, contact, deal, setUp } from "./account.mjs";
import { activate, day, MONDAY } from "./sequence.mjs";

const NAME = "qzxkanarek";
const EMAIL = `${NAME}@client.example`;
const PHONE = "+48999777555";
const TOKEN = "rel_kanarek2345_tokenkanarektokenkanarektoken22";
const SECRET = "re_kanareksecretkanareksecret";
const CANARIES = [NAME, PHONE.slice(1), "tokenkanarek", "kanareksecret"];
const shows = (text) => CANARIES.filter((canary) => text.toLowerCase().includes(canary));

/** A Worker in a process of its own that logs everything; `said()` is all that it printed. */
async function chattyServer(t) {
  const script = path.join(repository, "worker/dev/serve.mjs");
  const child = spawn(process.execPath, [script, "--for-test", "--port", "0", "--state", temporaryFolder(t),
    "--variable", "RELANCE_LOG=info", "--variable", "RELANCE_MAIL_DOMAIN=in.example"], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const printed = [];
  child.stderr.on("data", (piece) => printed.push(String(piece)));
  t.after(() => { if (child.exitCode === null) process.kill(-child.pid, "SIGKILL"); });
  const lines = createInterface({ input: child.stdout });
  const [ready] = await once(lines, "line");
  lines.on("line", (line) => printed.push(line));
  const { url, adminToken } = JSON.parse(ready);
  return { server: new Client(new URL(url), adminToken), url: new URL(url), said: () => printed.join("\n") };
}

/** A provider, or a receiver of webhooks, that quotes everything that it was sent, and refuses it. */
async function parrot(t) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    response.writeHead(422, { "content-type": "application/json" });
    response.end(JSON.stringify({ name: "validation_error", message: `cannot send to ${EMAIL}, ${PHONE}: ${body.slice(0, 300)}`, token: request.headers.authorization }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function live(v1, server, url, base) {
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.put("/senders/resend", { key: SECRET, base }).catch(() => {});
  await v1.post("/webhooks", { id: "wh_parrot", name: "Parrot", url: `${base}/${NAME}` }).catch(() => {});
  await v1.put("/settings", { sending: { email: "resend" } }).catch(() => {});
  const who = "{{ contact.first_name }} {{ contact.email }} {{ contact.phone }} {{ name }}";
  await v1.post("/templates", { id: "t_mail", name: "M", module: "deals", kind: "email", class: "transactional", subject: who, body: who });
  await v1.post("/templates", { id: "t_sms", name: "S", module: "deals", kind: "sms", class: "transactional", text: who });
  await v1.post("/automations", { id: "a_rule", name: "Offer", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" },
    steps: [{ id: "s1", action: "email_to_contact", template: "t_mail", recipient: "any_contact" }, { id: "s2", action: "sms_to_contact", template: "t_sms", recipient: "any_contact" }] });
  await activate(v1, "a_rule");
  await v1.post("/records/contacts/bulk", { records: [{ id: `c_${NAME}`, values: { ...contact(1).values, first_name: NAME, email: EMAIL, phone: PHONE } }] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { name: NAME, stage: "offer", contacts: [`c_${NAME}`] })] });
  await v1.post("/events", { events: [{ id: `e_${NAME}`, name: "offer_sent", record: `c_${NAME}`, about: EMAIL }] });
  await v1.post("/imports", { module: "contacts", csv: `Id,Mail\r\n1,${EMAIL} ${PHONE}\r\n`, mapping: { Mail: "email" }, id_column: "Id" }, { status: 201 });
  await callEmail(url, { from: EMAIL, to: `${NAME}@in.example`, raw: `From: ${NAME} <${EMAIL}>\r\nTo: x@in.example\r\nSubject: ${PHONE}\r\nMessage-ID: <1.${NAME}@client.example>\r\n\r\n${NAME}\r\n` });
  await v1.post("/dev/tick", { until: day(2) });
  const preview = await v1.post(`/contacts/c_${NAME}/erase`, {});
  await v1.post(`/contacts/c_${NAME}/erase`, { digest: preview.digest });
}

/** Wrong in every way that there is: each answers with a problem, and what it quotes goes to nobody else. */
async function mistakes(server) {
  const call = (method, route, body, headers) => server.call(method, route, body, headers);
  const wrong = [
    ["GET", `/api/v1/records/contacts/${NAME}`], ["GET", `/api/v1/${EMAIL}`], ["GET", `/${EMAIL}?phone=${encodeURIComponent(PHONE)}`],
    ["GET", `/p/u/${NAME}.${NAME}`], ["POST", `/p/hooks/resend/main`, { to: EMAIL }], ["PUT", "/api/v1/settings", { zone: EMAIL, name: PHONE, [NAME]: 1 }],
    ["POST", "/api/v1/records/contacts/bulk", { records: [{ id: "c_9", values: { email: `${EMAIL} x`, phone: `${PHONE}x`, [NAME]: 1 } }] }],
    ["POST", "/api/v1/records/contacts/bulk", `{"records": [${NAME}`], ["POST", "/api/v1/events", { events: [{ name: NAME, record: EMAIL }] }],
    ["POST", "/api/v1/views", { name: NAME, module: "contacts", filter_text: `email is "${EMAIL}` }], ["POST", "/api/v1/templates", { text: `{{ ${NAME} }}` }],
    ["POST", "/api/v1/contacts/merge", { survivor: NAME, loser: EMAIL }], ["POST", `/api/v1/messages/${NAME}/resend`, {}],
    ["POST", "/api/v1/session", { token: TOKEN }], ["PUT", "/api/v1/senders/postmark", { key: SECRET, wrong: NAME }], ["POST", "/api/v1/resume", { catch_up: NAME }],
  ];
  for (const [method, route, body] of wrong) await call(method, route, body);
  const stranger = server.as(TOKEN);
  return Promise.all([stranger.get("/api/v1/settings"), stranger.get("/metrics"), server.as(`${TOKEN}\u0000`.slice(0, 20)).get("/api/v1/settings")]);
}

test("what is planted in every way in shows in no log, no metric and no answer to a stranger", async (t) => {
  const { server, url, said } = await chattyServer(t);
  const v1 = await setUp(server);
  await live(v1, server, url, await parrot(t));
  for (const answer of await mistakes(server)) {
    assert.equal(answer.status, 401);
    assert.deepEqual(shows(JSON.stringify(answer.body)), [], "a refusal of a token does not quote it");
  }
  await server.tick();
  const metrics = (await server.get("/metrics")).body;
  assert.deepEqual(shows(metrics), []);
  assert.match(metrics, /relance_messages_settled_total/);
  assert.deepEqual(shows(JSON.stringify((await server.get("/ready")).body)), []);
  for (const route of ["/notices", "/erasures", "/senders", "/webhooks", "/integrations", "/tokens"]) {
    const body = JSON.stringify(await v1.get(route).catch(() => ({})));
    assert.deepEqual(shows(body).filter((canary) => canary !== NAME || route !== "/webhooks"), [], route);
  }
  await new Promise((done) => setTimeout(done, 500));
  const log = said().split("\n").filter(Boolean);
  const lines = log.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  assert.ok(lines.filter((line) => line.what === "request").length > 30, "it did log");
  assert.ok(lines.some((line) => line.what === "request" && line.codes?.length > 0 && line.account === "main"), "with codes and the account");
  assert.ok(lines.every((line) => ["info", "warning", "error"].includes(line.level) && typeof line.what === "string"));
  // The local platform prints what the sender's mail server is told: the address that it asked for itself.
  const ours = log.filter((line) => !line.startsWith("[mf:error] Email handler rejected"));
  assert.deepEqual(ours.filter((line) => shows(line).length > 0), []);
});

test("what a provider quotes of a message is kept without its address", async (t) => {
  const { server, url } = await chattyServer(t);
  const v1 = await setUp(server);
  await live(v1, server, url, await parrot(t)).catch(() => {});
  const kept = JSON.stringify([await v1.get("/deliveries").catch(() => []), await v1.get("/senders").catch(() => []), await v1.get("/webhooks").catch(() => [])].map((one) =>
    JSON.parse(JSON.stringify(one, (key, value) => (["url", "to", "address"].includes(key) ? undefined : value)))));
  assert.deepEqual(shows(kept), []);
});
