// Holds what was acknowledged to what stands in the database, and that to what the services took.
//
// Everything found wrong is a sentence in `wrong`; figures are counted on the way.
import { OWED, emailOf } from "./world.mjs";
import { HARMLESS } from "../support/providers/faults.mjs";

/** Faults after which the caller cannot know whether it was done; besides, a call that a kill cut off. */
const isAmbiguous = (call) => call.fault !== undefined && !HARMLESS.has(call.fault);

/**
 * Attempts of a road that may repeat. Source: PAUSES_MINUTES of core/src/engine/delivery.rs, and the first. The last
 * of an SMS would fall into the night, in which none leaves.
 */
const attemptsMax = (row) => (row.channel === "sms" ? 6 : 7);

export class Ledger {
  wrong = [];
  figures = { records: 0, actions: 0, sent: 0, not_sent: 0, unknown: 0, calls: 0, calls_alive: 0, repeated: 0, unknown_arrived: 0, unknown_not_arrived: 0, cut_off: 0, not_called: 0, exhausted: 0, looked_up: 0 };

  constructor(world, kills) {
    this.world = world;
    this.kills = kills;
  }

  #expect(isRight, sentence) {
    if (!isRight) this.wrong.push(sentence);
  }

  async audit(database) {
    const { providers, unisender, receiver } = this.world.services;
    const last = this.kills.at(-1);
    const all = [providers.resend, providers.postmark, providers.smsapi, providers.twilio, unisender].flatMap((one) => one.calls).concat(receiver.received);
    this.figures.calls = all.length;
    this.figures.calls_alive = all.filter((call) => call.arrived <= last).length;
    const account = this.world.name;
    const rows = async (sql) => (await database.prepare(sql).bind(account).all()).results;
    const outbox = await rows("SELECT * FROM outbox WHERE account_id = ?1");
    await this.#acknowledged(account, outbox, rows);
    await this.#roads(account, outbox, rows);
    return this;
  }

  /** Each acknowledged write is there, and brought each step exactly once. */
  async #acknowledged(account, outbox, rows) {
    const known = this.world.acknowledged;
    const deals = await rows("SELECT id FROM record WHERE account_id = ?1 AND module = 'deals'");
    const events = await rows("SELECT id, record_id AS record FROM event WHERE account_id = ?1 AND name = 'order_delivered'");
    const kept = { deals: new Set(deals.map((one) => one.id)), events: new Set(events.map((one) => one.id)) };
    for (const number of known.deals) this.#expect(kept.deals.has(`d_${number}`), `${account}: deal ${number} was acknowledged and is lost`);
    for (const number of known.events) this.#expect(kept.events.has(`e_${number}`), `${account}: event ${number} was acknowledged and is lost`);
    this.figures.records += kept.deals.size + kept.events.size;
    const found = new Map();
    for (const row of outbox) {
      const step = `${row.automation_id} ${row.step_id} ${row.record_id}`;
      found.set(step, (found.get(step) ?? 0) + 1);
    }
    const owe = (automation, record) => {
      for (const step of OWED[automation]) {
        if (step === "s_task") continue;
        const count = found.get(`${automation} ${step} ${record}`) ?? 0;
        this.#expect(count === 1, `${account}: ${automation} ${step} of ${record} has ${count} outbox rows`);
      }
    };
    for (const id of kept.deals) owe("a_all", id);
    for (const { record } of events) owe("a_event", record);
    const tasks = await rows("SELECT id FROM record WHERE account_id = ?1 AND module = 'tasks'");
    this.#expect(tasks.length === kept.deals.size, `${account}: ${tasks.length} tasks for ${kept.deals.size} deals`);
    this.figures.actions += outbox.length + tasks.length;
  }

  /** Each row came to an end that agrees with what its service took. */
  async #roads(account, outbox, rows) {
    const captured = new Set((await rows("SELECT key FROM mailbox WHERE account_id = ?1")).map((one) => one.key));
    for (const row of outbox) {
      const what = `${account}: ${row.channel} ${row.key} (${row.automation_id} ${row.step_id} ${row.record_id})`;
      this.#expect(["sent", "not_sent", "unknown"].includes(row.state), `${what} is still ${row.state}`);
      if (this.figures[row.state] !== undefined) this.figures[row.state] += 1;
      const road = this.#road(account, row, captured);
      if (!road) this.#expect(false, `${what}: nobody knows its provider`);
      else this.#end(what, row, road);
    }
  }

  /** `{ accepted, calls, mode }` of a row: how often it was done, by which calls. */
  #road(account, row, captured) {
    const { providers, unisender, receiver } = this.world.services;
    const provider = row.provider ?? "capture";
    if (row.channel === "lists") {
      const address = emailOf(account, row.record_id.replace("d_", ""));
      const calls = unisender.calls.filter((call) => call.parameters["fields[email]"] === address);
      return { mode: "repeatable", calls, accepted: unisender.subscribers.get(101).has(address) ? 1 : 0 };
    }
    if (row.channel === "webhook") {
      const taken = receiver.received.filter((one) => one.headers["webhook-id"] === row.key);
      return { mode: "repeatable", calls: taken, accepted: Math.min(taken.length, 1) };
    }
    if (provider === "capture") return { mode: "exact", calls: [], accepted: captured.has(row.key) ? 1 : 0 };
    const service = providers[provider];
    return service && this.#outside(service, provider, row);
  }

  #outside(service, provider, row) {
    const isKeyed = ["resend", "smsapi"].includes(provider);
    const text = (one) => `${one.to}|${one.text}`.replace("+", "");
    const identity = provider === "twilio" ? `${row.address}|${JSON.parse(row.body).text}` : row.key;
    const calls = service.calls.filter((call) => service.sends(call) && service.identity(call) === identity);
    const accepted = service.messages.filter((one) => (provider === "twilio" ? text(one) === identity.replace("+", "") : one.key === row.key)).length;
    return { mode: isKeyed ? "keyed" : "at_most_once", calls, accepted };
  }

  #end(what, row, { mode, calls, accepted }) {
    this.figures.repeated += Math.max(calls.length - 1, 0);
    this.#expect(accepted <= 1, `${what} was done ${accepted} times`);
    if (row.state === "sent") this.#expect(accepted === 1, `${what} counts as sent and was done ${accepted} times`);
    if (row.state === "not_sent") this.#expect(accepted === 0, `${what} counts as not sent (${row.reason}) and was done`);
    if (row.state !== "unknown") return this.#certain(what, row, mode, calls);
    this.figures[accepted === 1 ? "unknown_arrived" : "unknown_not_arrived"] += 1;
    if (mode !== "at_most_once") {
      // A road that may repeat says so only when every attempt failed, the last of them without an answer.
      this.figures.exhausted += 1;
      return this.#expect(row.attempts >= attemptsMax(row), `${what} is unknown after ${row.attempts} attempts, and its ${mode} road allows ${attemptsMax(row)}`);
    }
    const last = calls.filter((call) => !HARMLESS.has(call.fault)).at(-1);
    const isCutOff = !last || this.#diedIn(last);
    if (isCutOff) this.figures.cut_off += 1;
    if (!last) {
      this.figures.not_called += 1;
      const isNoted = this.#diedIn({ arrived: row.doubt_at_ms });
      this.#expect(isNoted, `${what} is unknown, was never called for, and nobody died who was about to`);
    }
    this.#expect(isCutOff || isAmbiguous(last), `${what} is unknown though its call was answered with ${last?.status}`);
  }

  /** Where the provider knows no key, only a look-up ends a doubt, and only then may it be asked again. */
  #certain(what, row, mode, calls) {
    if (mode !== "at_most_once") return;
    const open = calls.filter((call) => !HARMLESS.has(call.fault));
    const doubts = open.filter((call) => isAmbiguous(call) || this.#diedIn(call));
    this.#expect(open.length - doubts.length <= 1, `${what} is ${row.state} and was asked for again after an answer`);
    if (row.looks > 0) this.figures.looked_up += 1;
    else this.#expect(!open.some(isAmbiguous), `${what} is ${row.state} though its call was ambiguous and nobody looked it up`);
  }

  /** Whether the Worker may have died between this call and its settling. */
  #diedIn(call) {
    const next = this.kills.find((kill) => kill >= call.arrived);
    return next !== undefined && next - call.arrived < 1_500;
  }
}
