-- What nobody knows about is asked for where the provider can be asked.
ALTER TABLE outbox ADD COLUMN tried_at_ms INTEGER;
ALTER TABLE outbox ADD COLUMN look_at_ms INTEGER;
ALTER TABLE outbox ADD COLUMN looks INTEGER NOT NULL DEFAULT 0 CHECK(looks >= 0);
CREATE INDEX outbox_look ON outbox(account_id, look_at_ms) WHERE look_at_ms IS NOT NULL;

-- Messages whose fate nobody knows: few, and a person decides.
CREATE INDEX outbox_unknown ON outbox(account_id, settled_at_ms, key) WHERE state = 'unknown';
