/**
 * The shapes that cross the boundary between the engine and JavaScript.
 *
 * Instants are ISO 8601 UTC text, dates `YYYY-MM-DD`, money integer minor units, prices millionths
 * of the currency. The same shapes travel over the Worker's HTTP API.
 */

/** One mistake in what somebody gave us; `code` is a closed vocabulary, `message` is English. */
export interface Problem {
  code: string;
  message: string;
  help?: string | null;
  /** Path such as `filter.all[1].value`; empty = the whole input. */
  at: string;
  found?: string | null;
  allowed?: string[];
}

export interface SmsPrice {
  /** Beginning of the number in E.164, like `+48`. */
  prefix: string;
  currency: string;
  /** Millionths of the currency per part. */
  micros_per_part: number;
}

export interface AccountSettings {
  id: string;
  name: string;
  zone: string;
  language: string;
  holiday_country: string | null;
  extra_days_off: string[];
  extra_working_days: string[];
  quiet_from: string;
  quiet_until: string;
  sms_prices: SmsPrice[];
  fallback_user: string | null;
  automation_enabled: boolean;
  /** Whether everything stands still; moved by calls of its own. */
  paused?: boolean;
  /** What SMS may cost in a calendar month; the amount in minor units. */
  sms_budget?: SmsBudget | null;
  /** Who is told of what stopped by itself. */
  alerts?: { email: string | null; webhook: string | null };
  /** Most marketing messages to one contact. */
  frequency_caps: FrequencyCaps;
  /** Events that count as a follow-up, for new conditions. */
  follow_up_events: string[];
  /** What it decides about consent. */
  consent: ConsentSettings;
  /** What it wants to know of its messages: off until somebody switches it on. */
  tracking?: Tracking;
  subscription: Subscription;
  /** By whom and in whose name messages leave. */
  sending: SendingSettings;
}

/** By whom and in whose name an account's messages leave. */
export interface SendingSettings {
  /** `capture`: a mailbox that the console shows; nothing leaves. */
  email: "capture" | "cloudflare" | "resend" | "postmark";
  sms: "capture" | "smsapi" | "twilio";
  /** Addresses that may write; the first is the account's own. */
  identities: SendingIdentity[];
  /** What stands over an SMS. */
  sms_sender: string | null;
  /** Telephones to which a test may go. */
  test_numbers: string[];
  /** Senders that providers take; they say so, nobody sets it. */
  verified: { provider: string; sender: string }[];
}

export interface SendingIdentity {
  address: string;
  /** Empty: the account's name. */
  name: string;
  reply_to: string | null;
}

export interface ConsentSettings {
  /** Whether what another program says of a person's consent counts only once they confirmed it. */
  double_opt_in: boolean;
  /** Who sends, in the foot of marketing e-mails; empty is the account's name. */
  footer_name: string;
  footer_address: string;
}

export interface SmsBudget {
  amount: number;
  currency: string;
}

export interface FrequencyCap {
  messages: number;
  /** In the recipient's zone; a week begins on Monday. */
  per: "day" | "week";
}

export type FrequencyCaps = Record<"email" | "sms", FrequencyCap | null>;

/** What an account wants to know of its messages. */
export interface Tracking {
  opens: boolean;
  clicks: boolean;
  /** Whether openings by machines start rules, too. */
  count_automatic: boolean;
}

/** What an account pays for. */
export interface Subscription {
  level: string | null;
  /** Until then it has everything. */
  trial_ends_at: string | null;
  ends_at: string | null;
  changed_at: string | null;
}

export type Feature =
  | "rules"
  | "recurring_jobs"
  | "sequences"
  | "one_off_sends"
  | "email_campaigns"
  | "sms_campaigns";

