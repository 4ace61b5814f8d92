// Nothing of a person, and no secret, is ever logged or told where it does not belong (reliability, threat 17; must
// show 6): canaries are planted in every field of every way in, right and wrong, and all that the Worker says is searched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, startProviders } from "../support/providers/server.mjs";
import { connectSenders } from "../support/senders.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, setUp } from "./account.mjs";
import { activate, day, MONDAY } from "./sequence.mjs";

const NAME = "qzxkanarek";
const EMAIL = `${NAME}@client.example`;
const PHONE = "+48999777555";
const TOKEN = "rel_kanarek2345_tokenkanarektokenkanarektoken22";
const SECRET = "re_kanareksecretkanareksecret";
const CANARIES = [NAME, PHONE.slice(1), "tokenkanarek", "kanareksecret"];
const shows = (text) => CANARIES.filter((canary) => text.toLowerCase().includes(canary));

/** A receiver of webhooks that quotes everything that it was sent, and refuses it. */
const parrot = (t) => listen(t, async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  response.writeHead(422, { "content-type": "application/json" });
  response.end(JSON.stringify({ message: `cannot take ${EMAIL}, ${PHONE}: ${body} ${JSON.stringify(request.headers)}` }));
});

async function live(t, v1, server) {
  const providers = await startProviders(t, { resend: { key: SECRET }, smsapi: { key: `${SECRET}sms` } });
  await connectSenders(v1, providers, { email: "resend", sms: "smsapi" });
  const { id: endpoint } = await v1.post("/webhooks", { name: "Parrot", url: `${await parrot(t)}/${NAME}` });
  await v1.post("/dev/tick", { until: MONDAY });
  const who = "{{ contact.first_name }} {{ contact.email }} {{ contact.phone }} {{ name }}";
  await v1.post("/templates", { id: "t_mail", name: "M", module: "deals", kind: "email", class: "transactional", subject: who, body: who });
  await v1.post("/templates", { id: "t_sms", name: "S", module: "deals", kind: "sms", class: "transactional", text: who });
  await v1.post("/automations", { id: "a_rule", name: "Offer", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" },
    steps: [{ id: "s1", action: "email_to_contact", template: "t_mail", recipient: "any_contact" }, { id: "s2", action: "sms_to_contact", template: "t_sms", recipient: "any_contact" },
      { id: "s3", action: "webhook", endpoint }] });
  await activate(v1, "a_rule");
  await v1.post("/records/contacts/bulk", { records: [{ id: `c_${NAME}`, values: { ...contact(1).values, first_name: NAME, email: EMAIL, phone: PHONE } }] });
  await v1.post("/records/deals/bulk", { records: [deal(1, { name: NAME, stage: "offer", contacts: [`c_${NAME}`] })] });
  await v1.post("/events", { events: [{ id: `e_${NAME}`, name: "offer_sent", record: `c_${NAME}`, about: EMAIL }] });
  await v1.post("/imports", { module: "contacts", csv: `Id,Mail\r\n1,${EMAIL} ${PHONE}\r\n`, mapping: { Mail: "email" }, id_column: "Id" }, { status: 201 });
  await server.deliver({ from: EMAIL, to: `${NAME}@in.example`, raw: `From: ${NAME} <${EMAIL}>\r\nTo: x@in.example\r\nSubject: ${PHONE}\r\nMessage-ID: <1.${NAME}@client.example>\r\n\r\n${NAME}\r\n` });
  await v1.post("/dev/tick", { until: day(2) });
  assert.ok(providers.resend.messages.some((one) => one.to.includes(EMAIL)) && providers.smsapi.messages.length > 0, "both have left");
  assert.ok((await v1.get("/deliveries")).deliveries.some((one) => one.problem), "the parrot refused");
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
  const log = [];
  const server = await startServer(t, { variables: { RELANCE_LOG: "info", RELANCE_MAIL_DOMAIN: "in.example" }, heard: (line) => log.push(line) });
  const v1 = await setUp(server);
  await live(t, v1, server);
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
    const body = JSON.stringify(await v1.get(route));
    assert.deepEqual(shows(body).filter((canary) => canary !== NAME || route !== "/webhooks"), [], route);
  }
  await server.stop();
  const lines = log.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  assert.ok(lines.filter((line) => line.what === "request").length > 30, "it did log");
  assert.ok(lines.some((line) => line.what === "request" && line.codes?.length > 0 && line.account === "main"), "with codes and the account");
  assert.ok(lines.every((line) => ["info", "warning", "error"].includes(line.level) && typeof line.what === "string"));
  assert.deepEqual(log.filter((line) => shows(line).length > 0), []);
});
