-- Addresses to which nothing goes any more, whatever it is about (D20). The address itself is not here:
-- a keyed hash of it is asked when a message leaves, and outlives the contact.
CREATE TABLE suppression(
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('email', 'sms')),
  address_hash TEXT NOT NULL,
  reason TEXT NOT NULL CHECK(reason IN ('hard_bounce', 'complaint', 'stop_reply', 'erasure', 'by_hand')),
  -- Who told: a provider, a user's token, `admin`.
  source TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, channel, address_hash)
) STRICT, WITHOUT ROWID;

-- What a colleague took from that table, and why.
CREATE TABLE suppression_lifted(
  account_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  lifted_at_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  lifted_by TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY(account_id, channel, address_hash, lifted_at_ms)
) STRICT, WITHOUT ROWID;

-- The proof of consent: one line for each answer, written by the commit that wrote the answer.
CREATE TABLE consent(
  account_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  -- The contact's version that the answer made.
  version INTEGER NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('email', 'sms')),
  said TEXT NOT NULL CHECK(said IN ('given', 'asked', 'withdrawn')),
  source TEXT NOT NULL,
  occasion TEXT,
  text TEXT,
  -- When the person said it, and when we were told.
  at_ms INTEGER NOT NULL,
  noted_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, contact_id, version, channel, said)
) STRICT, WITHOUT ROWID;

-- Letters of double opt-in. The id is the message's key; the link's token is a signature over it, so
-- that no table holds one, and it works once.
CREATE TABLE opt_in(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  asked_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER,
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX opt_in_by_address ON opt_in(account_id, address_hash, asked_at_ms);

-- What an importer declares of the people in a file.
ALTER TABLE import ADD COLUMN consent_text TEXT;
