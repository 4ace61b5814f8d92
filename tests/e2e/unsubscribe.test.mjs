// The way out of marketing through a real Worker: headers, links, pages, proof; nothing leaves after it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { wayOut } from "../support/story.mjs";
import { contact, deal, setUp } from "./account.mjs";
import { MONDAY, activate, day } from "./sequence.mjs";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ONE_CLICK = "List-Unsubscribe=One-Click";

/** Deals with an e-mail at once and on each of three days. */
async function withMails(server, { people = 1, template = {} } = {}) {
  const v1 = await setUp(server);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.put("/settings", { consent: { footer_name: "Okna Nowak sp. z o.o.", footer_address: "ul. Długa 1\n00-001 Warszawa" } });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_mail", name: "Offer", module: "deals", kind: "email", class: "marketing",
    subject: "Our offer", body: "Hello {{ contact.first_name }}", ...template });
  const step = (id, amount) => ({ id, action: "email_to_contact", delay: { amount, unit: "days" }, template: "t_mail" });
  await v1.post("/automations", { id: "a_offers", name: "Offers", kind: "sequence", module: "deals",
    basis: { view: "v_offers" }, steps: [step("s_0", 0), step("s_1", 1), step("s_2", 1), step("s_3", 1)] }, { status: 201 });
  const all = Array.from({ length: people }, (_, index) => index + 1);
  await v1.post("/records/contacts/bulk", { records: all.map((one) => contact(one)) });
  await activate(v1);
  await v1.post("/records/deals/bulk", { records: all.map((one) => deal(one, { stage: "offer" })) });
  await v1.post("/dev/tick", { until: day(0, 1) });
  return v1;
}

const messages = async (v1) => (await v1.get("/messages?limit=1000")).messages;
const header = (message, name) => message.headers.find(([one]) => one === name)?.[1];
const proof = (lines) => lines.map((one) => [one.channel, one.said, one.source]);

test("marketing e-mails carry the way out in headers and foot, in the contact's language, without personal data (D20, E6)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  await v1.post("/records/contacts/bulk", { records: [contact(1, { language: "ro" })] });
  await v1.post("/dev/tick", { until: day(2) });
  const [first, second] = await messages(v1);
  assert.equal(header(first, "List-Unsubscribe-Post"), ONE_CLICK);
  const link = /^<(https?:\/\/[^>]+\/p\/u\/[\w.-]+)>$/.exec(header(first, "List-Unsubscribe"))[1];
  assert.ok(first.text.startsWith("Hello Jan"), first.text);
  assert.match(first.text, /Okna Nowak sp\. z o\.o\., ul\. Długa 1, 00-001 Warszawa\nWypisz się lub zmień, co dostajesz: http/);
  assert.ok(first.text.includes(link) && first.html.includes(`href="${link}"`), first.html);
  assert.match(second.text, /Dezabonați-vă sau schimbați ce primiți: http/, "the contact's language, once it is known");
  const said = Buffer.from(link.split("/").at(-1).split(".")[0], "base64url").toString();
  assert.doesNotMatch(said, /jan|nowak|client|c_1|601/i, "the token names nobody");
});

test("what was ordered carries no way out of marketing (S1.4, D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server, { template: { class: "transactional" } });
  const [mail] = await messages(v1);
  assert.equal(header({ headers: [], ...mail }, "List-Unsubscribe"), undefined);
  assert.equal(mail.text.trim(), "Hello Jan");
});

test("a hundred GETs change nothing, a hundred POSTs are one withdrawal, and nothing leaves after it (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server, { people: 2 });
  const sent = await messages(v1);
  assert.equal(sent.length, 2);
  const link = wayOut(sent.find((one) => one.contact === "c_1"));
  for (let index = 0; index < 100; index += 1) {
    const page = await server.call("GET", link, undefined, { authorization: "" });
    assert.equal(page.status, 200);
  }
  assert.equal((await v1.get("/records/contacts/c_1")).version, 1, "scanners open links");

  // Ten at a time: they meet in the database.
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () =>
      server.call("POST", link, ONE_CLICK, { ...FORM, authorization: "" })));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  }
  const record = await v1.get("/records/contacts/c_1");
  assert.equal(record.values.email_consent, false);
  assert.equal(record.version, 2, "one withdrawal");
  const { proofs, email } = await v1.get("/contacts/c_1/consent");
  assert.deepEqual(proof(proofs), [["email", "withdrawn", "one_click"], ["email", "given", "api"], ["sms", "given", "api"]]);
  assert.deepEqual([email.consent, email.suppression], [false, null]);

  await v1.post("/dev/tick", { until: day(10) });
  const after = await messages(v1);
  assert.equal(after.filter((one) => one.contact === "c_1").length, 1, "nothing after the withdrawal");
  assert.equal(after.filter((one) => one.contact === "c_2").length, 4, "the other one gets all");
});

