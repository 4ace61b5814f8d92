// Whatever a provider says when it fails, quoting the key, the address and the whole message: nothing of it is logged, and
// what is kept of its words names no address, no number and no key (reliability, threat 17; D20, must show 6).
import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, startProviders } from "../support/providers/server.mjs";
import { tablesOf } from "../support/planted.mjs";
import { connectSenders } from "../support/senders.mjs";
import { startServer } from "../support/server.mjs";
import { startUnisender } from "../support/unisender.mjs";
import { contact, deal, setUp } from "./account.mjs";
import { activate, MONDAY } from "./sequence.mjs";

const NAME = "qzxkanarek";
const PHONE = "48999777555";
/** How each fails: a status with its own words, or one of the ways of `parrot`. */
const FAILURES = {
  "time-out": "hold", "connection lost": "lost", "key refused": 401, "account refused": 403, "bad request": 400, "not possible": 422, "too many": 429, broken: 500, "out of service": 503,
  "answer that is no JSON": "html", "answer of another shape": "odd", "empty answer": "empty", redirect: "redirect",
};
/** What never answers is waited for; so long, even a busy machine answers. */
const RELANCE_ANSWER_MS = "3000";
const KEYS = { resend: "re_kanareksecretkanareksecret", postmark: "kanareksecret-2222-4333-8444-555555555555", smsapi: "kanareksecretkanareksecretsmsapi",
  twilio: "kanareksecretkanareksecrettwilio", unisender: "kanareksecretunisender" };

/** What each calls its errors. */
const shapes = {
  resend: (status, said) => ({ statusCode: status, name: "validation_error", message: said }),
  postmark: (status, said) => ({ ErrorCode: status === 401 ? 10 : 300, Message: said }),
  smsapi: (status, said) => ({ error: status === 401 ? 101 : 13, message: said, invalid_numbers: [{ number: `+${PHONE}`, message: said }] }),
  twilio: (status, said) => ({ code: status === 401 ? 20003 : 21211, message: said, more_info: said, status }),
  unisender: (status, said) => ({ error: said, code: { 401: "invalid_api_key", 403: "access_denied", 429: "retry_later", 500: "strange" }[status] ?? "invalid_arg" }),
  webhook: (status, said) => ({ error: said }),
};

/** All that a call carried, as somebody would quote it who has lost patience. */
function quoted(request, body) {
  const { authorization = "" } = request.headers;
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  const secrets = [authorization, basic && Buffer.from(basic, "base64").toString(), request.headers["x-postmark-server-token"], new URLSearchParams(body).get("api_key")];
  return `cannot take ${secrets.filter(Boolean).join(" nor ")} for <${NAME}@client.example>, "+${PHONE}": ${body} ${JSON.stringify(request.headers)}`;
}

/** Stands before a stand-in: while `failing` says how, it answers so. */
function parrot(road, service) {
  const usual = service.handle;
  const self = { failing: undefined, calls: {} };
  service.handle = async (request, response, ...rest) => {
    if (!self.failing) return usual.call(service, request, response, ...rest);
    let body = "";
    for await (const piece of request) body += piece;
    self.calls[self.failing] = (self.calls[self.failing] ?? 0) + 1;
    const how = FAILURES[self.failing];
    const said = quoted(request, body);
    const json = (status, value) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (typeof how === "number") return void json(road === "unisender" && how !== 503 ? 200 : how, shapes[road](how, said));
    if (how === "odd") return void json(200, [{ [said]: said }, { id: said, sid: said, MessageID: said, result: said, list: said }]);
    if (how === "html") return void response.writeHead(200, { "content-type": "text/html" }).end(`<h1>${said}</h1>`);
    if (how === "empty") return void response.writeHead(200).end();
    if (how === "redirect") return void response.writeHead(302, { location: `http://127.0.0.1/${encodeURIComponent(said).slice(0, 2000)}` }).end(said);
    if (how === "lost") return void request.socket.destroy();
  };
  return self;
}

