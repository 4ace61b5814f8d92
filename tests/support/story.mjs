// Reads the scenarios of tests/scenarios and lives through them over the API of a real Worker.
//
// The same files are run in Rust by core/tests/scenarios.rs; `say` writes a decision exactly as
// core/tests/common/story.rs does.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { unwrap } from "./engine.mjs";
import { repository } from "../../worker/dev/local.mjs";

const folder = path.join(repository, "tests/scenarios");

/** `{ setup, records }` of the account that every scenario begins with. */
export const base = () => JSON.parse(readFileSync(path.join(folder, "setup.json"), "utf8"));

/** All scenarios: `{ file, title, automations, rows: [{ line, at, what, says }] }`. */
export function stories() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
  return files.sort().map((file) => {
    const text = readFileSync(path.join(folder, file), "utf8");
    const lines = text.split("\n");
    const rows = lines.flatMap((line, index) => {
      if (!line.startsWith("| 20")) return [];
      const [at, what, says] = line.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
      return [{ line: index + 1, at: `${at.replace(" ", "T")}:00Z`, what, says }];
    });
    const title = lines.find((line) => line.startsWith("# ")).slice(2);
    return { file, title, automations: JSON.parse(text.split("```json")[1].split("```")[0]), rows };
  });
}

/** A decision as the third column of a scenario writes it. */
export function say(entry) {
  const { planned_at: at, message } = entry;
  let said = `${at.slice(5, 10)} ${at.slice(11, 16)} ${entry.record} · ${entry.automation}: ${entry.what}`;
  if (entry.action) said += ` ${entry.action}`;
  if (entry.to) said += ` to ${entry.to}`;
  if (entry.reason) said += ` because ${entry.reason}`;
  if (entry.detail) said += ` (${entry.detail})`;
  if (message) said += ` "${message.subject ?? message.text}"`;
  if (message?.parts != null) {
    const { cost_micros: micros, currency } = message;
    const cost = micros == null ? "" : `, ${micros / 1e6} ${currency}`;
    said += ` [${message.parts} × ${message.encoding}${cost}]`;
  }
  return said;
}

/** What a row says, as sorted lines; sorted, because ticks decide record by record. */
export const lines = (says) => (says === "" ? [] : says.split("<br>").sort());

const MODULE_OF = { d: "deals", c: "contacts", o: "orders", i: "invoices", e: "emails", t: "tasks" };

/** A row before which the worker slept. */
export const OUTAGE = "the worker slept";

/** An account that lives in a Worker. */
export class Life {
  #server;
  #seen = 0;
  #told = 0;

  constructor(server) {
    this.#server = server;
  }

  /** Builds the account over the API, its clock standing at `at`. */
  static async begin(server, automations, at, lists) {
    const life = new Life(server);
    life.lists = lists;
    await life.setClock(at);
    const { setup, records } = base();
    const { id: _, ...settings } = setup.account;
    const { fallback_user, ...rest } = settings;
    await life.ok("PUT", "settings", rest);
    for (const user of setup.users) await life.ok("POST", "users", user);
    await life.ok("PUT", "settings", { ...rest, fallback_user });
    for (const module of setup.modules) await life.ok("PUT", `modules/${module.key}`, module);
    for (const view of setup.views) await life.ok("POST", "views", view);
    for (const template of setup.templates) await life.ok("POST", "templates", template);
    const people = records.map(({ id, created, values }) => ({ id, created, values }));
    await life.ok("POST", "records/contacts/bulk", { records: people });
    await life.connect();
    for (const automation of automations) await life.ok("POST", "automations", automation);
    return life;
  }

  /** Connects the stand-in of the mailing service, with all its lists; a test gives it as `lists`. */
  async connect() {
    if (!this.lists) return;
    for (const { title, external_id } of base().setup.lists) {
      if (!this.lists.lists.has(Number(external_id))) this.lists.addList({ id: Number(external_id), title });
    }
    await this.ok("PUT", "integrations/unisender", { key: this.lists.key, base: this.lists.base });
  }

