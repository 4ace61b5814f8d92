// An account whose messages leave by real roads, what happens in it, and what was acknowledged.
//
// `keyed` sends by services that know a key, `unkeyed` by services that do not; both have tasks, a mailing list and a
// webhook. Each deal goes through one sequence of all roads; each event starts a rule.
import { api, contact as client, deal, numbers, setUp } from "../e2e/account.mjs";
import { activate } from "../e2e/sequence.mjs";
import { connectSenders } from "../support/senders.mjs";
import { callCron } from "../../worker/dev/local.mjs";

/** A Monday morning in Warsaw: nothing of a run falls into the quiet hours. */
export const BEGIN = Date.parse("2030-03-04T08:00:00Z");
/** How far the clock of the accounts goes in a cycle. Units: ms. */
const CYCLE_MS = 60_000;
/** Deals at the start; twice as many may begin in an hour without being held (D18). */
const DEALS_FIRST = 160;
/** Deals and events that a cycle tries to bring to each account. */
const DEALS_A_CYCLE = 5;

const STEPS = [
  { id: "s_mail", action: "email_to_contact", template: "t_mail", recipient: "person", sender: "owner" },
  { id: "s_sms", action: "sms_to_contact", template: "t_sms", recipient: "person" },
  { id: "s_lists", action: "add_to_lists", lists: ["unisender_101"] },
  { id: "s_hook", action: "webhook" },
  { id: "s_task", action: "task_for_user", template: "t_task", recipient: "owner", notify: false },
];
/** What each deal and each event is to bring, by automation. */
export const OWED = { a_all: STEPS.map((step) => step.id), a_event: ["e_mail", "e_sms"] };
const PROVIDERS = { keyed: { email: "resend", sms: "smsapi" }, unkeyed: { email: "postmark", sms: "twilio" } };
export const ACCOUNTS = Object.keys(PROVIDERS);

/** Each account writes to people of its own: the services tell them apart by it. */
export const emailOf = (account, number) => `${account}${number}@client.example`;
const contact = (account, number) => client(number, { email: emailOf(account, number),
  phone: `+4860${1 + ACCOUNTS.indexOf(account)}${String(number).padStart(6, "0")}` });

export class World {
  /** What was acknowledged, by account: `deals` and `events`, sets of numbers. */
  acknowledged = { deals: new Set(), events: new Set() };
  requests = 0;
  cutOff = 0;
  #token;
  #now = BEGIN;

  constructor(name) {
    this.name = name;
    this.services = {};
  }

  /** The accounts' clock. Units: ms since the epoch. */
  now = () => this.#now;

  /** How many calls have reached the services. */
  calls() {
    const { providers, unisender, receiver } = this.services;
    const { resend, postmark, smsapi, twilio } = providers;
    return [resend, postmark, smsapi, twilio, unisender].reduce((sum, one) => sum + one.calls.length, receiver.received.length);
  }

