-- Rules wait for one another, automations cause one another, and planned activities end with their
-- stage: an enrollment remembers all three. SQLite changes a constraint only with the table.
CREATE TABLE enrollment_2(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  pass INTEGER NOT NULL CHECK(pass >= 1),
  entered_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('waiting', 'held', 'finished', 'exited')),
  step_id TEXT,
  due_at_ms INTEGER,
  ended_at_ms INTEGER,
  reason TEXT,
  -- The chain of automations that brought it about; NULL when a person, a program or time did.
  cause TEXT CHECK(cause IS NULL OR json_valid(cause)),
  -- The activity that it planned and that ends when the record moves on.
  activity_id TEXT,
  PRIMARY KEY(account_id, id),
  CHECK((state = 'waiting') = (due_at_ms IS NOT NULL)),
  CHECK((state IN ('waiting', 'held')) = (ended_at_ms IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO enrollment_2(account_id, id, automation_id, record_id, pass, entered_at_ms, state, step_id,
  due_at_ms, ended_at_ms, reason)
SELECT account_id, id, automation_id, record_id, pass, entered_at_ms, state, step_id,
  due_at_ms, ended_at_ms, reason
FROM enrollment;
DROP TABLE enrollment;
ALTER TABLE enrollment_2 RENAME TO enrollment;
CREATE UNIQUE INDEX enrollment_by_record ON enrollment(account_id, record_id, automation_id, pass);

-- What an automation did to another record and nobody has decided on yet: the next round's work. Written
-- in the commit that caused it, deleted in the commit that decides it.
CREATE TABLE input(
  account_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('created', 'completed')),
  at_ms INTEGER NOT NULL,
  cause TEXT NOT NULL CHECK(json_valid(cause)),
  PRIMARY KEY(account_id, record_id, key)
) STRICT, WITHOUT ROWID;
