-- Contacts by their normalised addresses: twins are found here, and campaigns ask it who is one client.
-- Every write of a contact keeps it, in the same commit.
CREATE TABLE contact_address(
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('email', 'sms')),
  address TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY(account_id, kind, address, record_id)
) STRICT, WITHOUT ROWID;

INSERT INTO contact_address(account_id, kind, address, record_id)
SELECT account_id, 'email', lower(body->>'$.email'), id
FROM record
WHERE module = 'contacts' AND body->>'$.email' IS NOT NULL
UNION ALL
SELECT account_id, 'sms', body->>'$.phone', id
FROM record
WHERE module = 'contacts' AND body->>'$.phone' IS NOT NULL;

-- Two contacts that became one. The loser's record is gone, and its id stands for the survivor until
-- the merge is undone; `image` holds both as they were, and the survivor as it became.
CREATE TABLE merge(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  survivor_id TEXT NOT NULL,
  loser_id TEXT NOT NULL,
  image TEXT NOT NULL CHECK(json_valid(image)),
  by TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  undone_by TEXT,
  undone_at_ms INTEGER,
  -- What happened between the merge and its undo, and stayed with the survivor.
  since TEXT CHECK(since IS NULL OR json_valid(since)),
  PRIMARY KEY(account_id, id),
  CHECK(survivor_id <> loser_id),
  CHECK((undone_by IS NULL) = (undone_at_ms IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX merge_of_loser ON merge(account_id, loser_id) WHERE undone_at_ms IS NULL;
CREATE INDEX merge_of_survivor ON merge(account_id, survivor_id) WHERE undone_at_ms IS NULL;
CREATE INDEX merge_by_time ON merge(account_id, at_ms, id);

-- Records that pointed to the loser and point to the survivor since: their relations as they were.
CREATE TABLE merge_relink(
  account_id TEXT NOT NULL,
  merge_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  before TEXT NOT NULL CHECK(json_valid(before)),
  PRIMARY KEY(account_id, merge_id, record_id)
) STRICT, WITHOUT ROWID;

-- Events of the loser that are the survivor's since.
CREATE TABLE merge_event(
  account_id TEXT NOT NULL,
  merge_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  PRIMARY KEY(account_id, merge_id, event_id)
) STRICT, WITHOUT ROWID;
