// What the sample account is set up to do: its settings, modules, views, templates and one sequence.
//
// Everything is in the shapes of the API. A view carries its filter twice: `filter` decides,
// `filter_text` is the same for people.

export const settings = () => ({
  name: "Meble Dębowe",
  zone: "Europe/Warsaw",
  language: "pl",
  holiday_country: "PL",
  extra_days_off: ["2026-12-24"],
  extra_working_days: [],
  quiet_from: "23:00",
  quiet_until: "07:30",
  // Invented, but of the right size; each operator has its own.
  sms_prices: [
    { prefix: "+48", currency: "PLN", micros_per_part: 90_000 },
    { prefix: "+40", currency: "PLN", micros_per_part: 240_000 },
    { prefix: "+36", currency: "PLN", micros_per_part: 310_000 },
    { prefix: "+7", currency: "PLN", micros_per_part: 420_000 },
    { prefix: "+44", currency: "PLN", micros_per_part: 180_000 },
  ],
  fallback_user: "u_1",
  automation_enabled: true,
});

/** Names of what the account's own systems may report. */
export const events = () => ["offer_sent", "invoice_issued", "invoice_paid", "order_delivered", "email_read", "call_made", "page_visited"];

const field = (key, label, kind, more = {}) => ({ key, label, kind, ...more });
const stage = (key, label, is_final = false) => ({ key, label, is_final });
const money = (key, label, more = {}) => field(key, label, "money", { currency: "PLN", ...more });

/** Built-in fields (owner, tags, stage, contacts, created …) are core's and not listed. */
export const modules = () => [
  {
    key: "contacts",
    label: "Contacts",
    fields: [field("city", "City", "text")],
    pipelines: [],
    sms_enabled: true,
  },
  {
    key: "deals",
    label: "Deals",
    fields: [
      money("amount", "Amount"),
      field("source", "Source", "choice", {
        options: [
          { key: "website", label: "Website" },
          { key: "recommendation", label: "Recommendation" },
          { key: "fair", label: "Trade fair" },
          { key: "phone", label: "Phone call" },
          { key: "ad", label: "Advertisement" },
        ],
      }),
      field("last_contact", "Last contact", "instant"),
      field("expected_close", "Expected close", "date"),
      field("note", "Note", "text"),
      field("score", "Score", "number"),
      field("newsletter", "Newsletter", "yes_no"),
    ],
    pipelines: [
      {
        key: "sales",
        label: "Sales",
        stages: [
          stage("new_lead", "New lead"),
          stage("contacted", "Contacted"),
          stage("offer_sent", "Offer sent"),
          stage("negotiation", "Negotiation"),
          stage("won", "Won", true),
          stage("lost", "Lost", true),
        ],
      },
      {
        key: "delivery",
        label: "Delivery",
        stages: [stage("to_pack", "To pack"), stage("shipped", "Shipped"), stage("delivered", "Delivered", true)],
      },
    ],
    sms_enabled: true,
  },
  {
    key: "invoices",
    label: "Invoices",
    fields: [
      field("number", "Number", "text"),
      money("total", "Total", { empty_is_zero: true }),
      field("issued", "Issued", "date"),
      field("due", "Due", "date"),
      field("deal", "Deal", "relation", { module: "deals" }),
    ],
    pipelines: [
      {
        key: "billing",
        label: "Billing",
        stages: [stage("issued", "Issued"), stage("overdue", "Overdue"), stage("paid", "Paid", true)],
      },
    ],
    // Off, so that the editor has an SMS step to grey out (S1.20).
    sms_enabled: false,
  },
  {
    key: "orders",
    label: "Orders",
    fields: [
      field("number", "Number", "text"),
      money("total", "Total"),
      field("ship_by", "Ship by", "date"),
      field("gift", "Is a gift", "yes_no"),
      field("deal", "Deal", "relation", { module: "deals" }),
    ],
    pipelines: [
      {
        key: "shipping",
        label: "Shipping",
        stages: [
          stage("received", "Received"),
          stage("packed", "Packed"),
          stage("shipped", "Shipped"),
          stage("delivered", "Delivered", true),
        ],
      },
    ],
    sms_enabled: true,
  },
];

const clause = (path, op, value) => (value === undefined ? { field: path, op } : { field: path, op, value });
const days = (amount) => ({ amount, unit: "days" });

