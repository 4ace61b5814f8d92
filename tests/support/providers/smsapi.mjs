// A stand-in for SMSAPI: sending with `idx`, the account's points; errors; delivery reports and incoming SMS.
//
// An error of `sms.do` comes with status 200 and `{"error", "message"}`; without `format=json` answers are text.
// Sources: smsapi.com/docs, "Single SMS", "Error codes", "Callback", "Receiving"; PyPI `smsapi-client`, which is the
// judge: tests/e2e/provider-sdks.test.mjs. How long an `idx` counts is not published: here a day (our choice).
import { Provider, partsOf } from "./provider.mjs";

const KEY_LIVES_MS = 24 * 3_600_000;
const PER_NUMBER_MAX = 10;
const PER_NUMBER_MS = 60_000;
const POINTS_PER_PART = 0.16;
const KNOWN = ["to", "message", "from", "format", "encoding", "idx", "check_idx", "details", "normalize", "nounicode",
  "max_parts", "notify_url", "expiration_date", "date", "test", "fast", "flash", "udh", "skip_foreign", "allow_duplicates",
  "template", "partner_id", "discount_group", "datacoding", "param1", "param2", "param3", "param4"];
const SAID = {
  8: "Error in request (report this to the support)", 11: "Message too long or there is no message", 12: "Message has more parts than max_parts",
  13: "No correct phone numbers", 14: "Wrong sender field name", 30: "Wrong UDH parameter when param datacoding=bin",
  52: "Too many attempts of sending messages to one number (maximum 10 attempts within 60s)",
  53: "Not unique idx parameter: a message with the same idx has already been sent", 101: "Authorization failed", 103: "Insufficient credits on your account",
  201: "Internal system error", 301: "Too many requests",
};
/** Numbers of delivery states. Source: smsapi.com/docs, "Delivery statuses". */
const STATES = { expired: 402, sent: 403, delivered: 404, bounced: 405, failed: 406, rejected: 407, unknown: 408, accepted: 410, stopped: 412 };

export class Smsapi extends Provider {
  #keys = new Map();
  #number = 0;

  constructor({ key = "smsapi-token-0123456789abcdef", senders = ["OknaNowak"], user = "okna", points = 1_000_000, ...options } = {}) {
    super(options);
    Object.assign(this, { key, senders, user, points });
  }

  sends = (call) => call.path === "/sms.do";

  identity = (call) => parameters(call).get("idx") ?? `${parameters(call).get("to")}|${parameters(call).get("message")}`;

  failure(fault) {
    if (fault === "429") return { status: 429, body: { error: 301, message: SAID[301] } };
    return { status: Number(fault), body: { error: 201, message: SAID[201] } };
  }

