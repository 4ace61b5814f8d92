-- Messages that leave for real providers. What may have arrived and can be asked no more becomes
-- `unknown`; while it can still be asked, its doubt has an end.
ALTER TABLE outbox ADD COLUMN provider TEXT;
-- The provider's own id of the message: its webhooks name it.
ALTER TABLE outbox ADD COLUMN provider_id TEXT;
-- An earlier attempt may have arrived; until then the provider knows its key.
ALTER TABLE outbox ADD COLUMN key_until_ms INTEGER;
-- From then on nobody may try again by itself: `key_until_ms`, or while leased what this attempt adds.
ALTER TABLE outbox ADD COLUMN doubt_at_ms INTEGER;
-- What waits longer than this does not leave any more.
ALTER TABLE outbox ADD COLUMN expires_at_ms INTEGER;

-- With the channel in it: each road leases its own, whatever waits on the others.
DROP INDEX outbox_unsettled;
CREATE INDEX outbox_waiting ON outbox(account_id, channel, due_at_ms) WHERE settled_at_ms IS NULL;
CREATE INDEX outbox_doubtful ON outbox(account_id, doubt_at_ms)
  WHERE doubt_at_ms IS NOT NULL AND settled_at_ms IS NULL;
CREATE INDEX outbox_by_provider ON outbox(account_id, provider, provider_id) WHERE provider_id IS NOT NULL;
