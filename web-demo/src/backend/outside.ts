/** What the console asks about services outside: Unisender, its lists, webhooks, what went there. */

/** How the account stands with Unisender; the key itself never comes back. */
export interface UnisenderState {
  kind: "unisender";
  state: "not_configured" | "works" | "problem" | "refused";
  problem?: string | null;
  checked?: string;
  /** Whether Unisender asks each subscriber for consent. */
  service_asks?: boolean;
  tags?: string[];
}

export interface MailingList {
  id: string;
  title: string;
  external_id: string;
  synced?: string;
  is_gone: boolean;
}

/** What a synchronisation changed. */
export interface SyncResult {
  added: MailingList[];
  removed: MailingList[];
  lists: MailingList[];
}

export interface WebhookEndpoint {
  id: string;
  name: string;
  url: string;
  last_sent: string | null;
  problem: string | null;
}

/** With its secret, which is shown once. */
export interface FreshSecret {
  id: string;
  secret: string;
}

export interface TestSend {
  is_delivered: boolean;
  status: number | null;
  problem: string | null;
}

/** Something that went outside, or is about to. */
export interface Delivery {
  key: string;
  channel: "lists" | "webhook";
  automation: string;
  record: string;
  to: string | null;
  state: "pending" | "sent" | "not_sent" | "unknown";
  reason: string | null;
  problem: string | null;
  attempts: number;
  planned: string;
  /** When it is tried again. */
  due: string | null;
  settled: string | null;
}

/** The part of a server that reaches outside; the demo in the browser has none. */
export interface Outside {
  unisender(): Promise<UnisenderState>;
  saveUnisender(change: { key?: string; service_asks?: boolean; tags?: string[] }): Promise<UnisenderState>;
  disconnectUnisender(): Promise<void>;
  syncLists(): Promise<SyncResult>;
  lists(): Promise<MailingList[]>;
  webhooks(): Promise<WebhookEndpoint[]>;
  saveWebhook(webhook: { id?: string; name: string; url: string }): Promise<WebhookEndpoint & Partial<FreshSecret>>;
  deleteWebhook(id: string): Promise<void>;
  rotateWebhook(id: string): Promise<FreshSecret>;
  testWebhook(id: string): Promise<TestSend>;
  deliveries(): Promise<Delivery[]>;
}

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** The same over the Worker's API. */
export function outsideOver(send: Send): Outside {
  const path = "/integrations/unisender";
  return {
    unisender: () => send("GET", path),
    saveUnisender: (change) => send("PUT", path, change),
    disconnectUnisender: () => send("DELETE", path),
    syncLists: () => send("POST", `${path}/sync`, {}),
    lists: async () => (await send<{ lists: MailingList[] }>("GET", "/lists")).lists,
    webhooks: async () => (await send<{ webhooks: WebhookEndpoint[] }>("GET", "/webhooks")).webhooks,
    saveWebhook: ({ id, ...webhook }) =>
      id ? send("PUT", `/webhooks/${id}`, webhook) : send("POST", "/webhooks", webhook),
    deleteWebhook: (id) => send("DELETE", `/webhooks/${id}`),
    rotateWebhook: (id) => send("POST", `/webhooks/${id}/rotate`, {}),
    testWebhook: (id) => send("POST", `/webhooks/${id}/test`, {}),
    deliveries: async () => (await send<{ deliveries: Delivery[] }>("GET", "/deliveries")).deliveries,
  };
}
