// What comes back from messages: providers' webhooks, openings and clicks, and what all that adds up to (E5, E13).
//
// Over real workerd; the providers are stand-ins on loopback that their own libraries accept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startProviders } from "../support/providers/server.mjs";
import { startServer } from "../support/server.mjs";
import { contact, deal, numbers, setUp } from "./account.mjs";
import { activate, all, day, MONDAY } from "./sequence.mjs";

const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
const APPLE = "Mozilla/5.0";

const SEQUENCE = {
  id: "a_offer", name: "After the offer", kind: "sequence", module: "deals", basis: { view: "v_offers" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "drop", zone: "account",
  steps: [
    { id: "s_mail", action: "email_to_contact", delay: { amount: 1, unit: "days" }, template: "t_mail" },
    { id: "s_sms", action: "sms_to_contact", delay: { amount: 1, unit: "days" }, template: "t_sms" },
  ],
};
/** S4.11: who reads the offer gets a task, while the deal is on the stage. */
const RULE = {
  id: "a_read", name: "Offer read", kind: "rule", module: "deals", basis: { everyone: true },
  trigger: { on: "event", event: "email_read", stage: "offer" },
  steps: [{ id: "s_task", action: "task_for_user", template: "t_task", recipient: "owner" }],
};

/** An account at `MONDAY` with deals in the sequence, and the rule switched on. */
async function begin(server, { deals = 2, settings = {} } = {}) {
  const v1 = await setUp(server);
  await v1.put("/settings", { name: "Okna Nowak", zone: "Europe/Warsaw",
    tracking: { opens: true, clicks: true }, ...settings });
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "marketing", format: "html", subject: "Our offer",
    body: '<p>Hello {{ contact.first_name }}</p><p><a href="https://okna.example/offer?id={{ name }}&x=1">See it</a> or write to <a href="mailto:biuro@okna.example">us</a></p>' });
  await v1.post("/templates", { id: "t_sms", name: "Reminder", module: "deals", kind: "sms", class: "marketing", text: "Hello {{ contact.first_name }}" });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call about {{ name }}", description: "" });
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await v1.post("/automations", RULE, { status: 201 });
  await activate(v1, "a_offer");
  await v1.post("/automations/a_read/activate", { audience: "all", confirm_records: 0 });
  await v1.post("/records/contacts/bulk", { records: numbers(deals).map((number) => contact(number)) });
  await v1.post("/records/deals/bulk", { records: numbers(deals).map((number) => deal(number, { stage: "offer" })) });
  return v1;
}

const results = async (v1) => {
  const { total, steps } = await v1.get("/automations/a_offer/results");
  return { total, mail: steps.find((one) => one.step === "s_mail"), sms: steps.find((one) => one.step === "s_sms") };
};
const tasks = (v1) => all(v1, "/records/tasks", "records");
const messages = (v1) => all(v1, "/messages", "messages");
const factsOf = async (v1, key) => (await all(v1, "/run-log", "entries")).find((entry) => entry.key === key)?.facts ?? [];

