// A stand-in for Resend: sending, one message, domains; its errors; its keys; its signed webhooks.
//
// Sources: Resend's OpenAPI document and error reference; resend.com/docs, "Idempotency keys" (24 hours; 409 for
// another body; 409 while the first is under way), "Verify webhooks" (Svix headers, which are those of Standard
// Webhooks by another name). npm `resend` is the judge: tests/e2e/provider-sdks.test.mjs.
import { createHmac, randomUUID } from "node:crypto";
import { Provider, mailbox } from "./provider.mjs";

const KEY_LIVES_MS = 24 * 3_600_000;
const KNOWN = ["from", "to", "subject", "bcc", "cc", "reply_to", "html", "text", "headers", "scheduled_at",
  "attachments", "tags", "topic_id", "template"];

export class Resend extends Provider {
  #keys = new Map();

  constructor({ key = "re_test_0123456789", domains = ["okna.example"], webhookSecret, ...options } = {}) {
    super(options);
    this.key = key;
    this.domains = domains;
    /** What signs webhooks: `whsec_` and base64. */
    this.webhookSecret = webhookSecret ?? `whsec_${Buffer.from("relance-resend-webhook-secret-01").toString("base64")}`;
  }

  sends = (call) => call.method === "POST" && call.path === "/emails";

  identity = (call) => call.headers["idempotency-key"] ?? `${call.json?.to}|${call.json?.text ?? call.json?.html}`;

  failure(fault) {
    if (fault === "429") {
      return error(429, "rate_limit_exceeded", "Too many requests. You can only make 2 requests per second.",
        { "ratelimit-limit": "2", "ratelimit-remaining": "0", "ratelimit-reset": "1" });
    }
    return fault === "503"
      ? error(503, "application_error", "The service is unavailable. Please try again later.")
      : error(500, "internal_server_error", "An unexpected error occurred.");
  }

  answer(call) {
    const bearer = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1];
    if (!bearer) return error(401, "missing_api_key", "Missing API Key");
    if (bearer !== this.key) return error(401, "validation_error", "API key is invalid");
    if (call.path === "/emails" && call.method === "POST") return this.#send(call);
    const id = /^\/emails\/([^/]+)$/.exec(call.path)?.[1];
    if (id && call.method === "GET") return this.#one(id);
    if (call.path === "/domains" && call.method === "GET") {
      const data = this.domains.map((name) => ({ id: name, name, status: "verified", region: "eu-west-1", created_at: this.#at() }));
      return { status: 200, body: { object: "list", has_more: false, data } };
    }
    if (["/emails", "/domains"].includes(call.path)) return error(405, "method_not_allowed", "Method not allowed");
    return error(404, "not_found", "The requested endpoint does not exist.");
  }

  /** The answer of a `hold` has gone: the key is no longer under way. */
  answered(call) {
    const kept = this.#keys.get(call.headers["idempotency-key"]);
    if (kept) kept.isUnderWay = false;
  }

  #send(call) {
    const key = call.headers["idempotency-key"];
    if (key !== undefined && (key.length < 1 || key.length > 256)) {
      return error(400, "invalid_idempotency_key", "Idempotency keys, if present, must have between 1 and 256 characters.");
    }
    const kept = key === undefined ? undefined : this.#keys.get(key);
    if (kept && call.at - kept.at < KEY_LIVES_MS) {
      if (kept.text !== call.text) {
        return error(409, "invalid_idempotent_request", "This key was used within 24 hours with another body.");
      }
      if (kept.isUnderWay) {
        return error(409, "concurrent_idempotent_requests", "Another request with this key is in progress.");
      }
      kept.message.replays += 1;
      return kept.answer;
    }
    const wrong = this.#wrong(call);
    if (wrong) return wrong;
    const { from, to, subject, text, html, headers = {} } = call.json;
    const message = { id: randomUUID(), key, from, to: [to].flat(), subject, text, html, headers, body: call.json, at: call.at, replays: 0 };
    this.messages.push(message);
    const answer = { status: 200, body: { id: message.id } };
    if (key !== undefined) this.#keys.set(key, { at: call.at, text: call.text, answer, message, isUnderWay: true });
    return answer;
  }

  #wrong({ json, headers }) {
    if (!(headers["content-type"] ?? "").startsWith("application/json") || typeof json !== "object" || json === null) {
      return error(400, "validation_error", "The request body is not valid JSON.");
    }
    for (const field of ["from", "to", "subject"]) {
      if (json[field] === undefined || json[field] === "") return error(422, "missing_required_field", `Missing \`${field}\` field.`);
    }
    if (json.text === undefined && json.html === undefined && json.template === undefined) {
      return error(422, "missing_required_field", "Missing `html` or `text` field.");
    }
    const strange = Object.keys(json).find((field) => !KNOWN.includes(field));
    if (strange) return error(422, "validation_error", `Unknown field \`${strange}\`.`);
    const to = [json.to].flat();
    if (to.length > 50) return error(422, "validation_error", "The `to` field has more than 50 addresses.");
    for (const [field, values] of [["to", to], ["from", [json.from]], ["reply_to", [json.reply_to ?? []].flat()]]) {
      if (!values.every(mailbox)) {
        return error(422, "validation_error", `Invalid \`${field}\` field. The email address needs to follow the \`email@example.com\` or \`Name <email@example.com>\` format.`);
      }
    }
    const tags = json.tags ?? [];
    if (!tags.every(({ name, value }) => [name, value].every((word) => /^[A-Za-z0-9_-]{1,256}$/.test(word)))) {
      return error(422, "validation_error", "Tags should only contain ASCII letters, numbers, underscores, or dashes.");
    }
    const domain = mailbox(json.from).address.split("@")[1];
    if (!this.domains.includes(domain)) return error(403, "validation_error", `The ${domain} domain is not verified.`);
    return undefined;
  }

