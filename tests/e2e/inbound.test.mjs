// E-mail that arrives through the Worker's own entry point, as real MIME, becomes a record that
// filters see (S0.4-6). What the words of a message mean is in tests/spec/inbound.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../support/server.mjs";
import { contact, said, setUp } from "./account.mjs";

const JAN = "jan.nowak@client.example";

/** A message of these headers and this body, with the line ends of SMTP. */
function mime(headers, ...body) {
  const all = { From: `Jan Nowak <${JAN}>`, To: "biuro@okna.example", Date: "Mon, 4 Mar 2030 09:00:00 +0100",
    "Message-ID": `<${Math.abs(hash(JSON.stringify([headers, body])))}@client.example>`, "MIME-Version": "1.0", ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`).join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), ...body.map((part) => (typeof part === "string" ? Buffer.from(part.replaceAll("\n", "\r\n")) : part))]);
}

const hash = (text) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, 7);

/** A server with the account's address; `deliver` answers the refusal, `emails` the records. */
async function inbox(t, variables = {}) {
  const server = await startServer(t, { variables: { RELANCE_MAIL_DOMAIN: "in.example", ...variables } });
  const v1 = await setUp(server);
  const { addresses: [{ address }] } = await v1.get("/inbound-addresses");
  const deliver = (raw, { from = JAN, to = address } = {}) => server.deliver({ from, to, raw });
  const emails = async () => (await v1.get("/records/emails")).records;
  return { v1, address, deliver, emails };
}

// windows-1250 and windows-1251 as their programs send them.
const POLISH = Buffer.from([...Buffer.from("Prosz"), 0xea, ...Buffer.from(" o ofert"), 0xea, ...Buffer.from(" na ok"), ...Buffer.from("na dla "), 0xa3, ...Buffer.from("odzi")]);
const MESSAGES = [
  { why: "plain ASCII", headers: { Subject: "Offer" }, body: ["Please call me.\n"], subject: "Offer", text: "Please call me." },
  { why: "Polish in windows-1250, as it is", headers: { Subject: "=?windows-1250?Q?Pro=9Cba_o_ofert=EA?=",
    "Content-Type": "text/plain; charset=windows-1250", "Content-Transfer-Encoding": "8bit" }, body: [POLISH],
    subject: "Prośba o ofertę", text: "Proszę o ofertę na okna dla Łodzi" },
  { why: "Russian in windows-1251, quoted-printable", headers: { Subject: "=?windows-1251?B?0ffl8g==?=",
    "Content-Type": "text/plain; charset=windows-1251", "Content-Transfer-Encoding": "quoted-printable" },
    body: ["=CF=F0=E8=F8=EB=E8=F2=E5 =F1=F7=B8=F2\n"], subject: "Счет", text: "Пришлите счёт" },
  { why: "Hungarian in UTF-8, base64", headers: { Subject: `=?UTF-8?B?${Buffer.from("Árajánlat").toString("base64")}?=`,
    "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "base64" },
    body: [Buffer.from("Kérek ajánlatot öt ablakra.").toString("base64")], subject: "Árajánlat", text: "Kérek ajánlatot öt ablakra." },
  { why: "Romanian in ISO-8859-16", headers: { Subject: "=?ISO-8859-16?Q?Ofert=E3?=", "Content-Type": "text/plain; charset=ISO-8859-16",
    "Content-Transfer-Encoding": "8bit" }, body: [Buffer.from([0xaa, ...Buffer.from("tefan, bun"), 0xe3, ...Buffer.from(" ziua")])],
    subject: "Ofertă", text: "Ștefan, bună ziua" },
  { why: "HTML alone", headers: { Subject: "Offer", "Content-Type": "text/html; charset=utf-8" },
    body: ["<html><head><style>p{color:red}</style></head><body><p>Prosz&#281; o <b>fakturę</b>.</p><script>x()</script><p>Jan</p></body></html>"],
    subject: "Offer", text: /^Proszę o fakturę\.\s+Jan$/ },
  { why: "text beside HTML and an attachment", headers: { Subject: "Offer", "Content-Type": 'multipart/mixed; boundary="m"' },
    body: [`--m\nContent-Type: multipart/alternative; boundary="a"\n\n--a\nContent-Type: text/plain; charset=utf-8\n\nFaktura w załączniku\n--a\nContent-Type: text/html\n\n<p>other</p>\n--a--\n--m\nContent-Type: application/pdf; name="f.pdf"\nContent-Disposition: attachment; filename="f.pdf"\nContent-Transfer-Encoding: base64\n\n${"QUJD".repeat(200)}\n--m--\n`],
    subject: "Offer", text: "Faktura w załączniku" },
];

test("real messages, in the encodings of the product's countries, become records", async (t) => {
  const { deliver, emails } = await inbox(t);
  for (const { why, headers, body, subject, text } of MESSAGES) {
    const before = new Set((await emails()).map((email) => email.id));
    assert.equal(await deliver(mime(headers, ...body)), undefined, why);
    const [{ values }] = (await emails()).filter((email) => !before.has(email.id));
    assert.equal(values.subject, subject, why);
    if (text instanceof RegExp) assert.match(values.body, text, why);
    else assert.equal(values.body, text, why);
    assert.deepEqual([values.from, values.from_name, values.to, values.direction, values.is_automatic],
      [JAN, "Jan Nowak", "biuro@okna.example", "in", false], why);
  }
});

test("a message that is delivered again is the record that it was", async (t) => {
  const { deliver, emails } = await inbox(t);
  const raw = mime({ Subject: "Offer" }, "Please call me.");
  await Promise.all([deliver(raw), deliver(raw), deliver(raw)]);
  await deliver(mime({ Received: "from elsewhere", Subject: "Offer" }, "Please call me.").toString().replace(/Message-ID: <.*>/, raw.toString().match(/Message-ID: <.*>/)[0]));
  const [email, ...others] = await emails();
  assert.deepEqual(others, []);
  assert.equal(email.version, 1);
});

test("what cannot be delivered is refused in the sender's conversation, with the reason", async (t) => {
  const { v1, address, deliver, emails } = await inbox(t, { RELANCE_EMAIL_BYTES: "2000" });
  const raw = mime({ Subject: "Offer" }, "Please call me.");
  assert.match(await deliver(raw, { to: "nobody@in.example" }), /nobody receives e-mail at `nobody@in.example`/);
  assert.match(await deliver(mime({ Subject: "Offer" }, "a".repeat(3000))), /at most 2000 bytes/);
  assert.deepEqual(await emails(), []);
  assert.equal(await deliver(raw, { to: address.toUpperCase().replace("@", "+shop@") }), undefined);
  assert.equal((await emails()).length, 1);

});

test("an account has several named addresses, and a rule asks at which one an e-mail came (E3, S0.6)", async (t) => {
  const { v1, address, deliver, emails } = await inbox(t);
  const { addresses } = await v1.post("/inbound-addresses", { local_part: "Sales", name: " Sales ", takes_answers: true }, { status: 201 });
  assert.deepEqual(addresses[0], { local_part: "sales", name: "Sales", takes_answers: true, address: "sales@in.example" });
  assert.deepEqual(addresses.slice(1), [{ local_part: address.split("@")[0], name: "", takes_answers: false, address }]);
  await v1.post("/inbound-addresses", { local_part: "support", takes_answers: true }, { status: 201 });
  const takers = (list) => list.filter((one) => one.takes_answers).map((one) => one.local_part);
  assert.deepEqual(takers((await v1.get("/inbound-addresses")).addresses), ["support"], "one address takes the answers");
  const back = await v1.put("/inbound-addresses/sales", { takes_answers: true });
  assert.deepEqual(takers(back.addresses), ["sales"]);
  assert.equal(back.addresses[0].name, "Sales", "what is absent stays");
  const none = await v1.put("/inbound-addresses/sales", { takes_answers: false, name: "Orders" });
  assert.deepEqual([takers(none.addresses), none.addresses.find((one) => one.local_part === "sales").name], [[], "Orders"]);

  await v1.post("/automations", { id: "sales_mail", name: "Sales", kind: "rule", module: "emails", trigger: { on: "created" },
    basis: { filter: { field: "arrived_at", op: "is", value: "sales@in.example" } },
    steps: [{ id: "tag", action: "add_tag", delay: { amount: 0, unit: "minutes" }, tag: "sales" }] }, { status: 201 });
  await v1.post("/automations/sales_mail/activate", { audience: "all", confirm_records: 0 });
  await deliver(mime({ Subject: "One", To: "whoever@else.example" }, "For sales."), { to: "Sales+abc@in.example" });
  await deliver(mime({ Subject: "Two", To: "sales@in.example" }, "For support."), { to: "support@in.example" });
  const tags = Object.fromEntries((await emails()).map(({ values }) => [values.subject, [values.arrived_at, values.tags ?? []]]));
  assert.deepEqual(tags, { One: ["sales@in.example", ["sales"]], Two: ["support@in.example", []] });
});

test("an address is one account's, well formed, and nobody's once it is removed", async (t) => {
  const { v1, address, deliver } = await inbox(t);
  await v1.post("/inbound-addresses", { local_part: "okna" }, { status: 201 });
  const refused = await v1.post("/inbound-addresses", { local_part: "our office" }, { status: 422 });
  assert.deepEqual(said(refused), [["invalid_local_part", "local_part"]]);
  const twice = await v1.post("/inbound-addresses", { local_part: "okna" }, { status: 409 });
  assert.deepEqual(said(twice), [["taken", "local_part"]]);
  await v1.post("/accounts", { id: "other" }, { status: 201 }).then(async ({ token }) => {
    const headers = { authorization: `Bearer ${token.token}` };
    const taken = await v1.post("/inbound-addresses", { local_part: "okna" }, { status: 409, headers });
    assert.deepEqual(said(taken), [["taken", "local_part"]]);
    await v1.put("/inbound-addresses/okna", { name: "mine" }, { status: 404, headers });
    await v1.delete("/inbound-addresses/okna", { headers });
  });
  const raw = mime({ Subject: "Offer" }, "Please call me.");
  assert.equal(await deliver(raw, { to: "okna@in.example" }), undefined, "another account removed nothing of ours");
  const left = await v1.delete("/inbound-addresses/okna");
  assert.deepEqual(left.addresses.map((one) => one.address), [address]);
  assert.match(await deliver(raw, { to: "okna@in.example" }), /nobody receives/);
  const { addresses } = await v1.post("/inbound-addresses", { local_part: null }, { status: 201 });
  assert.ok(addresses.some((one) => /^[a-z2-9]{16}$/.test(one.local_part)));
  for (let n = 2; n < 20; n += 1) await v1.post("/inbound-addresses", { local_part: `box${n}` }, { status: 201 });
  const many = await v1.post("/inbound-addresses", { local_part: "box20" }, { status: 422 });
  assert.deepEqual(said(many).map(([code]) => code), ["too_many"]);
  const long = await v1.put("/inbound-addresses/box2", { name: "x".repeat(81) }, { status: 422 });
  assert.deepEqual(said(long), [["too_long", "name"]]);
});

test("the sender's contacts are linked, and messages of machines are marked", async (t) => {
  const { v1, deliver, emails } = await inbox(t);
  await v1.post("/records/contacts/bulk", { records: [
    contact(1, { email: "Jan.Nowak@client.example" }), contact(2, { email: "ewa@client.example" }), contact(3, { email: JAN }),
  ] });
  await deliver(mime({ Subject: "Offer", "In-Reply-To": "<offer-1@okna.example>" }, "Yes, please."));
  const [{ values }] = await emails();
  assert.deepEqual(values.contacts, ["c_1", "c_3"]);
  assert.equal(values.in_reply_to, "offer-1@okna.example");
  await deliver(mime({ Subject: "Out of office", "Auto-Submitted": "auto-replied" }, "I am back on Monday."));
  const away = (await emails()).find((email) => email.values.subject === "Out of office");
  assert.equal(away.values.is_automatic, true);
});

test("nobody says over the API which automation made a record", async (t) => {
  const { v1 } = await inbox(t);
  const records = [{ id: "c_1", values: { first_name: "Jan", origin: "a_offers" } }];
  const refused = await v1.post("/records/contacts/bulk", { records }, { status: 422 });
  assert.deepEqual(said(refused), [["kept_by_engine", "records[0].values.origin"]]);
});