/** The platform's own binding, which throws what the last call of `/__fails` said, with the letter quoted. */
const BINDING = `
import worker from "./entry.js";
let failing;
const calls = {};
class SendEmail {
  async send(message) {
    if (!failing) return { messageId: "1@okna.example" };
    calls[failing] = (calls[failing] ?? 0) + 1;
    if (failing === "time-out") return new Promise(() => {});
    throw new Error(failing + ": cannot take <${NAME}@client.example>, +${PHONE} of " + message.from + " for " + message.to);
  }
}
const bound = (env) => ({ ...env, EMAIL: new SendEmail() });
export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname !== "/__fails") return worker.fetch(request, bound(env), context);
    failing = url.searchParams.get("how") || undefined;
    return Response.json(calls);
  },
  scheduled: (event, env, context) => worker.scheduled(event, bound(env), context),
  queue: (batch, env, context) => worker.queue(batch, bound(env), context),
  email: (message, env, context) => worker.email(message, bound(env), context),
};`;
const CODES = ["time-out", "E_SENDER_NOT_VERIFIED", "E_VALIDATION_ERROR", "E_RECIPIENT_SUPPRESSED", "E_RATE_LIMIT_EXCEEDED", "something that nobody knows"];

/** An account whose rule sends over this road alone; `again()` makes the road work, as a person would. */
async function connect(t, road, v1, server) {
  const step = { id: "s1", action: "email_to_contact", template: "t_mail", recipient: "any_contact", sender: "owner" };
  const overHttp = (service, again, more = step) => {
    const self = parrot(road, service);
    return { step: more, fails: Object.keys(FAILURES), secret: KEYS[road], again, fail: (how) => void (self.failing = how), calls: () => self.calls };
  };
  if (road === "cloudflare") {
    await v1.put("/settings", { sending: { identities: [{ address: "biuro@okna.example", name: "Okna", reply_to: null }] } });
    await v1.put("/senders/cloudflare", {});
    await v1.post("/senders/cloudflare/test", { to: "ana@okna.example", identity: "biuro@okna.example" });
    await v1.put("/settings", { sending: { email: "cloudflare" } });
    const fail = async (how) => (await server.get(`/__fails?how=${encodeURIComponent(how ?? "")}`)).body;
    return { step, fails: CODES, secret: "no secret", fail, calls: () => fail(), again: () => v1.put("/senders/cloudflare", {}) };
  }
  if (road === "unisender") {
    const service = await startUnisender(t, { key: KEYS.unisender, lists: [{ id: 101, title: "News" }] });
    const again = () => v1.put("/integrations/unisender", { key: service.key, base: service.base });
    await again();
    return overHttp(service, again, { id: "s1", action: "add_to_lists", lists: ["unisender_101"] });
  }
  if (road === "webhook") {
    const service = { handle: (request, response) => void response.writeHead(204).end() };
    const url = await listen(t, async (request, response) => service.handle(request, response));
    const { id, secret } = await v1.post("/webhooks", { name: "Parrot", url: `${url}/hook` });
    return { ...overHttp(service, () => {}, { id: "s1", action: "webhook", endpoint: id }), secret };
  }
  const providers = await startProviders(t, { [road]: { key: KEYS[road] } });
  const isSms = ["smsapi", "twilio"].includes(road);
  await connectSenders(v1, providers, isSms ? { sms: road } : { email: road });
  const again = () => v1.put(`/senders/${road}`, { key: KEYS[road], base: providers[road].base });
  return overHttp(providers[road], again, isSms ? { id: "s1", action: "sms_to_contact", template: "t_sms", recipient: "any_contact" } : step);
}

