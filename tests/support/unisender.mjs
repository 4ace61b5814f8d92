// A stand-in for Unisender on loopback: its HTTP API, as its documentation describes it, and as strict.
//
// Methods: getLists, subscribe. An error is answered as the service does, with status 200 and
// `{"error", "code"}`. `fail(…)` makes the next calls fail in one of the ways of the real world.
import { listen } from "./providers/server.mjs";

const LANGUAGES = new Set(["en", "ru", "ua", "it", "da", "de", "es", "fr", "nl", "pl", "pt", "tr"]);
const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$/;

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Starts the service; it ends with the test `t`.
 *
 * @returns {Promise<Unisender>}
 */
export async function startUnisender(t, { key = "unisender-key-0001", lists = [] } = {}) {
  const service = new Unisender(key, lists);
  service.base = await listen(t, (request, response) => service.handle(request, response));
  return service;
}

class Unisender {
  /** Who is in which list: list id → addresses with their status. */
  subscribers = new Map();
  /** Letters that ask for confirmation, and the lists' own first letters (S4.18). */
  letters = [];
  /** Calls that reached the service, also those that failed afterwards. */
  calls = [];
  /** Set it to a function that answers a fault or nothing, as `seeded` of providers/faults.mjs makes. */
  faults = undefined;
  #faults = [];
  #refused = new Set();
  #people = new Map();

  constructor(key, lists) {
    this.key = key;
    this.lists = new Map();
    for (const list of lists) this.addList(list);
  }

  addList({ id, title, firstLetter }) {
    this.lists.set(id, { id, title, firstLetter });
    this.subscribers.set(id, new Map());
  }

  removeList(id) {
    this.lists.delete(id);
    this.subscribers.delete(id);
  }

  /** The service has its own mind about addresses. */
  refuseAddress = (email) => this.#refused.add(email);

  /** Addresses in a list, sorted. */
  addresses = (id) => [...(this.subscribers.get(id)?.keys() ?? [])].sort();

  /**
   * How the next calls fail: `lost` (it is done, and the answer is lost), `refused` (the connection
   * breaks before anything is done), `500`, `429`, `limit` (the documented code), `html`.
   */
  fail = (...faults) => this.#faults.push(...faults);

  async handle(request, response) {
    let body = "";
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url, "http://unisender.local");
    const parameters = new URLSearchParams(request.method === "POST" ? body : url.search);
    const method = url.pathname.split("/")[3];
    this.calls.push({ method, parameters: Object.fromEntries(parameters), arrived: Date.now() });
    const fault = this.#faults.shift() ?? this.faults?.(parameters.get("fields[email]") ?? method);
    if (fault === "refused") return request.socket.destroy();
    if (fault === "500") return void response.writeHead(500).end("oops");
    if (fault === "429") return void response.writeHead(429, { "retry-after": "120" }).end("slow down");
    if (fault === "html") return void response.writeHead(200, { "content-type": "text/html" }).end("<h1>Maintenance</h1>");
    let answer;
    try {
      if (fault === "limit") throw new Refusal("api_call_limit_exceeded_for_api_key", "Too many calls");
      answer = { result: this.#call(request, url, method, parameters) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answer = { error: error.message, code: error.code };
    }
    if (fault === "lost") return request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(answer));
  }

  #call(request, url, method, parameters) {
    const [, language, api] = url.pathname.split("/");
    if (!LANGUAGES.has(language) || api !== "api") throw new Refusal("unknown_method", "No such method");
    if (url.searchParams.get("format") !== "json") throw new Refusal("invalid_arg", "The format must be json");
    if (request.method === "POST") {
      const type = request.headers["content-type"] ?? "";
      if (!type.startsWith("application/x-www-form-urlencoded")) throw new Refusal("invalid_api_key", "The key is missing");
      // The documentation names this mistake: GET and POST parameters in one call.
      if ([...url.searchParams.keys()].some((name) => name !== "format")) throw new Refusal("unspecified", "Call to a member function getMessage() on boolean");
    }
    if (parameters.get("api_key") !== this.key) throw new Refusal("invalid_api_key", "The API key is wrong");
    parameters.delete("api_key");
    parameters.delete("format");
    if (method === "getLists") return this.#getLists(parameters);
    if (method === "subscribe") return this.#subscribe(parameters);
    throw new Refusal("unknown_method", `There is no method ${method}`);
  }

  #getLists(parameters) {
    known(parameters, []);
    return [...this.lists.values()].map(({ id, title }) => ({ id, title }));
  }

  #subscribe(parameters) {
    known(parameters, ["list_ids", "fields[email]", "fields[Name]", "tags", "double_optin", "overwrite"]);
    const wanted = (parameters.get("list_ids") ?? "").split(",");
    for (const id of wanted) {
      if (!/^\d+$/.test(id)) throw new Refusal("invalid_arg", `list_ids: "${id}" is no list code`);
      if (!this.lists.has(Number(id))) throw new Refusal("invalid_arg", `There is no list ${id}`);
    }
    const email = parameters.get("fields[email]") ?? "";
    if (!EMAIL.test(email) || this.#refused.has(email)) throw new Refusal("invalid_arg", `"${email}" is not an e-mail address`);
    const optin = word(parameters, "double_optin", ["0", "3", "4"]);
    word(parameters, "overwrite", ["0", "1", "2"]);
    const tags = (parameters.get("tags") ?? "").split(",").filter((tag) => tag !== "");
    if (tags.length > 10) throw new Refusal("invalid_arg", "A subscriber has at most 10 tags");
    const isKnown = [...this.subscribers.values()].some((list) => ["new", "active"].includes(list.get(email)?.status));
    const asks = optin === "0" || (optin === "4" && !isKnown);
    if (asks) this.letters.push({ to: email, about: "confirmation", lists: wanted.map(Number) });
    for (const id of wanted.map(Number)) {
      const before = this.subscribers.get(id).get(email);
      const { firstLetter } = this.lists.get(id);
      if (!before && firstLetter && !asks) this.letters.push({ to: email, about: firstLetter, lists: [id] });
      this.subscribers.get(id).set(email, {
        status: asks ? "invited" : "new",
        tags: [...new Set([...(before?.tags ?? []), ...tags])],
      });
    }
    if (!this.#people.has(email)) this.#people.set(email, 1_000 + this.#people.size);
    return { person_id: this.#people.get(email) };
  }
}

function known(parameters, names) {
  for (const name of parameters.keys()) {
    if (!names.includes(name)) throw new Refusal("invalid_arg", `There is no argument ${name}`);
  }
}

function word(parameters, name, words) {
  const value = parameters.get(name) ?? words[0];
  if (!words.includes(value)) throw new Refusal("invalid_arg", `${name} is one of ${words}`);
  return value;
}