  answer(call) {
    const isKnown = call.headers.authorization === `Bearer ${this.key}`;
    if (call.path === "/profile" && call.method === "GET") {
      if (!isKnown) return { status: 401, body: { message: "Authorization failed", error: "authorization_failed", code: 401, errors: [] } };
      return { status: 200, body: { username: this.user, name: this.user, email: "biuro@okna.example", phone_number: "", payment_type: "prepaid", user_type: "native", points: this.points } };
    }
    if (call.path === "/user.do" && call.query.get("credits") === "1") {
      return { status: 200, body: isKnown ? { points: this.points, proCount: 0, ecoCount: 0, mmsCount: 0, vmsGsmCount: 0, vmsLandCount: 0 } : { error: 101, message: SAID[101] } };
    }
    if (call.path !== "/sms.do" || !["GET", "POST"].includes(call.method)) return { status: 404, body: { message: "Not Found", error: "not_found", code: 404, errors: [] } };
    const given = parameters(call);
    const isJson = given.get("format") === "json";
    const error = isKnown ? this.#wrong(given, call.at) : [101];
    if (error) {
      const [code, more = {}] = error;
      return { status: 200, body: isJson ? { ...more, error: code, message: SAID[code] } : `ERROR:${code}` };
    }
    return { status: 200, body: this.#send(given, call, isJson) };
  }

  #wrong(given, at) {
    if ([...given.keys()].some((name) => !KNOWN.includes(name))) return [8];
    const text = given.get("message") ?? "";
    const parts = partsOf(text);
    if (text === "" || parts > 10) return [11];
    if (parts > Number(given.get("max_parts") ?? 10)) return [12];
    const numbers = (given.get("to") ?? "").split(",").map((to) => [to, numberOf(to)]);
    const invalid = numbers.filter(([, number]) => !number);
    if (invalid.length > 0) {
      return [13, { invalid_numbers: invalid.map(([to]) => ({ number: to, submitted_number: to, message: "Invalid phone number" })) }];
    }
    const from = given.get("from");
    if (from !== null && !this.senders.includes(from)) return [14];
    const idx = given.get("idx");
    if (idx !== null && idx.length > 255) return [8];
    if (idx !== null && given.get("check_idx") === "1" && at - (this.#keys.get(idx)?.at ?? -Infinity) < KEY_LIVES_MS) {
      this.#keys.get(idx).replays += 1;
      return [53];
    }
    const recent = this.messages.filter((one) => one.to === numbers[0][1] && at - one.at < PER_NUMBER_MS);
    if (recent.length >= PER_NUMBER_MAX) return [52];
    return this.points < parts * POINTS_PER_PART * numbers.length ? [103] : undefined;
  }

  #send(given, call, isJson) {
    const text = given.get("message");
    const parts = partsOf(text);
    const list = given.get("to").split(",").map((to) => {
      this.#number += 1;
      const id = `1460969715${String(this.#number).padStart(9, "0")}`;
      const message = { id, key: given.get("idx") ?? undefined, to: numberOf(to), from: given.get("from") ?? "Test", text, parts,
        body: Object.fromEntries(given), at: call.at, replays: 0 };
      this.messages.push(message);
      if (message.key !== undefined) this.#keys.set(message.key, message);
      this.points -= parts * POINTS_PER_PART;
      return { id, points: parts * POINTS_PER_PART, number: message.to, date_sent: Math.floor(call.at / 1000), submitted_number: to,
        status: "QUEUE", error: null, idx: message.key ?? null, parts };
    });
    if (!isJson) return list.map(({ id, points, number }) => `OK:${id}:${points}:${number}`).join(";");
    const details = given.get("details") === "1" ? { message: text, length: text.length, parts } : {};
    return { count: list.length, ...details, list };
  }

  /**
   * The delivery report that SMSAPI would send: `what` is `delivered`, `bounced`, `failed`, `rejected`, `expired`,
   * `sent`, `accepted`, `stopped` or `unknown`. A GET, unless `method` is `POST`; it wants the answer `OK`.
   */
  notice(which, what, { url, method = "GET", at = this.now(), detail = {} } = {}) {
    const message = this.find(which);
    if (!STATES[what]) throw new Error(`SMSAPI tells nothing called ${what}`);
    const fields = { MsgId: message.id, status: STATES[what], idx: message.key ?? "", to: message.to, from: message.from,
      donedate: Math.floor(at / 1000), username: this.user, points: message.parts * POINTS_PER_PART, mcc: 260, mnc: 1, ...detail };
    return carried(url ?? message.body.notify_url, method, fields);
  }

  /** An SMS that a person sends to the account's number. */
  reply({ from, text, to = "48600000000", id = "3430393837363534", at = this.now() }, { url, method = "POST" }) {
    return carried(url, method, { sms_to: to, sms_from: from.replace(/^\+/, ""), sms_text: text, sms_date: Math.floor(at / 1000), username: this.user, MsgId: id });
  }
}

function carried(url, method, fields) {
  const form = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  if (method === "POST") return { url, method, headers: { "content-type": "application/x-www-form-urlencoded" }, body: form.toString() };
  const address = new URL(url);
  for (const [name, value] of form) address.searchParams.set(name, value);
  return { url: address.href, method, headers: {}, body: undefined };
}

const parameters = (call) => call.form ?? call.query;

/** With the country's prefix, without `+`; nine digits are a Polish number. */
function numberOf(text) {
  const digits = text.replace(/^\+|^00/, "").replace(/[\s-]/g, "");
  if (/^\d{9}$/.test(digits)) return `48${digits}`;
  return /^[1-9]\d{9,14}$/.test(digits) ? digits : undefined;
}