  /** Sets the development clock, also back: only a test that owns the database may do that. */
  async setClock(at) {
    await this.#server.database.prepare(
      "INSERT INTO dev_clock(id, now_ms) VALUES (1, ?1) ON CONFLICT(id) DO UPDATE SET now_ms = excluded.now_ms",
    ).bind(Date.parse(at)).run();
  }

  /** Calls the API and insists on success. */
  async ok(method, route, body) {
    const answer = await this.#server.call(method, `/api/v1/${route}`, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** Lets time pass, with ticks as cron makes them. */
  pass = (until) => this.ok("POST", "dev/tick", { until });

  /** Lets time pass without a tick, and then comes one. */
  async sleep(until) {
    await this.setClock(until);
    await this.pass(until);
  }

  /** Does what a row says. */
  async happen(what) {
    if (what === "clock" || what === OUTAGE) return;
    const activate = /^activate (\S+) for (\S+)$/.exec(what);
    if (activate) {
      const [, id, audience] = activate;
      const { would_start } = await this.ok("POST", `automations/${id}/preview`, { audience });
      await this.ok("POST", `automations/${id}/activate`, { audience, confirm_records: would_start });
      return;
    }
    const deactivate = /^deactivate (\S+)$/.exec(what);
    if (deactivate) return void (await this.ok("POST", `automations/${deactivate[1]}/deactivate`, {}));
    const level = /^the subscription (?:ends on (\S+) (\S+)|goes on)$/.exec(what);
    if (level) {
      const { id } = await this.ok("GET", "settings");
      const ends_at = level[1] ? `${level[1]}T${level[2]}:00Z` : null;
      await this.ok("PUT", `accounts/${id}/subscription`, { ends_at });
      // Everybody is looked at again by the next tick: here at once.
      return void (await this.#server.tick());
    }
    const sms = /^switch off sms of (\S+)$/.exec(what);
    if (sms) {
      const module = await this.ok("GET", `modules/${sms[1]}`);
      return void (await this.ok("PUT", `modules/${sms[1]}`, { ...module, sms_enabled: false }));
    }
    if (what === "connect the mailing service") return this.connect();
    if (what === "disconnect the mailing service") return void (await this.ok("DELETE", "integrations/unisender"));
    const lost = /^the mailing service loses the list (\d+)$/.exec(what);
    if (lost) {
      this.lists.removeList(Number(lost[1]));
      return void (await this.ok("POST", "integrations/unisender/sync", {}));
    }
    const byHand = /^(start|stop|skip|reschedule|answer) (\S+) for (\S+)(?: to (.+))?$/.exec(what);
    if (byHand) {
      const [, verb, automation, record, to] = byHand;
      if (verb === "answer") return this.answer(automation, record);
      const route = `records/${MODULE_OF[record[0]]}/${record}/automations/${automation}/${verb}`;
      return void (await this.ok("POST", route, to ? { at: `${to.replace(" ", "T")}:00Z` } : {}));
    }
    const event = /^(\S+) event (\S+)(?: about (\S+))?$/.exec(what);
    if (event) {
      const [, record, name, about] = event;
      this.#told += 1;
      const told = { id: `${record}-${name}-${this.#told}`, record, name, about };
      return void (await this.ok("POST", "events", { events: [told] }));
    }
    const merge = /^merge (\S+) into (\S+)$/.exec(what);
    if (merge) return void (await this.ok("POST", "contacts/merge", { survivor: merge[2], loser: merge[1] }));
    const anyway = /^send (\S+) anyway to (\S+)$/.exec(what);
    if (anyway) return void (await this.ok("POST", `automations/${anyway[1]}/send_anyway`, { record: anyway[2] }));
    const out = /^(\S+) unsubscribes$/.exec(what);
    if (out) return this.unsubscribe(out[1]);
    const dead = /^the (e-mail address|telephone number) of (\S+) is suppressed$/.exec(what);
    if (dead) {
      const [field, channel] = dead[1] === "telephone number" ? ["phone", "sms"] : ["email", "email"];
      const { values } = await this.ok("GET", `records/contacts/${dead[2]}`);
      return void (await this.ok("POST", "suppressions", { channel, address: values[field] }));
    }
    const [id, fields] = what.split(/: (.*)/s);
    const values = Object.fromEntries(fields.split("; ").map((field) => {
      const [key, text] = field.split(/ = (.*)/s);
      return [key, value(text)];
    }));
    await this.ok("POST", `records/${MODULE_OF[id[0]]}/bulk`, { records: [{ id, values }] });
  }

  /** The contact answers the latest message of this automation about a record: a real e-mail arrives. */
  async answer(automation, record) {
    const { messages } = await this.ok("GET", "messages?limit=1000");
    const sent = messages.filter((one) => one.automation === automation && one.record === record).at(-1);
    const { addresses: [{ local_part }] } = await this.ok("GET", "inbound-addresses");
    this.#told += 1;
    const raw = [`From: ${sent.to}`, "To: office@in.example", `Subject: Re: ${sent.subject}`, `Message-ID: <answer-${this.#told}@client.example>`,
      `In-Reply-To: <relance.${sent.key}@in.example>`, "", "Yes, please."].join("\r\n");
    const refusal = await this.#server.deliver({ from: sent.to, to: `${local_part}@in.example`, raw: Buffer.from(raw) });
    if (refusal !== undefined) throw new Error(refusal);
  }

  /** One click in a mail program, by the header of the contact's last marketing e-mail (RFC 8058). */
  async unsubscribe(contact) {
    const { messages } = await this.ok("GET", "messages?limit=1000");
    const link = wayOut(messages.findLast((one) => one.contact === contact && wayOut(one)));
    const body = "List-Unsubscribe=One-Click";
    const answer = await this.#server.call("POST", link, body, { "content-type": "application/x-www-form-urlencoded" });
    if (answer.status !== 200) throw new Error(`unsubscribe: ${answer.status}`);
  }

  /** What the browser's engine, given what the API gives it, says will happen until then. */
  async plan(engine, until) {
    const setup = await this.ok("GET", "setup");
    const { now } = await this.ok("GET", "dev/clock");
    // Nothing happens meanwhile, so all is asked at once.
    const bytes = async (route) => new TextEncoder().encode(JSON.stringify(await this.ok("GET", route)));
    const read = ({ key }) => Promise.all([key, bytes(`records/${key}?limit=5000`), bytes(`changes?module=${key}`), bytes(`events?module=${key}`)]);
    const [modules, { standings }, { once_keys }] = await Promise.all([
      Promise.all(setup.modules.map(read)), this.ok("GET", "standings"), this.ok("GET", "once-keys")]);
    const dataset = new engine.glue.Dataset(setup);
    for (const [key, records, changes, events] of modules) {
      unwrap(dataset.load(key, records));
      unwrap(dataset.loadChanges(key, changes));
      unwrap(dataset.loadEvents(key, events));
    }
    unwrap(dataset.setStandings({ standings, once_keys }));
    const automations = setup.automations.filter((one) => one.state === "active");
    const days = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 86_400_000) + 1);
    const { entries } = unwrap(dataset.forecast({ automations, now, days }));
    dataset.free();
    return entries.filter((entry) => Date.parse(entry.planned_at) <= Date.parse(until));
  }

  /** The decisions since the last call. */
  async news() {
    const found = [];
    for (;;) {
      const { entries } = await this.ok("GET", `run-log?after=${this.#seen}&limit=1000`);
      if (entries.length === 0) return found;
      found.push(...entries);
      this.#seen = entries.at(-1).id;
    }
  }
}

/** The path by which a message's recipient unsubscribes; none of one that is not marketing. */
export function wayOut(message) {
  const [, value] = message.headers?.find(([name]) => name === "List-Unsubscribe") ?? [];
  return value && new URL(/<(https?:[^>]+)>/.exec(value)[1]).pathname;
}

function value(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
