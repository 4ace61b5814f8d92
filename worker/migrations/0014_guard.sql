-- Passages that began in an automation, by the hour, besides those that somebody confirmed (D18).
CREATE TABLE inflow(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  hour_ms INTEGER NOT NULL,
  began INTEGER NOT NULL CHECK(began >= 0),
  PRIMARY KEY(account_id, automation_id, hour_ms)
) STRICT, WITHOUT ROWID;

-- Records that would have begun beyond the bound: a person releases or discards them.
CREATE TABLE hold(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  held_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, automation_id, record_id)
) STRICT, WITHOUT ROWID;

-- What a person confirmed when it was switched on.
ALTER TABLE automation ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
-- How the last hundred deliveries ended, the latest last: `s` went, `f` failed.
ALTER TABLE automation ADD COLUMN deliveries TEXT NOT NULL DEFAULT '' CHECK(length(deliveries) <= 100);
-- Why it was switched off, when no person did.
ALTER TABLE automation ADD COLUMN stopped TEXT;
