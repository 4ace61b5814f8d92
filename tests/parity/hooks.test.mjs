// Webhooks that providers post: what their own libraries sign, we believe; what we sign, theirs believe; and one
// changed bit is believed by nobody. Judges: npm `standardwebhooks`, `svix` (Resend's), `twilio`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import twilio from "twilio";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const ROUNDS = 1_000;

/** What the Worker's own code answers. */
function native(questions) {
  const cargo = ["run", "--quiet", "--package", "relance-tests", "--example", "relance-hooks"];
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const ran = spawnSync("cargo", cargo, { cwd: repository, input, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout.trimEnd().split("\n");
}

/** Numbers that are the same at each run. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

const LETTERS = ["a", "B", "7", " ", "ș", "Ж", "€", "😀", "\"", "\\", "&", "+", "%", "\n", "="];
const phrase = (random, most) => Array.from({ length: 1 + random(most) }, () => LETTERS[random(LETTERS.length)]).join("");
const secretOf = (random) => `whsec_${Buffer.from(Array.from({ length: 24 + random(40) }, () => random(256))).toString("base64")}`;

/** The same text with one bit of one of its bytes of ASCII changed. */
function mutated(text, random) {
  const places = [...text].flatMap((letter, index) => (/[A-Za-z0-9]/.test(letter) ? [index] : []));
  const letters = [...text];
  const place = places[random(places.length)];
  letters[place] = letters[place] === "A" ? "B" : "A";
  return letters.join("");
}

test("what Standard Webhooks and Svix sign is believed, and nothing else", () => {
  const random = seeded(1);
  const now = new Date("2026-03-02T10:00:00Z");
  const timestamp = String(now.getTime() / 1000);
  const questions = [];
  const expected = [];
  const ask = (question, answer) => (questions.push({ ask: "standard", now_ms: now.getTime(), ...question }), expected.push(answer));
  for (let round = 0; round < ROUNDS; round += 1) {
    const secret = secretOf(random);
    const body = JSON.stringify({ type: "email.delivered", data: { subject: phrase(random, 60) } });
    const id = `msg_${round}`;
    const Library = round % 2 ? StandardWebhook : Svix;
    const signatures = new Library(secret).sign(id, now, body);
    const good = { secrets: [secret], id, timestamp, signatures, body };
    ask(good, "believed");
    ask({ ...good, secrets: [secretOf(random), secret] }, "believed"); // while one is replaced
    ask({ ...good, signatures: `v1,${Buffer.alloc(32).toString("base64")} v1a,abc ${signatures}` }, "believed");
    ask({ ...good, secrets: [secretOf(random)] }, "wrong");
    ask({ ...good, body: mutated(body, random) }, "wrong");
    ask({ ...good, id: `${id}0` }, "wrong");
    ask({ ...good, timestamp: String(Number(timestamp) + 1) }, "wrong");
    ask({ ...good, signatures: "" }, "unsigned");
    ask({ ...good, now_ms: now.getTime() + 300_000 }, "believed");
    ask({ ...good, now_ms: now.getTime() + 300_001 }, "stale");
    ask({ ...good, now_ms: now.getTime() - 300_001 }, "stale");
  }
  assert.deepEqual(native(questions), expected);
});

test("what we sign, Standard Webhooks and Svix believe, and one changed letter they do not", () => {
  const random = seeded(2);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const made = Array.from({ length: ROUNDS }, (_, round) => ({
    ask: "sign", secret: secretOf(random), id: `msg_${round}`, timestamp, body: JSON.stringify({ text: phrase(random, 60) }) }));
  native(made).forEach((signature, round) => {
    const { secret, id, body } = made[round];
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    for (const Library of [StandardWebhook, Svix]) {
      assert.deepEqual(new Library(secret).verify(body, headers), JSON.parse(body));
      assert.throws(() => new Library(secret).verify(mutated(body, random), headers));
    }
  });
});

test("what Twilio signs is believed, and nothing else", () => {
  const random = seeded(3);
  const questions = [];
  const expected = [];
  const ask = (question, answer) => (questions.push({ ask: "twilio", ...question }), expected.push(answer));
  for (let round = 0; round < ROUNDS; round += 1) {
    const token = Buffer.from(Array.from({ length: 16 }, () => random(256))).toString("hex");
    const address = `https://relance.example/p/hooks/twilio/acme?key=k${round}`;
    const form = { MessageSid: `SM${round}`, MessageStatus: "delivered", To: "+48601000001", Body: phrase(random, 40), ErrorCode: "" };
    const signatures = twilio.getExpectedTwilioSignature(token, address, form);
    assert.ok(twilio.validateRequest(token, signatures, address, form));
    const good = { secrets: [token], addresses: [address], fields: Object.entries(form), signatures };
    ask(good, "believed");
    ask({ ...good, secrets: ["another", token] }, "believed"); // while one is replaced
    ask({ ...good, addresses: ["https://elsewhere.example/", address] }, "believed");
    ask({ ...good, fields: Object.entries({ ...form, MessageStatus: "failed" }) }, "wrong");
    ask({ ...good, addresses: [mutated(address, random)] }, "wrong");
    ask({ ...good, secrets: [mutated(token, random)] }, "wrong");
    ask({ ...good, secrets: [""] }, "wrong");
    ask({ ...good, signatures: "" }, "unsigned");
  }
  assert.deepEqual(native(questions), expected);
});
