// A stand-in for Twilio: sending, one message, the list by number and day; errors; signed callbacks.
//
// There is no key: the same call again is a second message.
// Sources: Twilio's OpenAPI document (api v2010), twilio.com/docs/api/errors, "Webhooks security". npm `twilio` is
// the judge, of requests and of signatures: tests/e2e/provider-sdks.test.mjs.
import { createHmac, randomBytes } from "node:crypto";
import { Provider, partsOf } from "./provider.mjs";

const KNOWN = ["To", "From", "Body", "MessagingServiceSid", "StatusCallback", "MaxPrice", "ProvideFeedback", "Attempt",
  "ValidityPeriod", "ForceDelivery", "SmartEncoded", "MediaUrl", "ContentSid", "ScheduleType", "SendAt", "RiskCheck"];
const E164 = /^\+[1-9]\d{7,14}$/;
/** Error codes of callbacks: an unreachable phone, an unknown one, a refusal by the carrier. */
const UNDELIVERED = { bounced: 30005, failed: 30003, rejected: 30007 };

export class Twilio extends Provider {
  #stopped = new Set();

  constructor({ account = `AC${"0a".repeat(16)}`, key = "twilio-auth-token-0123456789abcd", numbers = ["+48732123456"],
    services = [`MG${"0b".repeat(16)}`], ...options } = {}) {
    super(options);
    Object.assign(this, { account, key, numbers, services });
  }

  /** This number has answered STOP: Twilio refuses to send to it. */
  stop = (number) => this.#stopped.add(number);

  sends = (call) => call.method === "POST" && call.path.endsWith("/Messages.json");

  identity = ({ form }) => `${form?.get("To")}|${form?.get("Body")}`;

  failure(fault) {
    if (fault === "429") return error(429, 20429, "Too Many Requests");
    return fault === "503" ? error(503, 20503, "Service unavailable") : error(500, 20500, "An internal server error has occurred");
  }