  account = (server) => api(server.as(this.#token));

  async begin(server) {
    await api(server).post("/dev/tick", { until: new Date(BEGIN).toISOString() });
    const { name } = this;
    const { token } = await api(server).post("/accounts", { id: name, name, zone: "Europe/Warsaw", language: "pl" });
    this.#token = token.token;
    const client = server.as(this.#token);
    const v1 = await setUp(client);
    const { providers, unisender, receiver } = this.services;
    await connectSenders(v1, providers, PROVIDERS[name]);
    await v1.put("/integrations/unisender", { key: unisender.key, base: unisender.base });
    const { id: endpoint } = await v1.post("/webhooks", { name: "Warehouse", url: `${receiver.url}/${name}` });
    await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
    const text = (id, kind, more) => v1.post("/templates", { id, name: id, module: "deals", kind, class: "transactional", ...more });
    await text("t_mail", "email", { subject: "Offer {{ name }}", body: "The offer {{ name }}" });
    await text("t_sms", "sms", { text: "The offer {{ name }}" });
    await text("t_task", "task", { title: "Call about {{ name }}" });
    await text("t_event_mail", "email", { subject: "Delivered {{ name }}", body: "Delivered: {{ name }}" });
    await text("t_event_sms", "sms", { text: "Delivered: {{ name }}" });
    const steps = STEPS.map((step) => ({ ...step, delay: { amount: 0, unit: "days" }, ...(step.action === "webhook" ? { endpoint } : {}) }));
    await v1.post("/automations", { id: "a_all", name: "All roads", kind: "sequence", module: "deals", basis: { view: "v_offers" },
      delay_base: "previous_action", reentry: { mode: "never" }, quiet: "drop", zone: "account", steps }, { status: 201 });
    await v1.post("/automations", { id: "a_event", name: "Delivered", kind: "rule", module: "deals", basis: { everyone: true },
      trigger: { on: "event", event: "order_delivered" }, steps: [
        { id: "e_mail", action: "email_to_contact", template: "t_event_mail", recipient: "person", sender: "owner" },
        { id: "e_sms", action: "sms_to_contact", template: "t_event_sms", recipient: "person" }] }, { status: 201 });
    const list = numbers(DEALS_FIRST);
    await v1.post("/records/contacts/bulk", { records: list.map((number) => contact(name, number)) });
    await v1.post("/records/deals/bulk", { records: list.map((number) => deal(number, { stage: "offer" })) });
    for (const number of list) this.acknowledged.deals.add(number);
    await activate(v1, "a_all");
    await v1.post("/automations/a_event/activate", { audience: "all", confirm_records: 0 });
  }

  /** Everything at once, until the server is gone: ticks that overlap, writes, events. */
  async load(server, cycle) {
    this.#now = BEGIN + cycle * CYCLE_MS;
    const until = (part) => new Date(this.#now + part * 15_000).toISOString();
    const work = [this.#write(server, cycle)];
    for (const part of [0, 1, 2]) work.push(this.#tick(server, until(part)));
    work.push(this.#cron(server), this.#cron(server));
    await Promise.all(work);
  }

  async #write(server, cycle) {
    const { name, acknowledged: known } = this;
    const v1 = this.account(server);
    const last = DEALS_FIRST + (cycle + 1) * DEALS_A_CYCLE;
    // What a kill left unanswered is sent again, as an integration does: with the same ids.
    for (let number = 1; number <= last; number += 1) {
      if (!known.deals.has(number)) {
        const isKept = await this.#try(async () => {
          await v1.post("/records/contacts/bulk", { records: [contact(name, number)] });
          await v1.post("/records/deals/bulk", { records: [deal(number, { stage: "offer" })] });
        });
        if (!isKept) return;
        known.deals.add(number);
      }
      if (number > DEALS_FIRST && !known.events.has(number)) {
        const events = [{ id: `e_${number}`, name: "order_delivered", record: `d_${number}` }];
        if (!await this.#try(() => v1.post("/events", { events }))) return;
        known.events.add(number);
      }
    }
  }

  async #tick(server, until) {
    await this.#try(() => server.post("/api/v1/dev/tick", { until }));
  }

  /** More began in an hour than anybody confirmed: a person lets them (D18). */
  async #release(server) {
    const v1 = this.account(server);
    for (const automation of ["a_all", "a_event"]) {
      while ((await v1.get(`/automations/${automation}/holds`)).count > 0) await v1.post(`/automations/${automation}/holds/release`);
    }
  }

  async #cron(server) {
    while (await this.#try(() => callCron(server.url))) await new Promise((done) => setTimeout(done, 20));
  }

  /** Whether it was answered; a server that is gone answers nothing. */
  async #try(ask) {
    this.requests += 1;
    try {
      await ask();
      return true;
    } catch (error) {
      if (error.code === "ERR_ASSERTION") throw error;
      this.cutOff += 1;
      return false;
    }
  }

  /** Moves the clock on until nothing is left to do: past all pauses between attempts. */
  async settle(server, cycles) {
    await this.#write(server, cycles);
    await this.#release(server);
    for (const hours of [0, 1, 6, 24, 72]) {
      this.#now = BEGIN + (cycles + 1) * CYCLE_MS + hours * 3_600_000;
      for (let isComplete = false; !isComplete;) {
        const answer = await api(server).post("/dev/tick", { until: new Date(this.#now).toISOString() });
        isComplete = answer.is_complete;
      }
    }
  }
}
