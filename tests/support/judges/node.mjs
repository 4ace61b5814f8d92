// The official clients of npm, pointed at the stand-ins as each of them allows it.
import { ServerClient } from "postmark";
import { Resend } from "resend";
import twilio from "twilio";

export const resendClient = (provider, key = provider.key) => new Resend(key, { baseUrl: provider.base });

export const postmarkClient = (provider, key = provider.key) =>
  new ServerClient(key, { useHttps: false, requestHost: provider.base.replace("http://", ""), timeout: 20 });

/** The client knows its hosts by name, and takes another way of asking. */
export function twilioClient(provider, key = provider.key) {
  const asking = new twilio.RequestClient({ timeout: 20_000 });
  const httpClient = { request: (call) => asking.request({ ...call, uri: call.uri.replace("https://api.twilio.com", provider.base) }) };
  return twilio(provider.account, key, { httpClient });
}