/** What an account may use at an instant. */
export interface SubscriptionStanding extends Subscription {
  is_trial: boolean;
  features: {
    feature: Feature;
    is_allowed: boolean;
    /** When it ends, as far as is agreed. */
    ends_at: string | null;
    /** The lowest level that has it, when it may not be used. */
    needs: string | null;
    /** Since when it is gone. */
    ended_at: string | null;
  }[];
  /** The lowest first. */
  levels: { level: string; has: Feature[] }[];
  /** Why the automation that was asked about may not be made or activated. */
  refused: Problem | null;
}

export interface User {
  id: string;
  name: string;
  email: string;
  is_active: boolean;
}

export type FieldKind =
  | "text"
  | "number"
  | "money"
  | "date"
  | "instant"
  | "choice"
  | "stage"
  | "user"
  | "tags"
  | "yes_no"
  | "relation";

export interface Choice {
  key: string;
  label: string;
}

export interface Field {
  key: string;
  label: string;
  kind: FieldKind;
  currency?: string;
  options?: Choice[];
  module?: string;
  empty_is_zero?: boolean;
}

export interface Stage {
  key: string;
  label: string;
  is_final?: boolean;
  /** The event that reaching it is, like `order_delivered` (S1.5). */
  tells?: string;
}

export interface Pipeline {
  key: string;
  label: string;
  stages: Stage[];
}

export interface Module {
  key: string;
  label: string;
  fields: Field[];
  pipelines: Pipeline[];
  sms_enabled: boolean;
}

/** Value of a field as JSON. */
export type Value = string | number | boolean | string[] | null;

export interface RecordRow {
  id: string;
  module: string;
  version?: number;
  created?: string;
  updated?: string;
  values: Record<string, Value>;
}

/** Canonical JSON of a filter; opaque here, typed by the engine. */
export type Filter = Record<string, unknown>;

export interface View {
  id: string;
  name: string;
  module: string;
  filter: Filter;
  filter_text?: string;
}

export type TemplateKind = "email" | "sms" | "task" | "document";

export interface Template {
  id: string;
  name: string;
  module: string;
  kind: TemplateKind;
  class: "marketing" | "transactional";
  /** E-mail. */
  subject?: string;
  /** E-mail. */
  body?: string;
  /** E-mail: how `body` is written. */
  format?: "text" | "html";
  /** SMS. */
  text?: string;
  /** Task, document. */
  title?: string;
  /** Task. */
  description?: string;
  /** What a missing value does: skip the message with its reason, or put this text. */
  when_missing?: "skip" | { text: string };
}

export type DelayUnit = "minutes" | "hours" | "days" | "weeks" | "months";

export interface Delay {
  amount: number;
  unit: DelayUnit;
}

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export interface Timing {
  days: "any" | "working_days" | "weekend" | Weekday[];
  hour: "none" | { from: string; until?: string | null } | { at: string };
}

export type Action =
  | "email_to_contact"
  | "sms_to_contact"
  | "email_to_user"
  | "task_for_user"
  | "activity"
  | "repeat_record"
  | "copy_record"
  | "add_to_lists"
  | "set_field"
  | "move_stage"
  | "add_tag"
  | "remove_tag"
  | "generate_document"
  | "webhook"
  | "wait_for"
  | "branch"
  | "exit";

export type UserReference = "owner" | { user: string };

/** Another content of a step's message, in an A/B test. */
export interface StepVariant {
  template: string;
  /** Whole percent of the clients, 1 to 99; the step's own template has the rest. */
  share: number;
}