test("one click comes in either shape of RFC 8058, and broken links lead nowhere (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  const link = wayOut((await messages(v1))[0]);
  const last = link.at(-1) === "A" ? "B" : "A";
  for (const broken of [link.slice(0, -3), `${link.slice(0, -1)}${last}`, "/p/u/x", "/p/c/x", `/p/c/${link.split("/").at(-1)}`]) {
    for (const method of ["GET", "POST"]) {
      const answer = await server.call(method, broken, method === "POST" ? ONE_CLICK : undefined, FORM);
      assert.equal(answer.status, 404, `${method} ${broken}`);
    }
  }
  assert.equal((await server.call("DELETE", link)).status, 405);
  assert.equal((await server.call("POST", link, "nothing=known", FORM)).status, 422);
  assert.equal((await server.call("POST", link, "x".repeat(20_000), FORM)).status, 413);
  assert.equal((await v1.get("/records/contacts/c_1")).version, 1);
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  const answer = await fetch(new URL(link, server.url), { method: "POST", body: form, redirect: "manual" });
  assert.equal(answer.status, 200, "no redirect (RFC 8058 §3.1)");
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_consent, false);
});

test("the page of preferences: each channel, the language, and its own proof (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  const link = wayOut((await messages(v1))[0]);
  const page = await server.call("GET", link, undefined, { "accept-language": "hu, en;q=0.5" });
  assert.match(page.body, /<html lang="hu">/, "the browser's language, while the contact has none");
  assert.match(page.headers.get("content-security-policy"), /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/);
  assert.doesNotMatch(page.body, /<script|jan1@client/i);
  const saved = await server.call("POST", link, "sms=yes&language=pl&do=save", FORM);
  assert.equal(saved.status, 200);
  assert.match(saved.body, /<html lang="pl">/);
  const { values } = await v1.get("/records/contacts/c_1");
  assert.deepEqual([values.email_consent, values.sms_consent, values.language], [false, true, "pl"]);
  await server.call("POST", link, "email=yes&sms=yes&language=pl&do=save", FORM);
  const { proofs } = await v1.get("/contacts/c_1/consent");
  assert.deepEqual(proof(proofs).slice(0, 2), [["email", "given", "unsubscribe_page"], ["email", "withdrawn", "unsubscribe_page"]]);
  assert.equal(proofs[0].text, "E-maile z ofertami i nowościami od Okna Nowak sp. z o.o.", "the sentence that was agreed to");
});

test("who unsubscribes leaves what asked for consent, by its filter (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  await v1.post("/views", { id: "v_agreed", name: "Agreed", module: "contacts", filter: { field: "email_consent", op: "is", value: true } });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "contacts", kind: "task", class: "transactional", title: "Call", description: "" });
  await v1.post("/automations", { id: "a_agreed", name: "Agreed", kind: "sequence", module: "contacts", basis: { view: "v_agreed" },
    steps: [{ id: "s", action: "task_for_user", delay: { amount: 9, unit: "days" }, template: "t_task", recipient: "owner" }] }, { status: 201 });
  await activate(v1, "a_agreed");
  await server.call("POST", wayOut((await messages(v1))[0]), ONE_CLICK, FORM);
  const { enrollments } = await v1.get("/enrollments?record=c_1");
  assert.deepEqual(enrollments.map((one) => [one.state, one.reason]), [["exited", "filter_not_matched"]]);
});

test("nothing goes to a suppressed address, also not what was decided before, until a colleague says why it may (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server, { template: { class: "transactional" } });
  const address = "jan1@client.example";
  const found = await v1.post("/suppressions", { channel: "email", address: address.toUpperCase() });
  assert.deepEqual([found.reason, found.source, found.can_be_lifted], ["by_hand", "admin", true]);
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_suppressed, true);
  await v1.post("/dev/tick", { until: day(1, 2) });
  assert.equal((await messages(v1)).length, 1, "nothing since");
  const { entries } = await v1.get("/run-log?record=d_1");
  assert.deepEqual(entries.at(-1).reason, "suppressed");
  // A new contact with the same address shows it, and one that loses the address no longer does.
  await v1.post("/records/contacts/bulk", { records: [contact(7, { email: address }), contact(1, { email: "other@client.example" })] });
  assert.equal((await v1.get("/records/contacts/c_7")).values.email_suppressed, true);
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_suppressed, undefined);
  const refused = await server.call("POST", "/api/v1/records/contacts/bulk", { records: [{ id: "c_7", values: { email_suppressed: false } }] });
  assert.deepEqual(refused.body.problems.map((one) => one.code), ["kept_by_engine"]);
  await v1.post("/suppressions/lift", { channel: "email", address }, { status: 422 });
  await v1.post("/suppressions/lift", { channel: "email", address, why: "the mailbox works again" }, { status: 204 });
  assert.equal((await v1.get("/records/contacts/c_7")).values.email_suppressed, undefined);
  const kept = await server.database.prepare("SELECT lifted_by, why FROM suppression_lifted").all();
  assert.deepEqual(kept.results, [{ lifted_by: "admin", why: "the mailbox works again" }]);
});

