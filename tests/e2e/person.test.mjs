// A person asks what is known of them, and to be forgotten: a marker is planted in every field of every way in, and
// every column of every table is searched for it (must show 6).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { found, tablesOf } from "../support/planted.mjs";
import { startServer } from "../support/server.mjs";
import { api, contact, deal, said, setUp } from "./account.mjs";
import { activate, all, day, MONDAY } from "./sequence.mjs";

/** Nothing else looks like it; the telephone number is the marker of what takes digits only. */
const MARK = "qzxkanarek";
const PHONE = "+48999777555";
const EMAIL = `${MARK}@client.example`;
const SOURCE = new URL("../../worker/src/store/schema.rs", import.meta.url);

/** Tables that hold nothing of a person whom messages go to: what colleagues set up, hashes, figures. */
const IMPERSONAL = new Set(["account", "automation", "commit_guard", "counter", "dev_clock", "erasure", "event_name", "heartbeat",
  "inbound_address", "sender", "suppression", "inflow", "integration", "job", "job_run", "mailing_list", "merge_event", "module", "notice", "result",
  "sms_cost", "sms_month", "template", "token", "user", "view", "webhook_endpoint"]);

const person = () => ({
  id: `c_${MARK}`,
  values: {
    name: `${MARK} name`, first_name: `${MARK} first`, last_name: `${MARK} last`, company_name: `${MARK} company`, email: EMAIL, phone: PHONE,
    language: "pl", zone: "Europe/Warsaw", tags: [`${MARK}-tag`], email_consent: true, sms_consent: true,
    email_consent_source: `${MARK} fair`, sms_consent_source: `${MARK} fair`, city: `${MARK} city`, spouse: ["c_2"],
  },
});

/** Everything that can happen to a person, with the marker in each field that takes one. */
async function live(t) {
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example" } });
  const v1 = await setUp(server);
  await v1.put("/modules/contacts", { label: "Contacts", fields: [{ key: "city", label: "City", kind: "text" },
    { key: "spouse", label: "Spouse", kind: "relation", module: "contacts" }] });
  await v1.put("/settings", { frequency_caps: { email: { messages: 50, per: "week" }, sms: { messages: 50, per: "week" } } });
  await v1.post("/dev/tick", { until: MONDAY });
  const template = (id, kind, text) => v1.post("/templates", { id, name: id, module: "deals", kind, class: "marketing", ...text });
  const who = "{{ contact.first_name }} {{ contact.last_name }} {{ contact.email }} {{ contact.phone }} {{ name }}";
  await template("t_mail", "email", { subject: `Hello ${who}`, body: `Dear ${who}` });
  await template("t_sms", "sms", { text: `Hello ${who}` });
  await template("t_task", "task", { title: `Call ${who}`, description: who });
  await template("t_user", "email", { subject: `About ${who}`, body: who });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/automations", { id: "a_all", name: "All", kind: "sequence", module: "deals", basis: { view: "v_offers" },
    delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "next_window", zone: "account", steps: [
      { id: "s1", action: "email_to_contact", delay: { amount: 1, unit: "hours" }, template: "t_mail", recipient: "any_contact", sender: "owner" },
      { id: "s2", action: "sms_to_contact", delay: { amount: 1, unit: "hours" }, template: "t_sms", recipient: "any_contact" },
      { id: "s3", action: "task_for_user", delay: { amount: 1, unit: "hours" }, template: "t_task", recipient: "owner", notify: true },
      { id: "s4", action: "email_to_user", delay: { amount: 1, unit: "hours" }, template: "t_user", recipient: "owner" },
      { id: "s5", action: "sms_to_contact", delay: { amount: 30, unit: "days" }, template: "t_sms", recipient: "any_contact" },
    ] });
  await v1.post("/views", { id: "v_all", name: "All", module: "contacts", filter: { everyone: true } });
  await v1.post("/templates", { id: "t_book", name: "Book", module: "contacts", kind: "email", class: "marketing", subject: "{{ first_name }}", body: "{{ email }}" });
  await v1.post("/automations", { id: "a_book", name: "Book", kind: "campaign", module: "contacts", basis: { view: "v_all" },
    steps: [{ id: "s1", action: "email_to_contact", delay: { amount: 3, unit: "hours" }, template: "t_book" }] });
  await activate(v1, "a_all", "entering_after_activation");
  await activate(v1, "a_book", "entering_after_activation");
  await v1.post("/records/contacts/bulk", { records: [contact(2)] });
  await v1.post("/records/contacts/bulk", { records: [person(), contact(3, { spouse: [`c_${MARK}`] }),
    { id: `c_old_${MARK}`, values: { first_name: `${MARK} old`, email: `old.${EMAIL}`, phone: "+48999777556" } }] }, { headers: { "idempotency-key": `${MARK}-key` } });
  await v1.post("/records/contacts/bulk", { records: [{ id: `c_${MARK}`, values: { email: `earlier.${EMAIL}`, city: `${MARK} town` } }] });
  await v1.post("/records/contacts/bulk", { records: [{ id: `c_${MARK}`, values: { email: EMAIL } }] });
  await v1.post("/records/deals/bulk", { records: [
    deal(1, { name: `${MARK} kitchen`, stage: "offer", contacts: [`c_${MARK}`], tags: [`${MARK}-deal`] }),
    deal(2, { name: "Shared", stage: "offer", contacts: [`c_${MARK}`, "c_2"] }),
    deal(3, { name: `Write to ${EMAIL} first`, stage: "new", contacts: ["c_2"] }),
    deal(4, { name: "Jan's", stage: "offer", contacts: ["c_2"] }),
    deal(5, { name: `${MARK} was here`, stage: "offer", contacts: [`c_old_${MARK}`] }),
  ] });
  await v1.post("/contacts/merge", { survivor: `c_${MARK}`, loser: `c_old_${MARK}` });
  await v1.post("/events", { events: [{ id: `e_${MARK}`, name: "offer_sent", record: `c_${MARK}`, about: `${MARK} page` },
    { id: "e_2", name: "offer_sent", record: "c_2", about: `c_${MARK}` }] });
  const { addresses: [{ address }] } = await v1.post("/inbound-addresses", { local_part: "mail", name: "" }, { status: 201 });
  await server.deliver({ from: EMAIL, to: address, raw: Buffer.from(`From: ${MARK} <${EMAIL}>\r\nTo: ${address}\r\nSubject: ${MARK} asks\r\nMessage-ID: <1.${MARK}@client.example>\r\nDate: Mon, 4 Mar 2030 09:00:00 +0100\r\n\r\nMy number is ${PHONE}, ${MARK}.\r\n`) });
  const csv = `Id,First,Mail\r\nc_7,Adam,adam@client.example\r\nc_${MARK}_csv,${MARK},${EMAIL}\r\n`;
  const mapping = { First: "first_name", Mail: "email" };
  await v1.post("/imports", { module: "contacts", csv, mapping, id_column: "Id" }, { status: 201 });
  await v1.post("/imports", { module: "contacts", csv: `Id,First,Mail\r\nc_8,Eve,${EMAIL} and more\r\n`, mapping, id_column: "Id" }, { status: 201 });
  await v1.post("/dev/tick", { until: day(1) });
  return { server, v1 };
}