  #one(id) {
    const message = this.messages.find((one) => one.id === id);
    if (!message) return error(404, "not_found", "Email not found");
    const { from, to, subject, text = null, html = null, body } = message;
    return { status: 200, body: { object: "email", id, to, from, subject, text, html, created_at: new Date(message.at).toISOString(),
      bcc: null, cc: null, reply_to: body.reply_to ? [body.reply_to].flat() : null, last_event: message.last ?? "sent" } };
  }

  /**
   * The webhook that Resend would post: `what` is `delivered`, `bounced`, `complained`, `opened`, `clicked`, `failed`
   * or `delivery_delayed`. `detail`: the bounce's or the click's own fields. `id` is the same at each attempt.
   */
  notice(which, what, { url, id = `msg_${randomUUID()}`, detail = {}, at = this.now(), secret = this.webhookSecret }) {
    const message = this.find(which);
    message.last = what;
    const common = { email_id: message.id, from: message.from, to: message.to, subject: message.subject,
      created_at: new Date(message.at).toISOString(), tags: tagsOf(message.body.tags) };
    const own = {
      bounced: { bounce: { type: "Permanent", subType: "General", message: "The recipient's mail server rejected the message.", ...detail } },
      clicked: { click: { ipAddress: "203.0.113.7", link: "https://okna.example/offer", timestamp: new Date(at).toISOString(), userAgent: "Mozilla/5.0", ...detail } },
      failed: { failed: { reason: "reached_daily_quota", ...detail } },
    }[what] ?? detail;
    const body = JSON.stringify({ type: `email.${what}`, created_at: new Date(at).toISOString(), data: { ...common, ...own } });
    const timestamp = String(Math.floor(at / 1000));
    const bytes = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const signature = createHmac("sha256", bytes).update(`${id}.${timestamp}.${body}`).digest("base64");
    return { url, method: "POST", body, headers: { "content-type": "application/json", "user-agent": "Svix-Webhooks/1.24.0",
      "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` } };
  }

  #at = () => new Date(this.now()).toISOString();
}

const tagsOf = (tags = []) => Object.fromEntries(tags.map(({ name, value }) => [name, value]));

const error = (statusCode, name, message, headers = {}) => ({ status: statusCode, headers, body: { statusCode, name, message } });
