-- Answers to messages of a passage: what of it waits to leave, does not (E1).
CREATE TABLE answer(
  account_id TEXT NOT NULL,
  enrollment_id TEXT NOT NULL,
  -- The record of the module `emails` that is the answer, and the key of the message that it answers.
  record_id TEXT NOT NULL,
  key TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, enrollment_id, record_id)
) STRICT, WITHOUT ROWID;