test("whoever is erased leaves no value in any table; what keeps things from being done twice stays (D20)", async (t) => {
  const { server, v1 } = await live(t);
  const needles = [MARK, PHONE.slice(1), "48999777556"];
  const places = new Set((await found(server.database, needles)).map((place) => place.split(".")[0]));
  for (const table of ["record", "link", "change", "event", "contact_address", "subject", "standing", "enrollment", "outbox", "mailbox",
    "run_log", "merge", "import", "import_row", "idempotency", "once_key", "cap_place"]) {
    assert.ok(places.has(table), `the marker is planted in ${table}`);
  }
  const sentBefore = (await server.database.prepare("SELECT count(*) AS n FROM outbox WHERE state = 'sent'").first()).n;
  const preview = await v1.post(`/contacts/c_${MARK}/erase`, {});
  assert.deepEqual(preview.stays.records.map((one) => `${one.module}/${one.id.slice(0, 3)}`).filter((one) => !one.startsWith("tasks")),
    ["contacts/c_3", "deals/d_2"], "what is another's, too, stays");
  assert.ok(preview.goes.records.some((one) => one.id === "d_1") && preview.goes.records.some((one) => one.module === "tasks"));
  assert.ok(preview.goes.messages_waiting === 0 && preview.goes.decisions > 5 && preview.goes.changes > 1);
  const done = await v1.post(`/contacts/c_${MARK}/erase`, { digest: preview.digest });
  assert.equal(done.id, preview.digest);
  await v1.get(`/records/contacts/c_${MARK}`, { status: 404 });
  await v1.get(`/records/contacts/c_old_${MARK}`, { status: 404 });
  assert.deepEqual((await v1.get("/records/deals/d_2")).values.contacts, ["c_2"]);
  assert.equal((await v1.get("/records/deals/d_3")).values.name, "Write to […] first");
  await v1.post("/dev/tick", { until: day(1, 1) });
  const left = await found(server.database, needles);
  assert.deepEqual(left, []);
  assert.ok((await v1.get("/erasures")).erasures[0].done_at, "and the erasure itself forgot who it was");
  const sent = (await server.database.prepare("SELECT count(*) AS n FROM outbox WHERE state = 'sent'").first()).n;
  assert.equal(sent, sentBefore, "how much was sent stays");
  assert.deepEqual(await v1.post(`/contacts/c_${MARK}/erase`, { digest: preview.digest }), (await v1.get("/erasures")).erasures[0], "once more does nothing");

  await v1.post("/records/contacts/bulk", { records: [{ ...person(), values: { first_name: "New", email: EMAIL, email_consent: true } }] });
  await v1.post("/dev/tick", { until: day(3) });
  const again = (await v1.get("/messages")).messages.filter((one) => one.to === EMAIL);
  assert.deepEqual(again, [], "nothing goes to an address whose owner was forgotten (D20)");
  const skipped = (await all(v1, `/run-log?record=c_${MARK}`, "entries")).filter((entry) => entry.reason === "once_per_client");
  assert.deepEqual(skipped.map((entry) => [entry.automation, entry.detail]), [["a_book", "erased"]], "the campaign knows that this client had it (D13)");
  assert.ok((await v1.get("/messages")).messages.some((one) => one.to === "jan2@client.example"), "others' messages are as they were");
});