/** What is kept of the services' words, wherever it is. */
async function keptWords(database) {
  const rows = async (sql) => (await database.prepare(sql).all()).results;
  const kept = [];
  for (const table of await tablesOf(database)) {
    const columns = (await rows(`SELECT name FROM pragma_table_info('${table}')`)).map((row) => row.name);
    for (const column of columns.filter((one) => /problem$|^provider_id$|^detail$/.test(one))) {
      for (const row of await rows(`SELECT ${column} AS said FROM ${table} WHERE ${column} IS NOT NULL`)) kept.push(`${table}.${column}: ${row.said}`);
    }
  }
  return kept;
}

async function failsInEveryWay(t, road) {
  const lines = [];
  const server = await startServer(t, { variables: { RELANCE_LOG: "info", RELANCE_ANSWER_MS }, heard: (line) => lines.push(line), ...(road === "cloudflare" ? { around: BINDING } : {}) });
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  const { step, fails, secret, fail, calls, again } = await connect(t, road, v1, server);
  const who = "{{ contact.first_name }} {{ contact.email }} {{ contact.phone }} {{ name }}";
  await v1.post("/templates", { id: "t_mail", name: "M", module: "deals", kind: "email", class: "transactional", subject: who, body: who });
  await v1.post("/templates", { id: "t_sms", name: "S", module: "deals", kind: "sms", class: "transactional", text: who });
  await v1.post("/automations", { id: "a_rule", name: "Offer", kind: "rule", module: "deals", basis: { everyone: true },
    trigger: { on: "stage", stage: "offer", when: "moved_or_created" }, steps: [step] });
  await activate(v1, "a_rule");

  const answers = [];
  for (const [index, how] of fails.entries()) {
    await again();
    await fail(how);
    const values = { ...contact(1).values, first_name: NAME, email: `${NAME}@client.example`, phone: `+${PHONE}` };
    await v1.post("/records/contacts/bulk", { records: [{ id: `c_${index}`, values: { ...values, email: `${index}${NAME}@client.example` } }] });
    await v1.post("/records/deals/bulk", { records: [deal(index, { name: NAME, stage: "offer", contacts: [`c_${index}`] })] });
    await v1.post("/dev/tick", { until: new Date(Date.parse(MONDAY) + (index + 1) * 17 * 60_000).toISOString() });
    answers.push(...await Promise.all(["/senders", "/integrations", "/webhooks", "/notices"].map((route) => v1.get(route))));
    const place = road === "unisender" ? "integrations/unisender" : `senders/${road}`;
    if (road !== "webhook") answers.push((await server.put(`/api/v1/${place}`, { key: secret })).body);
    await fail(undefined);
  }
  answers.push((await server.get("/metrics")).body, (await server.get("/ready")).body);
  const called = await calls();
  assert.deepEqual(fails.filter((how) => !(called[how] > 0)), [], "each way was met");

  const isKept = (text) => [secret, "kanareksecret", "@client.example", "%40client", PHONE].filter((canary) => text.includes(canary));
  const kept = await keptWords(server.database);
  assert.ok(kept.some((words) => words.includes("problem: ")), "its words are kept");
  assert.ok(answers.some((answer) => JSON.stringify(answer).includes("no answer within 3 seconds")), "and who never answers is given up");
  assert.deepEqual(kept.filter((words) => isKept(words).length > 0), [], "what is kept of its words");
  assert.deepEqual(answers.map((answer) => JSON.stringify(answer)).filter((text) => isKept(text).length > 0), [], "what is shown");
  await server.stop();
  assert.ok(lines.filter((line) => line.includes('"what":"request"')).length > 30, "it did log");
  assert.deepEqual(lines.filter((line) => isKept(line).length > 0 || line.includes(NAME)), [], "what is logged");
}

test("a provider that fails in every way, quoting all that it got, is quoted nowhere (D20)", { concurrency: 4 }, async (t) => {
  await Promise.all(["resend", "postmark", "smsapi", "twilio", "cloudflare", "unisender", "webhook"].map((road) =>
    t.test(road, (t) => failsInEveryWay(t, road))));
});
