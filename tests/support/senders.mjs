// Connects an account to stand-ins of providers, in the order in which a person would: the address that writes,
// the key, a proof that the provider takes the address, and then the choice.

const IDENTITY = { address: "biuro@okna.example", name: "Okna Nowak", reply_to: null };

/**
 * `v1` is the account's API, `providers` of startProviders; `email` and `sms` name two of them, or nothing. The account
 * needs a colleague `ana@okna.example`, to whom a proof is sent where the provider has no list of senders.
 */
export async function connectSenders(v1, providers, { email, sms }) {
  const sending = { identities: [IDENTITY] };
  if (sms) sending.sms_sender = sms === "twilio" ? providers.twilio.numbers[0] : providers.smsapi.senders[0];
  await v1.put("/settings", { sending });
  for (const name of [email, sms].filter(Boolean)) {
    const provider = providers[name];
    await v1.put(`/senders/${name}`, { key: provider.key, base: provider.base, ...(name === "twilio" ? { account: provider.account } : {}) });
  }
  if (email) {
    const { sending: known } = await v1.get("/settings");
    if (!known.verified.some((one) => one.provider === email)) {
      await v1.post(`/senders/${email}/test`, { to: "ana@okna.example", identity: IDENTITY.address });
    }
  }
  await v1.put("/settings", { sending: { ...(email ? { email } : {}), ...(sms ? { sms } : {}) } });
}