test("what is exported is everything that was planted, and nothing of others (D20)", async (t) => {
  const { server, v1 } = await live(t);
  let after = "";
  const tables = {};
  do {
    const page = await v1.get(`/contacts/c_${MARK}/export${after && `?after=${encodeURIComponent(after)}`}`);
    for (const [name, rows] of Object.entries(page.tables)) (tables[name] ??= []).push(...rows);
    after = page.next;
  } while (after);
  const text = JSON.stringify(tables).toLowerCase();
  for (const value of Object.values(person().values).flat().map(String)) assert.ok(text.includes(JSON.stringify(value).slice(1, -1).toLowerCase()), `${value} is exported`);
  for (const value of [`earlier.${EMAIL}`, `${MARK} town`, `${MARK} kitchen`, `${MARK} old`, `e_${MARK}`, `${MARK} page`, `${MARK} asks`, `my number is ${PHONE}`, `hello ${MARK} first`]) {
    assert.ok(text.includes(value), `${value} is exported`);
  }
  const places = (await found(server.database, [MARK])).map((place) => place.split(".")[0]);
  for (const table of new Set(places)) assert.ok(tables[table]?.length > 0, `${table} is exported`);
  assert.ok(!text.includes("jan's") && !text.includes("adam@client.example"), "what is others' is not");
});

test("who is being forgotten cannot be written, and who was written anew as before is forgotten again (D20)", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/dev/tick", { until: MONDAY });
  const erase = async () => {
    const { digest } = await v1.post("/contacts/c_1/erase", {});
    return (await v1.post("/contacts/c_1/erase", { digest })).id;
  };
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2)] });
  const first = await erase();
  for (const [module, record] of [["contacts", contact(1)], ["contacts", contact(3, { email: "jan1@client.example" })], ["deals", deal(1)]]) {
    const refused = await v1.post(`/records/${module}/bulk`, { records: [record] }, { status: 409 });
    assert.deepEqual(said(refused), [["being_forgotten", "records[0]"]], "it would be taken out again");
  }
  await v1.post("/records/contacts/bulk", { records: [contact(2, { first_name: "Other" })] });
  await v1.post("/dev/tick", { until: day(1) });
  await v1.post("/records/contacts/bulk", { records: [contact(1)] });
  assert.notEqual(await erase(), first, "the same confirmation is of the same person, not of who came after");
  await v1.get("/records/contacts/c_1", { status: 404 });
});

test("an erasure is confirmed by what was shown: what changed since is shown again (D20)", async (t) => {
  const v1 = await setUp(await startServer(t));
  await v1.post("/records/contacts/bulk", { records: [contact(1), contact(2, { email: "jan1@client.example" })] });
  await v1.post("/records/deals/bulk", { records: [deal(1)] });
  const preview = await v1.post("/contacts/c_1/erase", {});
  assert.deepEqual(preview.twins, [{ id: "c_2", address: "jan1@client.example" }], "who shares the address is named");
  await v1.post("/records/deals/bulk", { records: [deal(2, { contacts: ["c_1"] })] });
  assert.deepEqual(said(await v1.post("/contacts/c_1/erase", { digest: preview.digest }, { status: 409 })), [["confirmation_mismatch", "digest"]]);
  const kept = await v1.post("/contacts/c_1/erase", { business: "stays" });
  assert.deepEqual(kept.stays.records.map((one) => one.id), ["d_1", "d_2"]);
  await v1.post("/contacts/c_1/erase", { business: "stays", digest: kept.digest });
  assert.deepEqual((await v1.get("/records/deals/d_1")).values.contacts ?? [], []);
  assert.equal((await v1.get("/records/contacts/c_2")).values.email, "jan1@client.example", "another's address stays");
  await v1.post("/contacts/c_1/erase", {}, { status: 404 });
});

test("every table either says how it forgets, or holds nothing of a person", async (t) => {
  const { database } = await startServer(t);
  const blocks = readFileSync(SOURCE, "utf8").split("pub const TABLES")[1].split("\n];")[0].split(/name: "/).slice(1);
  const named = new Map(blocks.map((block) => [block.split('"')[0], block]));
  assert.deepEqual([...named.keys()].sort(), (await tablesOf(database)).sort(), "TABLES in worker/src/store/schema.rs");
  for (const [table, block] of named) {
    assert.ok(block.includes("person: Some(") !== IMPERSONAL.has(table),
      `${table}: say in worker/src/store/schema.rs how it forgets if a row may be about a person, else add it to IMPERSONAL here`);
    const { results } = await database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all();
    const columns = new Set(results.map((row) => row.name));
    for (const [, column] of block.slice(table.length + 1).matchAll(/"([a-z_]+)"/g)) {
      assert.ok(columns.has(column), `${table} has no column ${column}: TABLES in worker/src/store/schema.rs`);
    }
  }
});