export interface Step {
  id: string;
  action: Action;
  delay: Delay;
  timing: Timing;
  /** What it says; an action without content has none. In an A/B test this is variant A. */
  template?: string | null;
  /** Message to a contact: the variants B, C and D of an A/B test; empty without one. */
  variants?: StepVariant[];
  recipient?: "person" | "company" | "any_contact" | UserReference | null;
  sender?: UserReference | null;
  notify?: boolean;
  expires_after?: Delay | null;
  /** E-mail to a contact: documents made from these templates. */
  attachments?: string[];
  /** Activity. */
  activity?: "meeting" | "call" | "documents";
  /** Activity: so many days after the decision, at this local time. */
  date?: { days: number; time: string };
  /** Activity: completed when the record moves to another stage. */
  complete_on_stage_change?: boolean;
  /** Repeat record: in which module. */
  module?: string;
  /** Repeat and copy: with merge fields; null = the default name. */
  name?: string | null;
  /** Repeat, copy, move: which stage. */
  stage?: string | null;
  /** Mailing lists. */
  lists?: string[];
  /** Set field. */
  field?: string;
  /** Set field: null empties it. */
  value?: unknown;
  /** Add and remove tag. */
  tag?: string;
  /** Webhook. */
  endpoint?: string;
  /** Wait for. */
  event?: string;
  /** Wait for: no longer than this. */
  at_most?: Delay;
  /** Branch. */
  filter?: Filter;
  /** Branch: a step further down, null = the next, "exit" = the end. */
  then?: string | null;
  /** Branch: as `then`. */
  otherwise?: string | null;
}

export type Audience = "all" | "created_after_activation" | "entering_after_activation";

export interface Activation {
  at: string;
  audience: Audience;
}

export type AutomationState = "draft" | "activating" | "active" | "inactive";

/** What starts a rule (D24). */
export type Trigger =
  | { on: "stage"; stage: string; when: "moved" | "created" | "moved_or_created" }
  | { on: "event"; event: string; stage?: string | null }
  | { on: "created" }
  | { on: "changed"; field: string; from?: unknown; to?: unknown }
  | { on: "manual" };

export interface Placement {
  after: "parallel" | "previous";
  position: number;
  continue_anyway: boolean;
}

export interface Automation {
  id: string;
  name: string;
  kind: "sequence" | "one_off" | "campaign" | "rule" | "recurring_job";
  module: string;
  basis: { view: string } | { stage: string } | { filter: Filter } | { everyone: true };
  /** Of a one-off: how many records begin in an hour at most. */
  rate_per_hour?: number | null;
  /** Of a rule: what starts it (D24). */
  trigger?: Trigger;
  /** Of a rule: its place among the rules of its stage (D25). */
  placement?: Placement;
  /** Of a rule: whether a waiting passage outlives the stay on the stage; null = the default (D14). */
  keep_after_leaving?: boolean | null;
  /** Of a recurring job: when it comes round (S0.7). */
  schedule?: Schedule;
  /** Of a recurring job: whom it acts on again (D15). */
  repeat?: "once_while_matching" | "once_ever" | "every_run";
  delay_base: "previous_action" | "entry";
  reentry: { mode: "never" | "after_exit" | "after_exit_and_days"; days?: number };
  quiet: "drop" | "next_window";
  zone: "account" | "contact";
  /** Records of this view stay out (E9). */
  exclude?: string | null;
  /** A record that fulfils this leaves (E9). */
  goal?: Filter | null;
  /** Whether a contact's answer ends it; absent: of sequences, one-offs and campaigns (E1). */
  stop_on_reply?: boolean;
  steps: Step[];
  state: AutomationState;
  activation: Activation | null;
  progress?: { done: number; total: number } | null;
  /** Of an active recurring job: its next slot, and the one under way. */
  next_at?: string | null;
  running?: string | null;
  /** Of a recurring job: its last runs, the newest first. */
  runs?: { slot: string; missed_since: string | null; ended_at: string; records: number }[];
  /** What keeps it from acting now (D22); the setup tells. */
  health?: Problem[];
}

/** When a recurring job comes round, on the clocks of the account's zone. */
export type Schedule =
  | { every: number; unit: "minutes" | "hours" | "days" | "weeks" | "months"; from: string }
  | { cron: string };

/** What a preview needs to know besides the records. */
export interface Setup {
  account: AccountSettings;
  users: User[];
  modules: Module[];
  events: string[];
  /** Services outside; absent: none is connected. */
  /** Providers of messages that are connected. */
  senders?: { provider: string; state: string }[];
  integrations?: { kind: "unisender"; state: string; service_asks?: boolean }[];
  /** Mailing lists of the connected service. */
  lists?: { id: string; title: string; external_id: string; is_gone?: boolean }[];
  /** Addresses for webhooks. */
  webhooks?: { id: string; name: string }[];
  views: View[];
  templates: Template[];
  automations: Automation[];
}

