/** What the console asks about sending: providers, identities, tests to oneself. Only where there is a server. */

import type { SendingSettings } from "@relance/preview";

export type EmailProvider = "cloudflare" | "resend" | "postmark";
export type SmsProvider = "smsapi" | "twilio";

/** How the account stands with a provider; its secrets never come back. */
export interface SenderState {
  provider: EmailProvider | SmsProvider;
  channel: "email" | "sms";
  state: "not_configured" | "works" | "problem" | "refused";
  problem: string | null;
  checked: string | null;
  /** Whether the account's messages go over it. */
  is_in_use: boolean;
  account: string | null;
  stream: string | null;
  region: string | null;
  /** Senders that it takes. */
  verified: string[];
  /** Where it may tell what became of messages. */
  hook?: string | null;
}

/** What a person enters; what is absent stays. */
export type SenderKey = Partial<Record<"key" | "account" | "stream" | "region" | "hook_secret", string>>;

export type TestAnswer = "sent" | "failed" | "uncertain" | "refused" | "not_sent";

export interface TestedSender extends SenderState {
  message: { answer: TestAnswer; reason?: string; said?: string | null } | null;
}

/** One message of a test. */
export interface TestedMessage {
  step: string | null;
  channel?: "email" | "sms";
  to?: string | null;
  subject?: string;
  text?: string;
  parts?: number;
  cost_micros?: number | null;
  currency?: string | null;
  answer: TestAnswer;
  reason?: string;
  detail?: string | null;
  said?: string | null;
}

/** What a test asks for: with which record, and where to. */
export interface TestOrder {
  record: string;
  to?: string;
  sms_to?: string;
}

export interface Senders {
  senders(): Promise<SenderState[]>;
  saveSender(provider: string, key: SenderKey): Promise<SenderState>;
  disconnectSender(provider: string): Promise<void>;
  testSender(provider: string, to?: string): Promise<TestedSender>;
  saveSending(sending: Partial<SendingSettings>): Promise<void>;
  testSend(what: "templates" | "automations", id: string, order: TestOrder): Promise<TestedMessage[]>;
}

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The same over the Worker's API. */
export function sendersOver(send: Send): Senders {
  return {
    senders: async () => (await send<{ senders: SenderState[] }>("GET", "/senders")).senders,
    saveSender: (provider, key) => send("PUT", `/senders/${provider}`, key),
    disconnectSender: (provider) => send("DELETE", `/senders/${provider}`),
    testSender: (provider, to) => send("POST", `/senders/${provider}/test`, to ? { to } : {}),
    saveSending: (sending) => send("PUT", "/settings", { sending }),
    testSend: async (what, id, order) =>
      (await send<{ messages: TestedMessage[] }>("POST", `/${what}/${id}/test-send`, order)).messages,
  };
}
