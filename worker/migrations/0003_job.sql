-- Where each active recurring job stands: the first slot that has not begun, and the slot under way with
-- the last record that its walk has passed. Ticks ask for `wake_at_ms` alone.
CREATE TABLE job(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  next_at_ms INTEGER,
  slot_ms INTEGER,
  -- The first slot that the one under way stands for, when the job slept over some.
  missed_since_ms INTEGER,
  cursor TEXT NOT NULL DEFAULT '',
  looked INTEGER NOT NULL DEFAULT 0,
  entered INTEGER NOT NULL DEFAULT 0,
  wake_at_ms INTEGER,
  PRIMARY KEY(account_id, automation_id),
  CHECK(wake_at_ms IS coalesce(slot_ms, next_at_ms))
) STRICT, WITHOUT ROWID;
CREATE INDEX job_waking ON job(account_id, wake_at_ms) WHERE wake_at_ms IS NOT NULL;

-- Runs that have ended: one for each slot, the newest hundred of a job.
CREATE TABLE job_run(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  slot_ms INTEGER NOT NULL,
  missed_since_ms INTEGER,
  ended_at_ms INTEGER NOT NULL,
  -- Records that might have matched, and those that entered.
  looked INTEGER NOT NULL,
  entered INTEGER NOT NULL,
  PRIMARY KEY(account_id, automation_id, slot_ms)
) STRICT, WITHOUT ROWID;