  answer(call) {
    const path = /^\/2010-04-01\/Accounts\/([^/]+?)(\.json|\/.*)$/.exec(call.path);
    if (!path) return error(404, 20404, `The requested resource ${call.path} was not found`);
    const basic = `Basic ${Buffer.from(`${this.account}:${this.key}`).toString("base64")}`;
    if (call.headers.authorization !== basic) return error(401, 20003, "Authenticate");
    const [, account, rest] = path;
    if (account !== this.account) return error(404, 20404, `The requested resource ${call.path} was not found`);
    if (rest === ".json" && call.method === "GET") {
      return { status: 200, body: { sid: account, friendly_name: "Okna", status: "active", type: "Full", uri: call.path } };
    }
    if (rest === "/Messages.json") return call.method === "POST" ? this.#send(call) : this.#list(call);
    const sid = /^\/Messages\/([^/.]+)\.json$/.exec(rest)?.[1];
    const message = this.messages.find((one) => one.id === sid);
    if (!message || call.method !== "GET") return error(404, 20404, `The requested resource ${call.path} was not found`);
    return { status: 200, body: this.#shown(message) };
  }

  #send(call) {
    const given = call.form ?? new URLSearchParams();
    const wrong = this.#wrong(given);
    if (wrong) return wrong;
    const text = given.get("Body");
    const message = { id: `SM${randomBytes(16).toString("hex")}`, key: undefined, to: given.get("To"), from: given.get("From"), text,
      parts: partsOf(text), service: given.get("MessagingServiceSid"), body: Object.fromEntries(given), at: call.at, state: "queued", code: null };
    this.messages.push(message);
    return { status: 201, body: this.#shown(message) };
  }

  #wrong(given) {
    const strange = [...given.keys()].find((name) => !KNOWN.includes(name));
    if (strange) return error(400, 20001, `Unknown parameter ${strange}`);
    const to = given.get("To") ?? "";
    if (to === "") return error(400, 21604, "A 'To' phone number is required.");
    if (!E164.test(to)) return error(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
    const text = given.get("Body") ?? "";
    if (text === "") return error(400, 21602, "Message body is required.");
    if (text.length > 1600) return error(400, 21617, "The concatenated message body exceeds the 1600 character limit");
    const [from, service] = [given.get("From"), given.get("MessagingServiceSid")];
    if (!from && !service) return error(400, 21603, "A 'From' phone number is required.");
    if (service && !this.services.includes(service)) return error(404, 20404, `The Messaging Service ${service} was not found`);
    if (from && !this.numbers.includes(from)) {
      return error(400, 21606, `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination.`);
    }
    const callback = given.get("StatusCallback");
    if (callback !== null && !URL.canParse(callback)) return error(400, 21609, "The 'StatusCallback' URL is not a valid URL.");
    return this.#stopped.has(to) ? error(400, 21610, "Attempt to send to unsubscribed recipient") : undefined;
  }

  #list({ query }) {
    const day = (message) => new Date(message.at).toISOString().slice(0, 10);
    const tests = [...query].map(([name, value]) => ({
      "To": (one) => one.to === value,
      "From": (one) => one.from === value,
      "DateSent": (one) => day(one) === value.slice(0, 10),
      "DateSent>": (one) => day(one) >= value.slice(0, 10),
      "DateSent<": (one) => day(one) <= value.slice(0, 10),
    })[name]).filter(Boolean);
    const found = this.messages.filter((one) => tests.every((test) => test(one))).reverse();
    const size = Number(query.get("PageSize") ?? 50);
    const page = Number(query.get("Page") ?? 0);
    const shown = found.slice(page * size, (page + 1) * size);
    const uri = (number) => {
      const next = new URLSearchParams(query);
      next.set("Page", String(number));
      return `/2010-04-01/Accounts/${this.account}/Messages.json?${next}`;
    };
    return { status: 200, body: { page, page_size: size, start: page * size, end: page * size + Math.max(shown.length - 1, 0), uri: uri(page),
      first_page_uri: uri(0), previous_page_uri: page > 0 ? uri(page - 1) : null, next_page_uri: (page + 1) * size < found.length ? uri(page + 1) : null,
      messages: shown.map((one) => this.#shown(one)) } };
  }

  #shown(message) {
    const when = new Date(message.at).toUTCString().replace("GMT", "+0000");
    const uri = `/2010-04-01/Accounts/${this.account}/Messages/${message.id}`;
    return { account_sid: this.account, api_version: "2010-04-01", body: message.text, date_created: when, date_updated: when,
      date_sent: message.state === "queued" ? null : when, direction: "outbound-api", error_code: message.code, error_message: null,
      from: message.from, messaging_service_sid: message.service, num_media: "0", num_segments: String(message.parts), price: null, price_unit: null,
      sid: message.id, status: message.state, subresource_uris: { media: `${uri}/Media.json` }, to: message.to, uri: `${uri}.json` };
  }

  /** The signature of a request to `url` with these form fields. */
  signature(url, fields, token = this.key) {
    const data = Object.keys(fields).sort().reduce((text, name) => text + name + fields[name], url);
    return createHmac("sha1", token).update(data).digest("base64");
  }

  /**
   * The callback that Twilio would post: `what` is `sent`, `delivered`, `bounced` (undelivered, the number is unknown),
   * `failed` or `rejected`. Without `url`, to the message's own `StatusCallback`. `token` forges.
   */
  notice(which, what, { url, detail = {}, token = this.key } = {}) {
    const message = this.find(which);
    const code = UNDELIVERED[what];
    const state = code ? (what === "failed" ? "failed" : "undelivered") : what;
    Object.assign(message, { state, code: code ?? null });
    const fields = { AccountSid: this.account, ApiVersion: "2010-04-01", From: message.from ?? this.numbers[0], To: message.to, MessageSid: message.id,
      SmsSid: message.id, MessageStatus: state, SmsStatus: state, ...(code ? { ErrorCode: String(code) } : {}), ...detail };
    return this.#signed(url ?? message.body.StatusCallback, fields, token);
  }

  /** An SMS that a person sends to the account's number. */
  reply({ from, text, to = this.numbers[0], id = `SM${randomBytes(16).toString("hex")}` }, { url, token = this.key }) {
    const isStop = /^\s*(stop|stopall|unsubscribe|cancel|end|quit)\s*$/i.test(text);
    const fields = { AccountSid: this.account, ApiVersion: "2010-04-01", From: from, To: to, Body: text, MessageSid: id, SmsSid: id, SmsMessageSid: id,
      NumMedia: "0", NumSegments: String(partsOf(text)), SmsStatus: "received", FromCountry: "PL", ToCountry: "PL", ...(isStop ? { OptOutType: "STOP" } : {}) };
    return this.#signed(url, fields, token);
  }

  #signed(url, fields, token) {
    return { url, method: "POST", body: new URLSearchParams(fields).toString(), headers: { "content-type": "application/x-www-form-urlencoded",
      "user-agent": "TwilioProxy/1.1", "x-twilio-signature": this.signature(url, fields, token) } };
  }
}

const error = (status, code, message) => ({ status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } });
