/** What a contact agreed to, its proof, and addresses to which nothing goes any more. Decides nothing. */

export type ConsentChannel = "email" | "sms";

/** Why nothing goes to an address any more. */
export interface Suppression {
  reason: "hard_bounce" | "complaint" | "stop_reply" | "erasure" | "by_hand";
  source: string;
  at: string;
  can_be_lifted: boolean;
}

export interface ChannelConsent {
  address: string | null;
  consent: boolean | null;
  /** Since when the contact is asked to confirm. */
  asked_at: string | null;
  suppression: Suppression | null;
}

/** One line of the proof. */
export interface ConsentProof {
  contact: string;
  channel: ConsentChannel;
  said: "given" | "asked" | "withdrawn";
  source: string;
  occasion: string | null;
  text: string | null;
  at: string;
  noted_at: string;
}

export interface ContactConsent extends Record<ConsentChannel, ChannelConsent> {
  /** The latest first. */
  proofs: ConsentProof[];
}

export interface Consents {
  of(contact: string): Promise<ContactConsent>;
  suppress(channel: ConsentChannel, address: string): Promise<unknown>;
  lift(channel: ConsentChannel, address: string, why: string): Promise<unknown>;
}

type Send = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export function consentsOver(send: Send): Consents {
  return {
    of: (contact) => send("GET", `/contacts/${contact}/consent`),
    suppress: (channel, address) => send("POST", "/suppressions", { channel, address }),
    lift: (channel, address, why) => send("POST", "/suppressions/lift", { channel, address, why }),
  };
}