export type LogVerb =
  | "entered"
  | "left"
  | "planned"
  | "sent"
  | "task_created"
  | "dropped"
  | "skipped"
  | "finished"
  | "held"
  | "record_changed"
  | "record_created"
  | "activity_completed"
  | "lists_joined"
  | "webhook_called"
  | "wait_ended"
  | "branched"
  | "stopped"
  | "deviated";

export interface RenderedMessage {
  kind: TemplateKind;
  subject?: string | null;
  text: string;
  parts?: number | null;
  encoding?: string | null;
  cost_micros?: number | null;
  currency?: string | null;
}

/** One decision: the shape of the plan and of the run log alike. */
export interface LogEntry {
  planned_at: string;
  record: string;
  automation: string;
  step: string | null;
  pass: number;
  what: LogVerb;
  action: Action | null;
  to: string | null;
  reason: string | null;
  detail: string | null;
  message: RenderedMessage | null;
  key: string | null;
  /** Of a step with an A/B test: the template that the client gets. */
  variant?: string | null;
  id?: string;
  decided_at?: string;
}

export interface Money {
  currency: string;
  micros: number;
}

/** A change of a text that would save parts; never applied unasked. */
export interface SmsOffer {
  kind: "typography" | "letters";
  text: string;
  replacements: { from: string; to: string; count: number }[];
  encoding: "GSM-7" | "UCS-2";
  units: number;
  parts: number;
  parts_saved: number;
}

/** What decisions add up to. */
export interface Figures {
  entered: number;
  emails: number;
  sms: number;
  parts: number;
  tasks: number;
  /** SMS that fall into quiet hours and will not be sent. */
  dropped: number;
  /** Steps passed over, by reason. */
  skipped: { reason: string; count: number }[];
  cost: Money[];
  sms_without_price: number;
}

export interface ForecastDay extends Figures {
  /** The office's date. */
  date: string;
}

export interface Forecast {
  /** In order; days without decisions are absent. */
  days: ForecastDay[];
  total: Figures;
  records: number;
  /** The first decisions; the figures count all. */
  entries: LogEntry[];
  is_truncated: boolean;
  collisions: Collisions;
  /** What it does to the account's budget for SMS; `null` without one. */
  budget: PlannedBudget | null;
}

/** What planned SMS do to the account's budget for SMS, which is hard: what does not fit does not leave. */
export interface PlannedBudget {
  currency: string;
  /** Of a calendar month, in minor units. */
  amount: number;
  /** Those in which SMS are planned. */
  months: {
    /** `YYYY-MM` */
    month: string;
    /** With what it has cost already. */
    spent_micros: number;
    /** When there is not enough for the first time, and that day on the office's calendar. */
    reached_at: string | null;
    reached_on: string | null;
    sms_not_sent: number;
    micros_not_sent: number;
  }[];
  /** SMS without a price in the budget's currency: they do not leave. */
  sms_uncounted: number;
}

/** Contacts whom all automations together would write to too often. */
export interface Collisions {
  contacts: number;
  /** Messages above the places that there are. */
  messages_above: number;
  /** The first of them. */
  first: {
    contact: string;
    channel: "email" | "sms";
    /** The first day of the period, on the contact's calendar. */
    since: string;
    per: "day" | "week";
    messages: number;
    places: number;
    /** Whether those above are skipped; else they all leave. */
    is_capped: boolean;
    automations: string[];
  }[];
}

// ── What the engine answers ──────────────────────────────────────────────────────────────────────

export interface SmsOptions {
  /** Two-letter language: which replacements read naturally. */
  language?: string;
  /** Whether national alphabets may be used. */
  national?: boolean;
}

