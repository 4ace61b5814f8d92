// What the stand-ins of all providers share: reading a request, failing on purpose, keeping a record.
//
// A stand-in says what a call is about (`identity`), whether it sends (`sends`), answers it (`answer`), and
// how it looks when it fails (`failure`).
import { setTimeout as wait } from "node:timers/promises";
import { known } from "./faults.mjs";

/** How long `hold` keeps an answer back. Units: ms. Longer than the Worker waits (10 s). */
const HOLD_MS = 12_000;
/** What `Retry-After` asks for. Units: seconds. */
const RETRY_AFTER_SECONDS = 2;

export class Provider {
  /** Every call that arrived: `{ method, path, query, headers, text, json, form, at, arrived, fault, status }`. */
  calls = [];
  /** What was accepted, in order, each once: `{ id, key, to, from, text, at, … }`; what else, each provider says. */
  messages = [];
  /** Set it to a function of a call's identity, as `seeded` makes: it answers a fault or nothing. */
  faults = undefined;
  /** 0 switches `hold` off. */
  holdMs = HOLD_MS;
  retryAfterSeconds = RETRY_AFTER_SECONDS;
  #next = [];

  /** `now()` answers milliseconds: keys age by it. */
  constructor({ now = Date.now } = {}) {
    this.now = now;
  }

  /** How the next sends fail, one each; see faults.mjs. `undefined` is a send that works. */
  fail(...faults) {
    for (const fault of faults) if (fault !== undefined) known(fault);
    this.#next.push(...faults);
  }

  /** Answers a request whose path below the provider's base is `path`. */
  async handle(request, response, path, query) {
    const call = await read(request, path, query, this.now());
    this.calls.push(call);
    const reply = ({ status, body, headers = {} }) => {
      call.status = status;
      if (response.destroyed) return;
      const isText = typeof body === "string";
      response.writeHead(status, { "content-type": isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8", ...headers });
      response.end(isText ? body : JSON.stringify(body));
    };
    call.fault = this.#fault(call);
    if (call.fault === "refused") return void request.socket.destroy();
    if (call.fault === "html") return reply({ status: 200, body: "<h1>Maintenance</h1>", headers: { "content-type": "text/html" } });
    if (["429", "503", "500"].includes(call.fault)) return reply(this.#failure(call.fault));
    const answer = this.answer(call);
    if (call.fault === "hold") await wait(this.holdMs, undefined, { ref: false });
    this.answered?.(call);
    if (call.fault === "lost") return void request.socket.destroy();
    reply(call.fault === "500_after" ? this.#failure("500") : answer);
  }

  #fault(call) {
    if (!this.sends(call)) return undefined;
    const fault = this.#next.length > 0 ? this.#next.shift() : this.faults?.(this.identity(call));
    return fault === "hold" && this.holdMs === 0 ? undefined : fault;
  }

  #failure(fault) {
    const asks = fault === "500" ? {} : { "retry-after": String(this.retryAfterSeconds) };
    const { headers = {}, ...answer } = this.failure(fault);
    return { ...answer, headers: { ...asks, ...headers } };
  }

  /** The message with this id, or this key, or the very message. */
  find(which) {
    const found = typeof which === "object" ? which : this.messages.find((one) => one.id === which || one.key === which);
    if (!found) throw new Error(`no message ${which} was accepted`);
    return found;
  }

  /** Posts what `notice` or `reply` of a provider made, and answers the `Response`. */
  async post({ url, method, headers, body }) {
    return fetch(url, { method, headers: { connection: "close", ...headers }, body, redirect: "manual" });
  }
}

async function read(request, path, query, at) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  const type = request.headers["content-type"] ?? "";
  const call = { method: request.method, path, query, headers: request.headers, text, at, arrived: Date.now() };
  if (type.startsWith("application/x-www-form-urlencoded")) call.form = new URLSearchParams(text);
  if (type.startsWith("application/json")) {
    try {
      call.json = JSON.parse(text);
    } catch {
      call.json = undefined;
    }
  }
  return call;
}

/** `Name <a@b.example>`, `"Name" <a@b.example>` or `a@b.example`, taken apart; nothing when it is none of these. */
export function mailbox(text) {
  if (typeof text !== "string" || /[\r\n]/.test(text)) return undefined;
  const found = /^(?:"?([^"<>]*?)"?\s*<([^<>\s]+)>|([^<>\s]+))$/.exec(text.trim());
  const address = found?.[2] ?? found?.[3];
  if (!address || !/^[^\s@,;"<>()]+@[^\s@,;"<>()]+\.[^\s@.,;"<>()]+$/.test(address)) return undefined;
  return { name: found[1] ?? "", address };
}

/** SMS parts of a text. Source: 3GPP TS 23.038 (alphabet), TS 23.040 (splitting). */
export function partsOf(text) {
  const basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
  const extra = "\f^{}\\[~]|€";
  const isBasic = [...text].every((letter) => basic.includes(letter) || extra.includes(letter));
  const units = isBasic ? [...text].reduce((sum, letter) => sum + (extra.includes(letter) ? 2 : 1), 0) : text.length;
  const [one, more] = isBasic ? [160, 153] : [70, 67];
  return units <= one ? 1 : Math.ceil(units / more);
}
