// A follow-up sequence for the tests: an SMS after one day, a task four days after it (S1.28).
import { contact, deal, numbers, setUp } from "./account.mjs";

/** A Monday morning in Warsaw, later than any real now of these tests. */
export const MONDAY = "2030-03-04T08:00:00Z";

/** The instant so many days after `MONDAY`, at the same Warsaw hour (no clock change in between). */
export const day = (days, hours = 0) =>
  new Date(Date.parse(MONDAY) + (days * 24 + hours) * 3_600_000).toISOString().replace(".000Z", "Z");

export const SEQUENCE = {
  id: "a_offers", name: "After the offer", kind: "sequence", module: "deals", basis: { view: "v_offers" },
  delay_base: "previous_action", reentry: { mode: "after_exit" }, quiet: "drop", zone: "account",
  steps: [
    { id: "s_sms", action: "sms_to_contact", delay: { amount: 1, unit: "days" }, template: "t_sms" },
    { id: "s_task", action: "task_for_user", delay: { amount: 4, unit: "days" }, template: "t_task", recipient: "owner", notify: true },
  ],
};

/** An account at `MONDAY` with the sequence saved, and so many deals on the stage `new`. */
export async function withSequence(client, { deals = 0 } = {}) {
  const v1 = await setUp(client);
  await v1.post("/dev/tick", { until: MONDAY });
  await v1.post("/views", { id: "v_offers", name: "Offers", module: "deals", filter: { field: "stage", op: "is", value: "offer" } });
  await v1.post("/templates", { id: "t_sms", name: "Reminder", module: "deals", kind: "sms", class: "marketing",
    text: "Hello {{ contact.first_name }}, have you seen our offer {{ name }}?" });
  await v1.post("/templates", { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional",
    title: "Call about {{ name }}", description: "No answer yet" });
  await v1.post("/automations", SEQUENCE, { status: 201 });
  await putDeals(v1, numbers(deals), {});
  return v1;
}

/** Writes the deals of these numbers, and their clients, in requests of a thousand. */
export async function putDeals(v1, list, values) {
  for (let from = 0; from < list.length; from += 1000) {
    const some = list.slice(from, from + 1000);
    await v1.post("/records/contacts/bulk", { records: some.map((number) => contact(number)) });
    await v1.post("/records/deals/bulk", { records: some.map((number) => deal(number, values)) });
  }
}

/** Activates with the number that the preview shows. */
export async function activate(v1, id = "a_offers", audience = "all") {
  const preview = await v1.post(`/automations/${id}/preview`, { audience });
  return v1.post(`/automations/${id}/activate`, { audience, confirm_records: preview.would_start });
}

/** All pages of a list. */
export async function all(v1, route, key) {
  const rows = [];
  for (let after = ""; after !== null;) {
    const joint = route.includes("?") ? "&" : "?";
    const page = await v1.get(`${route}${joint}limit=1000${after === "" ? "" : `&after=${after}`}`);
    rows.push(...page[key]);
    after = page.next;
  }
  return rows;
}