export interface SmsMeasure {
  encoding: "GSM-7" | "UCS-2";
  units: number;
  parts: number;
  /** Units that each part holds. */
  units_per_part: number;
  /** Units free in the last part. */
  units_left: number;
  /** Where each part ends, in UTF-16 code units. */
  boundaries: number[];
  /** Units in each part. */
  part_units: number[];
  /** What forces UCS-2 upon the whole text; places in UTF-16 code units. */
  offending: {
    character: string;
    count: number;
    positions: number[];
    replacement: string | null;
  }[];
  offers: SmsOffer[];
  too_long: boolean;
}

/** Coming slots of a recurring job, and what its schedule says. */
export interface NextSlots {
  slots: {
    at: string;
    /** What clocks of the zone show, like `2026-01-31T09:00`. */
    local: string;
  }[];
  description: Schedule | CronDescription;
}

/** What a cron expression says, in lists; `null` is any. */
export interface CronDescription {
  cron: string;
  minutes: number[] | null;
  hours: number[] | null;
  days: number[] | null;
  months: number[] | null;
  weekdays: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[] | null;
  /** Whether `L`, `W` or `#` says more than the lists. */
  has_more: boolean;
}

export interface RenderedTemplate {
  kind: TemplateKind;
  /** E-mail. */
  subject?: string;
  /** E-mail: a fragment. */
  html?: string;
  /** E-mail and SMS. */
  text?: string;
  /** Task, document. */
  title?: string;
  /** Task. */
  description?: string;
}

export type FilterInput = { filter: Filter; text?: undefined } | { text: string; filter?: undefined };

export interface CheckedFilter {
  filter: Filter;
  text: string;
}

/** What an operator takes as its value. */
export type OperandShape =
  | "nothing"
  | "one"
  | "two"
  | "list"
  | "period"
  | "days"
  | "held"
  | "change"
  | "times"
  | "events";

export interface OperatorInfo {
  op: string;
  value: OperandShape;
  /** Whether it may be asked behind a relation, like `contacts.city`. */
  behind_relation: boolean;
}

/** Operators by kind of field; of events under `event`. */
export type OperatorTable = Record<FieldKind | "event", OperatorInfo[]>;

/** What a column of a file seems to be. */
export interface CsvColumn {
  name: string;
  /** The field that it probably is. */
  field: string | null;
  /** The kind of field that its cells would fit. */
  kind: string;
  /** The first cells that are not blank. */
  samples: string[];
}

export interface CsvInspection {
  delimiter: string;
  rows: number;
  columns: CsvColumn[];
}

export interface CsvRequest {
  module: string;
  csv: string;
  /** Field by column; columns that are not named are left out. */
  mapping: Record<string, string>;
  /** The column that names a record, so that a second import updates it. */
  id_column?: string;
  /** The order of dates, when the file does not show it. */
  date_format?: "dmy" | "mdy";
  /** What the importer declares: that these people agreed, where, and to which sentence. */
  consent?: { email?: boolean; sms?: boolean; source: string; text?: string };
}

export interface CsvRecords {
  rows: number;
  valid: number;
  problems: Problem[];
  records: GivenRecord[];
}

/** What a record is to hold: named fields only. */
export interface GivenRecord {
  id: string;
  created?: string;
  values: Record<string, Value>;
}

export interface LoadReport {
  /** Records that are there now, new or replaced. */
  loaded: number;
  /** Records that were left out. */
  refused: number;
  /** Why; the first hundred. */
  problems: Problem[];
}

/** What switching an automation on would do. */
export interface ActivationFigures {
  matching: number;
  /** The number that the activation confirms. */
  would_start: number;
  figures: Figures;
  /** What their SMS alone do to the account's budget; `null` without one. */
  budget: PlannedBudget | null;
}

/** Whom an empty field decides about, for one clause (D7). */
export interface BlankNote {
  /** The clause, counted from 0 in the order in which clauses stand. */
  clause: number;
  field: string;
  /** Records that match because the field is empty. */
  included: number;
  /** Records that do not match because the field is empty. */
  excluded: number;
}

