-- What an automation becomes when somebody edits it while it acts (D29); NULL: nothing is edited.
ALTER TABLE automation ADD COLUMN draft TEXT CHECK(draft IS NULL OR json_valid(draft));
-- While records follow a new version: what ran before, {"definition","account"?}. Of an automation
-- that is switched off: what ran last, where it was edited since.
ALTER TABLE automation ADD COLUMN before TEXT CHECK(before IS NULL OR json_valid(before));
-- The instant from which the version counts that the look under way brings; NULL: the activation's.
ALTER TABLE automation ADD COLUMN look_at_ms INTEGER;
-- What was chosen for the actions that fell due during the pause (D6).
ALTER TABLE automation ADD COLUMN catch_up TEXT CHECK(catch_up IS NULL OR json_valid(catch_up));

-- From where the delay of the step counts that an enrollment waits for; NULL: from its entry.
ALTER TABLE enrollment ADD COLUMN base_at_ms INTEGER;

-- The place of a record among those whose action fell due during a pause, the longest waiting first.
CREATE TABLE overdue(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  rank INTEGER NOT NULL CHECK(rank >= 0),
  PRIMARY KEY(account_id, record_id, automation_id)
) STRICT, WITHOUT ROWID;
