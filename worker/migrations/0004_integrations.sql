-- Services outside that an account is connected with, the lists of theirs that it knows, and the
-- addresses that get signed webhooks.

-- Secrets stand here because each account brings its own; no answer of the API carries one.
CREATE TABLE integration(
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('unisender')),
  secret TEXT NOT NULL CHECK(secret <> ''),
  -- Another address than the service's own; only development mode sets it.
  base TEXT,
  -- Whether the service asks each subscriber for consent itself (D20).
  service_asks INTEGER NOT NULL CHECK(service_asks IN (0, 1)),
  tags TEXT NOT NULL CHECK(json_valid(tags)),
  -- `refused`: the service does not take the key, so nothing is sent until a person gives another.
  state TEXT NOT NULL CHECK(state IN ('works', 'problem', 'refused')),
  problem TEXT,
  checked_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, kind),
  CHECK((state = 'works') = (problem IS NULL))
) STRICT, WITHOUT ROWID;

-- The service's lists as the last synchronisation found them (S4.15). One that is gone stays while an
-- automation names it, so that its title can be said.
CREATE TABLE mailing_list(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  external_id TEXT NOT NULL,
  title TEXT NOT NULL,
  synced_at_ms INTEGER NOT NULL,
  gone_at_ms INTEGER,
  PRIMARY KEY(account_id, id),
  UNIQUE(account_id, kind, external_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_endpoint(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  secret TEXT NOT NULL CHECK(secret LIKE 'whsec\_%' ESCAPE '\'),
  -- While a secret is being replaced, both sign.
  previous_secret TEXT,
  previous_until_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  -- What the receiver said to the last webhook.
  last_at_ms INTEGER,
  last_problem TEXT,
  PRIMARY KEY(account_id, id),
  CHECK((previous_secret IS NULL) = (previous_until_ms IS NULL)),
  CHECK(last_problem IS NULL OR last_at_ms IS NOT NULL)
) STRICT, WITHOUT ROWID;
