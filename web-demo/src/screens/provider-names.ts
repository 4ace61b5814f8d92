/** What providers call themselves: the same in every language. */

import type { SenderState } from "../backend/senders.js";

export const PROVIDER_NAMES: Record<SenderState["provider"], string> = {
  cloudflare: "Cloudflare",
  resend: "Resend",
  postmark: "Postmark",
  smsapi: "SMSAPI",
  twilio: "Twilio",
};
