-- Which clients had which campaign (S0.14): a key for the contact and one for each address, all or none,
-- in the same batch as the entry. A second one of the same client is refused here, and decided again with
-- the key known. Keys are hashes; they stay when the contact goes, because once is for ever.
CREATE TABLE once_key(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  key TEXT NOT NULL,
  record_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  -- The passage that took it; NULL where the client was skipped.
  enrollment_id TEXT,
  at_ms INTEGER NOT NULL,
  -- The merge through which the survivor had it, too.
  merge_id TEXT,
  CONSTRAINT once_per_client PRIMARY KEY(account_id, automation_id, key)
) STRICT, WITHOUT ROWID;