export const views = () => [
  {
    id: "v_waiting_offers",
    name: "Offers nobody followed up",
    module: "deals",
    filter: { all: [clause("stage", "is", "offer_sent"), clause("last_contact", "older_than", days(3))] },
    filter_text: "stage is offer_sent and last_contact older than 3 days",
  },
  {
    id: "v_new_without_call",
    name: "New leads without a call",
    module: "deals",
    filter: { all: [clause("stage", "never_was", "contacted"), clause("created", "older_than", days(3))] },
    filter_text: "stage never was contacted and created older than 3 days",
  },
  {
    id: "v_large_open",
    name: "Large open deals",
    module: "deals",
    filter: { all: [clause("amount", "at_least", 1_000_000), clause("stage", "not_in", ["won", "lost", "delivered"])] },
    filter_text: "amount >= 10000 and stage not in (delivered, lost, won)",
  },
  {
    id: "v_newsletter",
    name: "Newsletter, with consent",
    module: "contacts",
    filter: { all: [clause("email_consent", "is", true), clause("email", "is_not_empty")] },
    filter_text: "email_consent is yes and email is not empty",
  },
  {
    id: "v_overdue",
    name: "Invoices past due",
    module: "invoices",
    filter: { all: [clause("stage", "is_not", "paid"), clause("due", "older_than", days(1))] },
    filter_text: "stage is not paid and due older than 1 day",
  },
  {
    id: "v_delivered",
    name: "Delivered orders",
    module: "orders",
    filter: clause("stage", "is", "delivered"),
    filter_text: "stage is delivered",
  },
];

export const templates = () => [
  {
    id: "t_offer_email",
    name: "After the offer: e-mail",
    module: "deals",
    kind: "email",
    class: "marketing",
    when_missing: "skip",
    subject: "Your offer: {{ name }}",
    format: "text",
    body: [
      'Dear {{ contact.first_name | default: "customer" }},',
      "",
      "{% if amount %}",
      "we have sent you an offer over {{ amount }}.",
      "{% else %}",
      "we have sent you an offer.",
      "{% endif %}",
      "Do you have a question about it? Just answer this mail,",
      'or look at it again: https://meble.example/offers/{{ contact.last_name | default: "you" }}',
      "",
      '{{ owner.name | default: "Your team" }}',
      "{{ account.name }}",
    ].join("\n"),
  },
  {
    id: "t_offer_sms_plain",
    name: "After the offer: SMS without diacritics",
    module: "deals",
    kind: "sms",
    class: "marketing",
    when_missing: "skip",
    text: 'Dzien dobry! Czy maja Panstwo pytania do oferty "{{ name | truncate: 40 }}"? Zapraszamy do kontaktu. {{ owner.name | default: "Biuro" }}',
  },
  {
    id: "t_offer_sms_diacritics",
    name: "After the offer: SMS with diacritics",
    module: "deals",
    kind: "sms",
    class: "marketing",
    when_missing: "skip",
    text: "Dzień dobry! Czy mają Państwo pytania do naszej oferty? Prosimy o telefon. {{ account.name }}",
  },
  {
    id: "t_call_task",
    name: "Call the client",
    module: "deals",
    kind: "task",
    class: "transactional",
    when_missing: { text: "-" },
    title: "Call {{ contact.name }} about {{ name }}",
    description: [
      "Phone: {{ contact.phone }}",
      "Amount: {{ amount }}, expected close {{ expected_close | date: \"%d.%m.%Y\" }}",
      "{% if note %}",
      "Note: {{ note }}",
      "{% endif %}",
    ].join("\n"),
  },
  {
    id: "t_contract_email",
    name: "Contract: e-mail",
    module: "deals",
    kind: "email",
    class: "transactional",
    when_missing: "skip",
    subject: "Contract for {{ name }}",
    format: "text",
    body: [
      'Dear {{ contact.first_name | default: "customer" }},',
      "",
      "please find our contract attached. We would like to go through it with you tomorrow.",
      "",
      '{{ owner.name | default: "Your team" }}',
      "{{ account.name }}",
    ].join("\n"),
  },
  {
    id: "t_contract_document",
    name: "Contract",
    module: "deals",
    kind: "document",
    class: "transactional",
    when_missing: { text: "-" },
    title: "Contract {{ name }}",
    body: "<h1>Contract</h1><p>{{ account.name }} delivers to {{ contact.name }}: {{ name }}, for {{ amount }}.</p>",
  },
  {
    id: "t_contract_meeting",
    name: "Talk about the contract",
    module: "deals",
    kind: "task",
    class: "transactional",
    when_missing: { text: "-" },
    title: "Contract with {{ contact.name }}: {{ name }}",
    description: "Phone: {{ contact.phone }}, city: {{ contact.city }}\nNote: {{ note }}",
  },
  {
    id: "t_invoice_email",
    name: "New invoice",
    module: "invoices",
    kind: "email",
    class: "transactional",
    when_missing: "skip",
    subject: "Invoice {{ number }}",
    format: "html",
    body: [
      '<p>Dear {{ contact.first_name | default: "customer" }},</p>',
      "<p>your invoice <strong>{{ number }}</strong> over <strong>{{ total }}</strong> is due on {{ due }}.</p>",
      '<p><a href="https://meble.example/invoices?number={{ number }}">See the invoice</a></p>',
    ].join("\n"),
  },
  {
    id: "t_delivered_sms",
    name: "Order delivered",
    module: "orders",
    kind: "sms",
    class: "transactional",
    when_missing: "skip",
    text: "Your order {{ number }} has been delivered. Thank you! {{ account.name }}",
  },
];