/** Waits for what the Worker notes once its answer is on its way; ends by itself when it never does. */
async function until(look, wanted, about) {
  let found;
  for (let tries = 0; tries < 200; tries += 1) {
    found = await look();
    if (wanted(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return assert.fail(`${about}: ${JSON.stringify(found)}`);
}

const picture = (message) => /<img src="([^"]+)"/.exec(message.html)[1];
const link = (message) => /<a href="([^"]+\/p\/l\/[^"]+)"/.exec(message.html)[1];
/** Somebody's program asks for an address of a message; `local` is where this deployment is found. */
function asks(server, address, { agent = CHROME, method = "GET", headers = {} } = {}) {
  const local = new URL(new URL(address).pathname, server.url);
  return fetch(local, { method, redirect: "manual", headers: { "user-agent": agent, ...headers } });
}

test("a person's opening is told as email_read and starts the rule, once; a machine's is marked and starts nothing (S4.11, E13)", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server);
  await v1.post("/dev/tick", { until: day(1) });
  const [first, second] = await messages(v1);
  assert.match(first.html, /href="mailto:biuro@okna\.example"/, "mail is not counted");
  assert.equal(first.text.includes("/p/l/"), false, "the plain text stays readable");

  // Within seconds of the sending: a scanner. Two hours later: Apple's proxy, a HEAD, then two persons.
  assert.equal((await asks(server, picture(first))).status, 200);
  await until(() => factsOf(v1, first.key), (facts) => facts.length === 1, "the scanner is noted");
  await v1.post("/dev/tick", { until: day(1, 2) });
  await asks(server, picture(second), { agent: APPLE });
  await asks(server, picture(second), { method: "HEAD" });
  await until(() => factsOf(v1, second.key), (facts) => facts.length === 1, "the proxy is noted");
  assert.equal((await tasks(v1)).length, 0);
  let { mail } = await results(v1);
  assert.deepEqual([mail.sent, mail.opened, mail.opened_automatic], [2, 0, 2]);

  const answer = await asks(server, picture(first), { agent: GMAIL });
  assert.equal(answer.headers.get("content-type"), "image/gif");
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  await until(() => tasks(v1), (found) => found.length === 1, "the rule has acted");
  for (let times = 0; times < 5; times += 1) await asks(server, picture(first));
  const [, , ...more] = await until(() => factsOf(v1, first.key), (facts) => facts.length >= 2, "the person is noted");
  assert.deepEqual(more, [], "once, however often it is opened");
  assert.deepEqual((await factsOf(v1, first.key)).map((fact) => [fact.kind, fact.is_automatic, fact.detail]),
    [["opened", true, "too_soon"], ["opened", false, "persons_proxy"]]);
  ({ mail } = await results(v1));
  assert.deepEqual([mail.opened, mail.opened_automatic], [1, 1], "who opened is no machine any more");
  assert.equal((await tasks(v1)).length, 1);
});

test("a machine's opening starts the rule where the account counts it (E13)", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server, { deals: 1, settings: { tracking: { opens: true, clicks: false, count_automatic: true } } });
  await v1.post("/dev/tick", { until: day(1) });
  const [message] = await messages(v1);
  assert.match(message.html, /href="https:\/\/okna\.example\/offer/, "clicks are not wanted");
  await asks(server, picture(message));
  await until(() => tasks(v1), (found) => found.length === 1, "the rule has acted");
  assert.equal((await results(v1)).mail.opened, 0, "and yet it is no person's");
});

test("a link leads where it was signed to lead, at once and nowhere else; who follows it has read (E5, S4.11)", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server, { deals: 1 });
  await v1.post("/dev/tick", { until: day(1, 1) });
  const [message] = await messages(v1);
  const followed = await asks(server, link(message));
  assert.equal(followed.status, 302);
  assert.equal(followed.headers.get("location"), "https://okna.example/offer?id=Deal%201&x=1");
  assert.equal(followed.headers.get("set-cookie"), null);
  await until(() => tasks(v1), (found) => found.length === 1, "the rule has acted");
  const { mail } = await results(v1);
  assert.deepEqual([mail.clicked, mail.clicked_automatic, mail.opened], [1, 0, 0]);

  const [, token] = link(message).split("/p/l/");
  const [said, signature] = token.split(".");
  const elsewhere = Buffer.from(Buffer.from(said, "base64url").toString().replace("okna.example", "evil.example")).toString("base64url");
  for (const forged of [`${elsewhere}.${signature}`, `${said}.${"A".repeat(22)}`, said, "x", `${"a".repeat(5000)}.b`]) {
    const answer = await asks(server, `http://relance.example/p/l/${forged}`);
    assert.equal(answer.status, 404, forged.slice(0, 40));
    assert.equal(answer.headers.get("location"), null);
  }
  const opened = picture(message).split("/p/o/")[1];
  assert.equal((await asks(server, `http://relance.example/p/l/${opened}`)).status, 404, "a token of another purpose leads nowhere");
});

