// An account and four records, as a CRM would hand them to the elements.
export const setup = {
  account: { id: "demo", name: "Demo", zone: "Europe/Warsaw", language: "pl", holiday_country: "PL",
    sms_prices: [{ prefix: "+48", currency: "PLN", micros_per_part: 90_000 }] },
  users: [{ id: "u_1", name: "Ewa", email: "ewa@example.com", is_active: true }],
  modules: [{ key: "deals", label: "Deals", sms_enabled: true,
    fields: [{ key: "amount", label: "Amount", kind: "money", currency: "PLN" }],
    pipelines: [{ key: "sales", label: "Sales", stages: [
      { key: "offer_sent", label: "Offer sent" }, { key: "won", label: "Won", is_final: true }] }] }],
  events: [],
  views: [],
  templates: [
    { id: "t_mail", name: "Mail", module: "deals", kind: "email", class: "transactional",
      subject: "Your offer {{ name }}", body: "Any questions?" },
    { id: "t_sms", name: "SMS", module: "deals", kind: "sms", class: "transactional", text: "Any questions about {{ name }}?" },
    { id: "t_task", name: "Call", module: "deals", kind: "task", class: "transactional", title: "Call {{ name }}", description: "" },
  ],
  automations: [],
};

/** S1.28: mail on day 1, SMS at once after it at night, task on day 5. */
export const automation = {
  id: "a_1", name: "Follow-up", kind: "sequence", module: "deals", basis: { stage: "offer_sent" },
  delay_base: "previous_action", reentry: { mode: "never" }, quiet: "drop", zone: "account",
  steps: [
    { id: "s_1", action: "email_to_contact", delay: { amount: 1, unit: "days" }, timing: { days: "any", hour: { at: "23:30" } }, template: "t_mail", recipient: "any_contact", sender: "owner" },
    { id: "s_2", action: "sms_to_contact", delay: { amount: 10, unit: "minutes" }, timing: { days: "any", hour: "none" }, template: "t_sms", recipient: "any_contact" },
    { id: "s_3", action: "task_for_user", delay: { amount: 4, unit: "days" }, timing: { days: "any", hour: "none" }, template: "t_task", recipient: "owner", notify: true },
  ],
  state: "draft", activation: null,
};

const deal = (id, stage, amount) => ({
  id, module: "deals", created: "2026-11-01T08:00:00Z",
  values: { name: `Deal ${id}`, stage, amount, owner: "u_1", contacts: ["c_1"] },
});

export const records = [
  { id: "c_1", module: "contacts", created: "2026-10-01T08:00:00Z",
    values: { first_name: "Łukasz", last_name: "Żak", email: "lukasz@example.com", phone: "+48601000001" } },
  deal("d_1", "offer_sent", 120_000),
  deal("d_2", "offer_sent", 500_000),
  deal("d_3", "won", 900_000),
];
