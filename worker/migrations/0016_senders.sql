-- Who carries an account's messages to people: its providers, each with its secret sealed under the
-- deployment's own (`worker/src/keys.rs`); no answer of the API carries one.
CREATE TABLE sender(
  account_id TEXT NOT NULL,
  provider TEXT NOT NULL CHECK(provider IN ('cloudflare', 'resend', 'postmark', 'smsapi', 'twilio')),
  -- Empty where the provider is bound to the deployment itself.
  sealed TEXT NOT NULL CHECK((sealed = '') = (provider = 'cloudflare')),
  -- What is no secret: `account`, `stream`, `region`; `base` in development mode only.
  options TEXT NOT NULL CHECK(json_valid(options)),
  -- `refused`: the provider takes nothing as things are, so nothing is sent until a person mends it.
  state TEXT NOT NULL CHECK(state IN ('works', 'problem', 'refused')),
  problem TEXT,
  checked_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, provider),
  CHECK((state = 'works') = (problem IS NULL))
) STRICT, WITHOUT ROWID;