test("without a wish nothing is counted: no picture, no other links", async (t) => {
  const server = await startServer(t);
  const v1 = await begin(server, { deals: 1, settings: { tracking: { opens: false, clicks: false } } });
  await v1.post("/dev/tick", { until: day(1) });
  const [message] = await messages(v1);
  assert.equal(/<img|\/p\/[lo]\//.test(message.html), false);
});

/** Where providers reach this deployment, as they sign it. */
const PUBLIC = "https://relance.example";

/** The same account, sending by stand-ins; `sent` are the messages that leave after that. */
async function withProviders(t, { email, sms, deals = 3 }) {
  const providers = await startProviders(t);
  const server = await startServer(t, { variables: { RELANCE_PUBLIC_URL: PUBLIC } });
  const v1 = await begin(server, { deals });
  const connect = (name, more) => v1.put(`/senders/${name}`, { base: providers[name].base, key: providers[name].key, ...more });
  const hook_secret = providers[email].webhookSecret ?? providers[email].webhookPassword;
  await connect(email, { hook_secret });
  if (sms) await connect(sms, providers[sms].account ? { account: providers[sms].account } : {});
  const identities = [{ address: "biuro@okna.example", name: "Okna Nowak", reply_to: null }];
  const sending = { identities, ...(sms === "twilio" ? { sms_sender: providers.twilio.numbers[0] } : {}) };
  await v1.put("/settings", { sending });
  // Postmark is known to take a sender once it has.
  if (email === "postmark") await v1.post("/senders/postmark/test", { to: "ana@okna.example" });
  await v1.put("/settings", { sending: { ...sending, email, ...(sms ? { sms } : {}) } });
  const tests = providers[email].messages.length;
  return { providers, server, v1, sent: () => providers[email].messages.slice(tests) };
}

/** The address of webhooks, here and as the provider knows it. */
const hook = (server, provider) => new URL(`/p/hooks/${provider}/main`, server.url).href;
const bodiesOf = async (answers) => Promise.all((await Promise.all(answers)).map(async (one) => [one.status, await one.text()]));

for (const email of ["resend", "postmark"]) {
  test(`${email} tells what became of e-mails: delivered, back, complained; believed only when it is ${email} (D18, D20, E5)`, async (t) => {
    const { providers, server, v1, sent } = await withProviders(t, { email });
    await v1.post("/dev/tick", { until: day(1) });
    assert.equal(sent().length, 3);
    const url = hook(server, email);
    const [one, two, three] = sent();
    const tell = (which, what, options = {}) => providers.tell(email, which.id, what, { url, ...options });

    const delivered = await tell(one, "delivered");
    assert.equal(delivered.status, 200);
    assert.deepEqual((await bodiesOf([tell(one, "delivered"), tell(one, "delivered")])).map(([status]) => status), [200, 200], "told again");
    assert.equal((await tell(two, "bounced")).status, 200);
    assert.equal((await tell(three, "complained")).status, 200);
    const forged = email === "resend" ? { secret: `whsec_${Buffer.alloc(32).toString("base64")}` } : { password: "guessed" };
    assert.equal((await tell(one, "bounced", forged)).status, 401, "somebody else says so");
    const { mail } = await results(v1);
    assert.deepEqual([mail.sent, mail.delivered, mail.bounced, mail.complained], [3, 1, 1, 1]);

    const suppressed = (await all(v1, "/records/contacts", "records")).filter((record) => record.values.email_suppressed === true);
    assert.equal(suppressed.length, 2, "a dead address and a complaint get nothing more");
    assert.equal((await fetch(new URL(`/p/hooks/${email}/other`, server.url), { method: "POST", body: "{}" })).status, 404);
  });
}

test("an old webhook of Resend is not believed, nor one of the future (reliability, threat 13)", async (t) => {
  const { providers, server, v1 } = await withProviders(t, { email: "resend", deals: 1 });
  await v1.post("/dev/tick", { until: day(1) });
  const [message] = providers.resend.messages;
  const at = (minutes) => providers.tell("resend", message.id, "delivered", { url: hook(server, "resend"), at: Date.now() + minutes * 60_000 });
  assert.equal((await at(-6)).status, 401);
  assert.equal((await at(6)).status, 401);
  assert.equal((await results(v1)).mail.delivered, 0);
  assert.equal((await at(-4)).status, 200);
});

test("a message whose answer was lost is sent once its provider says that it was delivered, and is not tried again (D23)", async (t) => {
  const { providers, server, v1, sent } = await withProviders(t, { email: "resend", deals: 1 });
  providers.resend.fail("lost"); // taken, and the answer is lost: it would be tried again with its key
  await v1.post("/dev/tick", { until: day(1) });
  assert.deepEqual([sent().length, (await results(v1)).mail.sent], [1, 0]);
  const calls = providers.resend.calls.length;
  assert.equal((await providers.tell("resend", sent()[0].id, "delivered", { url: hook(server, "resend") })).status, 200);
  const { mail } = await results(v1);
  assert.deepEqual([mail.unknown, mail.sent, mail.delivered], [0, 1, 1]);
  await v1.post("/dev/tick", { until: day(1, 6) });
  assert.equal(providers.resend.calls.length, calls, "nobody asks again");
});

test("a message of which nobody knew is sent once somebody is seen to have it (D23)", async (t) => {
  const { providers, server, v1, sent } = await withProviders(t, { email: "postmark", deals: 1 });
  providers.postmark.fail("lost"); // taken, and the answer is lost: it knows no keys
  await v1.post("/dev/tick", { until: day(1) });
  const found = (await server.database.prepare("SELECT state FROM outbox WHERE step_id = 's_mail'").all()).results;
  assert.deepEqual(found, [{ state: "unknown" }]);
  assert.equal((await results(v1)).mail.unknown, 1);
  assert.equal((await providers.tell("postmark", sent()[0].id, "delivered", { url: hook(server, "postmark") })).status, 200);
  const { mail } = await results(v1);
  assert.deepEqual([mail.unknown, mail.sent, mail.delivered], [0, 1, 1]);
  await v1.post("/dev/tick", { until: day(1, 6) });
  const toClients = sent().filter((message) => JSON.stringify(message.to).includes("@client.example"));
  assert.equal(toClients.length, 1, "colleagues are told of what was unknown, the client gets nothing twice");
});

for (const sms of ["twilio", "smsapi"]) {
  test(`${sms} tells what became of SMS, and its cost is in the results (E5, D18)`, async (t) => {
    const { providers, server, v1 } = await withProviders(t, { email: "resend", sms });
    await v1.post("/dev/tick", { until: day(2) });
    const provider = providers[sms];
    assert.equal(provider.messages.length, 3);
    /** Posted here, signed as to the public name. */
    const tell = (which, what, options = {}) => {
      const notice = provider.notice(which.id, what, options);
      return provider.post({ ...notice, url: notice.url.replace(PUBLIC, server.url.origin) });
    };
    const [one, two] = provider.messages;
    assert.equal((await tell(one, "delivered")).status, 200);
    const failed = await tell(two, "failed");
    assert.equal(failed.status, 200);
    if (sms === "smsapi") assert.equal(await failed.text(), "OK");
    const forged = sms === "twilio" ? { token: "guessed" } : { url: `${PUBLIC}/p/hooks/smsapi/main?token=guessed` };
    assert.equal((await tell(one, "failed", forged)).status, 401);
    const { sms: figures } = await results(v1);
    assert.deepEqual([figures.sent, figures.delivered, figures.bounced], [3, 1, 1]);
    assert.deepEqual(figures.spent, [{ currency: "PLN", micros: 3 * 90_000 }]);
  });
}

test("results tell each step's skips by reason, and a look reads its counters alone (E5)", async (t) => {
  const server = await startServer(t, { countCosts: true });
  const v1 = await begin(server, { deals: 1 });
  const records = numbers(40).slice(1).map((number) => contact(number, number > 20 ? { email_consent: false } : {}));
  await v1.post("/records/contacts/bulk", { records });
  await v1.post("/records/deals/bulk", { records: numbers(40).slice(1).map((number) => deal(number, { stage: "offer" })) });
  await v1.post("/dev/tick", { until: day(1) });
  const { total, mail } = await results(v1);
  assert.equal(total.entered, 40);
  assert.deepEqual([mail.sent, mail.skipped, mail.skipped_by_reason], [20, 20, [{ reason: "no_consent", count: 20 }]]);
  const before = await server.costs();
  await v1.get("/automations/a_offer/results");
  const one = await server.costs();
  await v1.post("/dev/tick", { until: day(2) });
  await server.costs();
  await v1.get("/automations/a_offer/results");
  const two = await server.costs();
  assert.ok(before && two.rowsRead - one.rowsRead <= 6, JSON.stringify([one, two]));
  t.diagnostic(`a look at the results: ${JSON.stringify(two)}`);
});