export interface CountAnswer {
  count: number;
  total: number;
  blanks: BlankNote[];
}

export interface PageRequest {
  module: string;
  filter: Filter;
  offset: number;
  limit: number;
  sort?: { field: string; direction?: "ascending" | "descending" };
  now: string;
}

export interface PageAnswer {
  records: RecordRow[];
  /** All that match, not only this page. */
  count: number;
}

/** Something that a clause read. */
export type Reading =
  | { what: "field"; field: string; value: Value }
  | { what: "related"; relation: string; record: string; field: string; value: Value }
  | { what: "events"; event: string; count: number; latest: string | null }
  | { what: "change"; field: string; at: string; old: Value; new: Value }
  | { what: "held_since"; field: string; since: string | null }
  | { what: "counted_since"; since: string | null }
  | { what: "cause"; at: string; about: string | null; followed_by: string | null };

/** One node of a filter with its truth. */
export interface Explanation {
  kind: "everyone" | "all" | "any" | "not" | "clause";
  /** Like `all[1]`; the root's is empty. */
  place: string;
  holds: boolean;
  /** Whether it belongs to the smallest set of clauses that decides the answer. */
  decisive: boolean;
  /** Groups. */
  parts?: Explanation[];
  /** Clauses: what is asked, in the text form. */
  expected?: string;
  /** Clauses: what was read. */
  read?: Reading[];
  /** Clauses: whether it is so because a value is empty. */
  blank?: boolean;
  /** Clauses: when time alone may change it. */
  changes_at?: string | null;
}

export interface ExplainAnswer {
  matches: boolean;
  explanation: Explanation;
  /** When time alone turns the answer round, if ever. */
  next_flip: string | null;
}

export interface DiffAnswer {
  entering: { count: number; records: string[] };
  leaving: { count: number; records: string[] };
  staying: number;
}

/** What time alone does to a filter's answer during one day. */
export interface DayAhead {
  date: string;
  entering: number;
  leaving: number;
  matching: number;
}

/** Something imagined to happen to a record at the beginning of its plan. */
export type Told =
  /** It reaches this stage. */
  | { stage: string }
  /** This happens to it, while it is on a stage. */
  | { event: string; stage?: string }
  /** A person starts this automation, ends its passage, or takes the waiting step back. */
  | { start: string }
  | { stop: string }
  | { skip: string }
  /** A person moves the waiting step. */
  | { reschedule: string; at: string };

/** Something that happens to one record of a rehearsal. */
/** What an automation would do that nobody means. */
export interface Findings {
  /** The shortest chain by which automations would start it again (B11). */
  loop: { automation: string; name: string; step: string; action: Action }[] | null;
  /** The step by which a rule leaves its own stage, and those behind it, which never act then (D14). */
  lost_steps: { by: PlacedStep; steps: PlacedStep[] } | null;
}

/** A step by its place, from 1. */
export interface PlacedStep {
  step: string;
  position: number;
  action: Action;
}

export type ToldTo = Told & { module: string; record: string };

export interface RehearsalRequest {
  from: string;
  until: string;
  /** Of an automation that the setup holds as active since `from`. */
  activated?: string;
  /** Told at `from`. */
  told?: ToldTo;
}

export interface RehearsalAnswer {
  /** The decisions, by their instants. */
  entries: LogEntry[];
  /** What automations made or wrote. */
  records: RecordRow[];
}

/** A client that had a campaign, or was skipped in it: a hash of the contact or of its address. */
export interface OnceKey {
  automation: string;
  key: string;
  record: string;
  contact: string;
  enrollment: string | null;
  at: string;
}

/** How one record stands in one automation. */
export interface Standing {
  record: string;
  automation: string;
  is_inside: boolean;
  since: string;
  left_at: string | null;
  pass: number;
  enrollment: null | {
    id: string;
    entered_at: string;
    state: "waiting" | "held" | "finished" | "exited";
    step: string | null;
    due_at: string | null;
    at: string | null;
    reason: string | null;
  };
}
