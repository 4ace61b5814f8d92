// A stand-in for Postmark: sending, the search of sent messages, the server's own data; errors; webhooks.
//
// There is no key: the same call again is a second message. `Metadata` is what finds a message again.
// Sources: postmarkapp.com/developer, "Email API", "Messages API", "API error codes", "Webhooks"; the types of
// npm `postmark`, which is the judge: tests/e2e/provider-sdks.test.mjs.
import { randomUUID } from "node:crypto";
import { Provider, mailbox } from "./provider.mjs";

const KNOWN = ["From", "To", "Cc", "Bcc", "Subject", "Tag", "HtmlBody", "TextBody", "ReplyTo", "Metadata", "Headers",
  "TrackOpens", "TrackLinks", "Attachments", "MessageStream"];
const SERVER_ID = 4711;

export class Postmark extends Provider {
  #inactive = new Set();

  constructor({ key = "11111111-2222-4333-8444-555555555555", domains = ["okna.example"], streams = ["outbound", "broadcast"],
    webhookUser = "relance", webhookPassword = "postmark-webhook-password", ...options } = {}) {
    super(options);
    Object.assign(this, { key, domains, streams, webhookUser, webhookPassword });
  }

  /** Postmark refuses to send to this address from now on, as after a hard bounce. */
  deactivate = (address) => this.#inactive.add(address.toLowerCase());

  sends = (call) => call.method === "POST" && call.path === "/email";

  identity = ({ json = {} }) => Object.values(json?.Metadata ?? {})[0] ?? `${json?.To}|${json?.TextBody ?? json?.HtmlBody}`;

  failure(fault) {
    if (fault === "429") return error(429, 429, "You have exceeded the rate limit. Please slow down.");
    return fault === "503" ? error(503, 100, "The service is down for maintenance.") : error(500, 0, "Internal Server Error");
  }

  answer(call) {
    const token = call.headers["x-postmark-server-token"];
    if (!token) return error(401, 10, "No Account or Server API tokens were supplied in the HTTP headers.");
    if (token !== this.key) return error(401, 10, "Request does not contain a valid Server token.");
    if (call.path === "/email") return call.method === "POST" ? this.#send(call) : error(405, 0, "Method not allowed");
    if (call.method !== "GET") return error(404, 0, "Not found");
    if (call.path === "/server") return { status: 200, body: { ID: SERVER_ID, Name: "Okna", DeliveryType: "Live" } };
    if (call.path === "/messages/outbound") return this.#search(call.query);
    const id = /^\/messages\/outbound\/([^/]+)\/details$/.exec(call.path)?.[1];
    return id ? this.#details(id) : error(404, 0, "Not found");
  }