test("what is withdrawn or suppressed between the claim and the handing over does not leave (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server, { people: 3 });
  await v1.put("/settings", { frequency_caps: { email: { messages: 5, per: "day" }, sms: null } });
  await v1.post("/suppressions", { channel: "email", address: "jan2@client.example" });
  const sql = (text) => server.database.prepare(text).run();
  await sql("CREATE TABLE kept AS SELECT * FROM suppression");
  await v1.post("/suppressions/lift", { channel: "email", address: "jan2@client.example", why: "to come back" }, { status: 204 });
  // Places under the cap are taken after core has let a message leave, and before it is handed over.
  await sql(`CREATE TRIGGER meanwhile AFTER INSERT ON cap_place BEGIN
    UPDATE record SET body = json_set(body, '$.email_consent', json('false')), version = version + 1
      WHERE id = 'c_1' AND body->>'$.email_consent' = 1;
    INSERT INTO suppression SELECT * FROM kept WHERE true ON CONFLICT DO NOTHING; END`);
  await v1.post("/dev/tick", { until: day(1, 2) });
  const sent = (await messages(v1)).map((one) => one.contact).sort();
  assert.deepEqual(sent, ["c_1", "c_2", "c_3", "c_3"], "the first day's three, and on the second the one that nothing changed for");
  const { entries } = await v1.get("/run-log?limit=1000");
  const reasons = entries.filter((one) => one.what === "deviated").map((one) => [one.record, one.reason]).sort();
  assert.deepEqual(reasons, [["d_1", "no_consent"], ["d_2", "suppressed"]]);
});

test("what its owner asked for is not lifted, and the table alone stops a message (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  await v1.post("/suppressions", { channel: "email", address: "jan1@client.example" });
  // As a complaint is kept; and the contact's own mark is taken away, as an old decision would have it.
  await server.database.prepare("UPDATE suppression SET reason = 'complaint'").run();
  await server.database.prepare("UPDATE record SET body = json_remove(body, '$.email_suppressed') WHERE id = 'c_1'").run();
  await v1.post("/suppressions/lift", { channel: "email", address: "jan1@client.example", why: "please" }, { status: 409 });
  await v1.post("/dev/tick", { until: day(1, 2) });
  assert.equal((await messages(v1)).length, 1);
  const { entries } = await v1.get("/run-log?record=d_1");
  assert.deepEqual([entries.at(-1).what, entries.at(-1).reason], ["deviated", "suppressed"]);
});

