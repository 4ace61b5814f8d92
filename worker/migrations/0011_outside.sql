-- What goes to services outside waits in the outbox, too: contacts for mailing lists, webhooks. A call
-- that failed is tried again, so a row counts its attempts. SQLite changes a constraint only with the
-- table.
CREATE TABLE outbox_2(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  enrollment_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('email', 'sms', 'user_email', 'lists', 'webhook')),
  -- The contact that it goes to; NULL for a colleague and for what goes outside.
  contact_id TEXT,
  address TEXT NOT NULL,
  body TEXT NOT NULL CHECK(json_valid(body)),
  entry TEXT NOT NULL CHECK(json_valid(entry)),
  planned_at_ms INTEGER NOT NULL,
  due_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('pending', 'leased', 'sent', 'not_sent', 'unknown')),
  lease TEXT,
  lease_until_ms INTEGER,
  settled_at_ms INTEGER,
  reason TEXT,
  -- Of what goes outside: how often it was tried, what was said last, and which contacts are done.
  attempts INTEGER NOT NULL DEFAULT 0 CHECK(attempts >= 0),
  problem TEXT,
  done TEXT NOT NULL DEFAULT '[]' CHECK(json_valid(done)),
  PRIMARY KEY(account_id, key),
  CHECK((state = 'leased') = (lease IS NOT NULL)),
  CHECK((state IN ('pending', 'leased')) = (settled_at_ms IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_2(account_id, key, automation_id, enrollment_id, step_id, record_id, channel,
  contact_id, address, body, entry, planned_at_ms, due_at_ms, state, lease, lease_until_ms,
  settled_at_ms, reason)
SELECT account_id, key, automation_id, enrollment_id, step_id, record_id, channel,
  contact_id, address, body, entry, planned_at_ms, due_at_ms, state, lease, lease_until_ms,
  settled_at_ms, reason
FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_2 RENAME TO outbox;
CREATE INDEX outbox_unsettled ON outbox(account_id, due_at_ms) WHERE settled_at_ms IS NULL;
CREATE INDEX outbox_outside ON outbox(account_id, planned_at_ms, key) WHERE channel IN ('lists', 'webhook');
CREATE TRIGGER outbox_settled BEFORE UPDATE OF state ON outbox
WHEN OLD.state IN ('sent', 'not_sent') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a settled message cannot change'); END;