  #send(call) {
    const wrong = this.#wrong(call);
    if (wrong) return wrong;
    const { From, To, Subject, TextBody, HtmlBody, Metadata = {}, Headers = [] } = call.json;
    const message = { id: randomUUID(), key: Object.values(Metadata)[0], from: From, to: addresses(To), subject: Subject,
      text: TextBody, html: HtmlBody, metadata: Metadata, body: call.json, at: call.at,
      headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])) };
    this.messages.push(message);
    return { status: 200, body: { To, SubmittedAt: new Date(call.at).toISOString(), MessageID: message.id, ErrorCode: 0, Message: "OK" } };
  }

  #wrong({ json, headers }) {
    const isJson = (headers["content-type"] ?? "").startsWith("application/json") && (headers.accept ?? "").includes("json");
    if (!isJson) return error(422, 409, "Your HTTP request doesn't have the Accept and Content-Type headers set to application/json.");
    if (typeof json !== "object" || json === null) return error(422, 402, "Received invalid JSON input.");
    const strange = Object.keys(json).find((field) => !KNOWN.includes(field));
    if (strange) return error(422, 403, `The JSON has the unknown field '${strange}'.`);
    if (!mailbox(json.From)) return error(422, 300, `Invalid 'From' address: '${json.From ?? ""}'.`);
    const to = addresses(json.To);
    if (to.length === 0 || !to.every(mailbox)) return error(422, 300, "Error parsing 'To': Illegal email address.");
    if (to.length > 50) return error(422, 300, "Recipient limit of 50 exceeded.");
    if (json.ReplyTo && !addresses(json.ReplyTo).every(mailbox)) return error(422, 300, "Error parsing 'ReplyTo': Illegal email address.");
    if (!json.TextBody && !json.HtmlBody) return error(422, 300, "Provide either email TextBody or HtmlBody or both.");
    const pairs = Object.entries(json.Metadata ?? {});
    if (pairs.length > 10 || pairs.some(([name, value]) => name.length > 20 || typeof value !== "string" || value.length > 80)) {
      return error(422, 300, "Metadata has at most 10 pairs, names of 20 and values of 80 characters.");
    }
    const stream = json.MessageStream ?? "outbound";
    if (!this.streams.includes(stream)) return error(422, 1235, `The stream provided: '${stream}' does not exist on this server.`);
    const sender = mailbox(json.From).address;
    if (!this.domains.includes(sender.split("@")[1])) {
      return error(422, 400, `The 'From' address you supplied (${sender}) is not a Sender Signature on your account.`);
    }
    const inactive = to.map((one) => mailbox(one).address).filter((one) => this.#inactive.has(one.toLowerCase()));
    if (inactive.length > 0) {
      return error(422, 406, "You tried to send to recipient(s) that have been marked as inactive. Found inactive addresses: "
        + `${inactive.join(", ")}. Inactive recipients are ones that have generated a hard bounce, a spam complaint, or a manual suppression.`);
    }
    return undefined;
  }

  #search(query) {
    const [count, offset] = ["count", "offset"].map((name) => Number(query.get(name) ?? NaN));
    if (!(count >= 1 && count <= 500) || !(offset >= 0)) return error(422, 600, "You must specify `count` and `offset`.");
    const wanted = [...query].filter(([name]) => name.startsWith("metadata_")).map(([name, value]) => [name.slice(9), value]);
    const recipient = query.get("recipient");
    const found = this.messages.filter((one) => wanted.every(([name, value]) => one.metadata[name] === value)
      && (recipient === null || one.to.some((to) => mailbox(to).address === recipient))).reverse();
    return { status: 200, body: { TotalCount: found.length, Messages: found.slice(offset, offset + count).map(shown) } };
  }

  #details(id) {
    const message = this.messages.find((one) => one.id === id);
    if (!message) return error(422, 701, "This message was not found.");
    return { status: 200, body: { ...shown(message), TextBody: message.text ?? "", HtmlBody: message.html ?? "", Body: "", MessageEvents: [] } };
  }

  /**
   * The webhook that Postmark would post: `what` is `delivered`, `bounced` (hard), `soft_bounced`, `complained`,
   * `opened`, `clicked` or `unsubscribed`. Signed by nothing but the user and password of HTTP Basic.
   */
  notice(which, what, { url, detail = {}, at = this.now(), user = this.webhookUser, password = this.webhookPassword }) {
    const message = this.find(which);
    const when = new Date(at).toISOString();
    const to = mailbox(message.to[0]).address;
    const common = { MessageID: message.id, MessageStream: message.body.MessageStream ?? "outbound", Metadata: message.metadata, Tag: message.body.Tag ?? "" };
    const bounce = (type, code, name) => ({ ...common, RecordType: "Bounce", ID: 692560173, Type: type, TypeCode: code, Name: name,
      ServerID: SERVER_ID, Description: "The server was unable to deliver your message.", Details: "action: failed", Email: to,
      From: mailbox(message.from).address, BouncedAt: when, DumpAvailable: false, Inactive: code === 1, CanActivate: true, Subject: message.subject });
    const seen = { ...common, Recipient: to, ReceivedAt: when, Platform: "Desktop", UserAgent: "Mozilla/5.0", Geo: {},
      Client: { Name: "Chrome", Company: "Google", Family: "Chrome" }, OS: { Name: "Windows 11", Company: "Microsoft", Family: "Windows" } };
    const record = {
      delivered: { ...common, RecordType: "Delivery", ServerID: SERVER_ID, Recipient: to, DeliveredAt: when, Details: "250 OK" },
      bounced: bounce("HardBounce", 1, "Hard bounce"),
      soft_bounced: bounce("SoftBounce", 4096, "Soft bounce"),
      complained: { ...bounce("SpamComplaint", 100001, "Spam complaint"), RecordType: "SpamComplaint", Inactive: true },
      opened: { ...seen, RecordType: "Open", FirstOpen: true, ReadSeconds: 5 },
      clicked: { ...seen, RecordType: "Click", ClickLocation: "HTML", OriginalLink: "https://okna.example/offer" },
      unsubscribed: { ...common, RecordType: "SubscriptionChange", ServerID: SERVER_ID, ChangedAt: when, Recipient: to, Origin: "Recipient",
        SuppressSending: true, SuppressionReason: "ManualSuppression" },
    }[what];
    if (!record) throw new Error(`Postmark tells nothing called ${what}`);
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return { url, method: "POST", body: JSON.stringify({ ...record, ...detail }),
      headers: { "content-type": "application/json", "user-agent": "Postmark", authorization } };
  }
}

/** Commas part addresses, but not within a quoted name. */
const addresses = (text) => (typeof text === "string" ? text.match(/(?:"[^"]*"|[^,"])+/g) ?? [] : []).map((one) => one.trim());

const shown = (message) => ({ MessageID: message.id, Tag: message.body.Tag ?? "", From: message.from, Subject: message.subject,
  To: message.to.map((one) => ({ Email: mailbox(one).address, Name: mailbox(one).name })), Cc: [], Bcc: [], Attachments: [],
  Recipients: message.to.map((one) => mailbox(one).address), ReceivedAt: new Date(message.at).toISOString(), Status: "Sent",
  TrackOpens: message.body.TrackOpens ?? false, TrackLinks: message.body.TrackLinks ?? "None", Metadata: message.metadata,
  MessageStream: message.body.MessageStream ?? "outbound", Sandboxed: false });

const error = (status, ErrorCode, Message) => ({ status, body: { ErrorCode, Message } });
