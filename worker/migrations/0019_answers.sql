-- What people answer: several addresses of an account, each with a name, of which one takes answers to
-- its messages; and an answer as what the next round decides. SQLite changes a constraint only with the
-- table.
CREATE TABLE inbound_address_2(
  local_part TEXT PRIMARY KEY CHECK(local_part = lower(local_part)),
  account_id TEXT NOT NULL,
  -- What people call it; may be empty.
  name TEXT NOT NULL DEFAULT '',
  takes_answers INTEGER NOT NULL DEFAULT 0 CHECK(takes_answers IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO inbound_address_2(local_part, account_id)
SELECT local_part, account_id FROM inbound_address;
DROP TABLE inbound_address;
ALTER TABLE inbound_address_2 RENAME TO inbound_address;
CREATE INDEX inbound_address_by_account ON inbound_address(account_id);
CREATE UNIQUE INDEX inbound_address_for_answers ON inbound_address(account_id) WHERE takes_answers = 1;

-- `replied`: the cause is {"automation"}, whose message was answered.
CREATE TABLE input_2(
  account_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('created', 'completed', 'replied')),
  at_ms INTEGER NOT NULL,
  cause TEXT NOT NULL CHECK(json_valid(cause)),
  PRIMARY KEY(account_id, record_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO input_2(account_id, record_id, key, kind, at_ms, cause)
SELECT account_id, record_id, key, kind, at_ms, cause FROM input;
DROP TABLE input;
ALTER TABLE input_2 RENAME TO input;