/** A rule of a stage of deals, as the board shows it (S3, S4). */
const rule = (id, name, stage, position, steps, more = {}) => ({
  id,
  name,
  kind: "rule",
  module: "deals",
  basis: { everyone: true },
  trigger: { on: "stage", stage, when: "moved_or_created" },
  placement: { after: "parallel", position, continue_anyway: false },
  delay_base: "previous_action",
  reentry: { mode: "after_exit" },
  quiet: "next_window",
  zone: "account",
  steps: steps.map((step, index) => ({
    id: `s_${index + 1}`,
    delay: { amount: 0, unit: "days" },
    timing: { days: "any", hour: "none" },
    ...step,
  })),
  state: "draft",
  activation: null,
  ...more,
});

/** Rules that the sample account has switched on: they begin nothing until a deal moves. */
export const activeRules = () => ["r_first_call", "r_contract", "r_contract_talk", "r_delivery", "r_repeat", "r_returning"];

const rules = () => [
  rule("r_first_call", "Call the new lead", "new_lead", 1, [
    {
      action: "activity",
      activity: "call",
      template: "t_call_task",
      recipient: "owner",
      date: { days: 1, time: "10:00" },
      complete_on_stage_change: true,
    },
  ]),
  // Not switched on: no mailing service is connected yet (S4.3).
  rule("r_mailing_list", "New leads to the mailing list", "new_lead", 2, [{ action: "add_to_lists", lists: ["l_new_leads"] }], {
    basis: { filter: clause("amount", "between", [0, 100_000_000]) },
  }),
  rule("r_contract", "Send the contract", "negotiation", 1, [
    {
      action: "email_to_contact",
      template: "t_contract_email",
      recipient: "any_contact",
      sender: "owner",
      attachments: ["t_contract_document"],
    },
  ]),
  rule(
    "r_contract_talk",
    "Go through the contract",
    "negotiation",
    2,
    [
      {
        action: "activity",
        activity: "meeting",
        template: "t_contract_meeting",
        recipient: "owner",
        date: { days: 1, time: "14:00" },
        complete_on_stage_change: true,
      },
    ],
    { placement: { after: "previous", position: 2, continue_anyway: false } },
  ),
  rule("r_delivery", "Hand over to Delivery", "won", 1, [{ action: "copy_record", stage: "to_pack", name: null, recipient: null }]),
  rule("r_repeat", "Ask again after six months", "won", 2, [
    {
      action: "repeat_record",
      delay: { amount: 6, unit: "months" },
      timing: { days: "working_days", hour: { from: "09:00" } },
      module: "deals",
      name: "{{ name }}: again",
      recipient: "owner",
      stage: "new_lead",
    },
  ]),
  rule("r_returning", "Mark who was delivered to", "delivered", 1, [{ action: "add_tag", tag: "returning" }]),
];

/** S1's example: mail on the first day, SMS on working days from nine, task on the fifth. */
export const automations = () => [
  {
    id: "a_offer_follow_up",
    name: "Follow-up after an offer",
    kind: "sequence",
    module: "deals",
    basis: { view: "v_waiting_offers" },
    delay_base: "previous_action",
    reentry: { mode: "after_exit" },
    quiet: "drop",
    zone: "account",
    steps: [
      {
        id: "s_1",
        action: "email_to_contact",
        delay: { amount: 1, unit: "days" },
        timing: { days: "any", hour: { from: "08:00" } },
        template: "t_offer_email",
        recipient: "any_contact",
        sender: "owner",
      },
      {
        id: "s_2",
        action: "sms_to_contact",
        delay: { amount: 2, unit: "days" },
        timing: { days: "working_days", hour: { from: "09:00" } },
        template: "t_offer_sms_plain",
        recipient: "person",
      },
      {
        id: "s_3",
        action: "task_for_user",
        delay: { amount: 2, unit: "days" },
        timing: { days: "working_days", hour: "none" },
        template: "t_call_task",
        recipient: "owner",
        notify: true,
      },
    ],
    state: "draft",
    activation: null,
  },
  ...rules(),
];