test("double opt-in: pending until the letter's button is pressed, once, within seven days, and one letter a day (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await withMails(server);
  const settings = await v1.get("/settings");
  await v1.put("/settings", { consent: { ...settings.consent, double_opt_in: true } });
  const asked = contact(5, { language: "hu", sms_consent: undefined });
  const write = (values) => v1.post("/records/contacts/bulk", { records: [{ id: "c_5", values }], consent: { text: "I want news" } });
  await write(asked.values);
  await v1.post("/records/deals/bulk", { records: [deal(5, { stage: "offer" })] });
  await v1.post("/dev/tick", { until: day(0, 2) });
  let mine = (await messages(v1)).filter((one) => one.contact === "c_5");
  assert.equal(mine.length, 1, "the letter, and no marketing to somebody pending");
  assert.equal(mine[0].automation, "opt_in");
  assert.match(mine[0].subject, /^Kérjük, erősítse meg/);
  assert.equal(header({ headers: [], ...mine[0] }, "List-Unsubscribe"), undefined);
  const link = new URL(/https?:\/\/\S+\/p\/c\/\S+/.exec(mine[0].text)[0]).pathname;
  const token = link.split("/").at(-1);
  const tables = await server.database.prepare("SELECT body FROM outbox").all();
  assert.ok(!JSON.stringify(tables.results).includes(token), "no table that waits holds the token");

  await write({ email_consent: true, first_name: "Janka" });
  await v1.post("/dev/tick", { until: day(0, 3) });
  assert.equal((await messages(v1)).filter((one) => one.contact === "c_5").length, 1, "one letter in 24 hours");
  // Nor by another contact with the same address.
  await v1.post("/records/contacts/bulk", { records: [contact(6, { email: "JAN5@client.example" })] });
  await v1.post("/dev/tick", { until: day(0, 4) });
  assert.equal((await messages(v1)).filter((one) => one.contact === "c_6").length, 0);

  const page = await server.call("GET", link);
  assert.match(page.body, /<button/);
  assert.equal((await v1.get("/records/contacts/c_5")).values.email_consent, undefined, "a GET confirms nothing");
  assert.equal((await server.call("POST", link, "do=confirm", FORM)).status, 200);
  assert.equal((await server.call("POST", link, "do=confirm", FORM)).status, 410, "it works once");
  const { proofs } = await v1.get("/contacts/c_5/consent");
  assert.deepEqual(proof(proofs), [["email", "given", "double_opt_in"], ["email", "asked", "api"]]);
  assert.equal(proofs[1].text, "I want news");
  await v1.post("/dev/tick", { until: day(3) });
  assert.ok((await messages(v1)).some((one) => one.contact === "c_5" && wayOut(one)), "now marketing leaves");

  // Who took it back afterwards is not brought back by the old letter; and a letter ends after a week.
  await server.call("POST", wayOut((await messages(v1)).findLast((one) => one.contact === "c_5")), ONE_CLICK, FORM);
  assert.equal((await server.call("POST", link, "do=confirm", FORM)).status, 410);
  assert.equal((await v1.get("/records/contacts/c_5")).values.email_consent, false);
  await v1.post("/records/contacts/bulk", { records: [contact(8)] });
  await v1.post("/dev/tick", { until: day(3, 1) });
  const letter = (await messages(v1)).find((one) => one.contact === "c_8");
  const late = new URL(/https?:\/\/\S+\/p\/c\/\S+/.exec(letter.text)[0]).pathname;
  await v1.post("/dev/tick", { until: day(10, 1) });
  assert.equal((await server.call("POST", late, "do=confirm", FORM)).status, 410, "seven days are over");
});

test("an import carries consent in a column or declares it, and takes back no refusal (D20)", async (t) => {
  const server = await startServer(t);
  const v1 = await setUp(server);
  await v1.post("/records/contacts/bulk", { records: [{ id: "contacts:2", values: { email: "b@x.example", email_consent: false } }] });
  const csv = "Id,Email,Phone\n1,a@x.example,\n2,b@x.example,\n3,,+48601000003\n";
  const mapping = { Email: "email", Phone: "phone" };
  const consent = { email: true, source: "fair in Łódź", text: "Write to me about windows" };
  const wrong = await server.call("POST", "/api/v1/imports", { module: "contacts", csv, mapping, consent: { email: true } });
  assert.deepEqual(wrong.body.problems.map((one) => [one.code, one.at]), [["missing", "consent.source"]]);
  const staged = await v1.post("/imports", { module: "contacts", csv, mapping, id_column: "Id", consent }, { status: 201 });
  await v1.post(`/imports/${staged.id}/apply`, {});
  const consents = await Promise.all([1, 2, 3].map(async (one) => (await v1.get(`/records/contacts/contacts:${one}`)).values.email_consent));
  assert.deepEqual(consents, [true, false, undefined]);
  const [line] = (await v1.get("/contacts/contacts:1/consent")).proofs;
  assert.deepEqual([line.said, line.source, line.occasion, line.text], ["given", "import", "fair in Łódź", "Write to me about windows"]);
});

test("where e-mail arrives, a mail program may write instead of clicking (RFC 2369, D20)", async (t) => {
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const v1 = await withMails(server);
  const [mail] = await messages(v1);
  const mailTo = new URL(/, <(mailto:[^>]+)>$/.exec(header(mail, "List-Unsubscribe"))[1]);
  const subject = mailTo.searchParams.get("subject");
  const letter = (words) => server.deliver({ from: "jan1@client.example", to: mailTo.pathname,
    raw: Buffer.from(`From: jan1@client.example\r\nTo: ${mailTo.pathname}\r\nSubject: ${words}\r\nMessage-ID: <${words.length}@x.example>\r\n\r\n\r\n`) });
  assert.equal(await letter("unsubscribe me please"), undefined);
  assert.equal((await v1.get("/records/emails")).records.length, 1, "an ordinary letter");
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_consent, true);
  assert.equal(await letter(subject), undefined);
  assert.equal((await v1.get("/records/emails")).records.length, 1, "no letter to anybody");
  assert.equal((await v1.get("/records/contacts/c_1")).values.email_consent, false);
});
