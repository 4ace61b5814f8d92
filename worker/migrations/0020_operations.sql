-- Running it: the ticks that came, what was counted, what a person should know of, people who are being
-- erased, and what SMS cost this month.

-- One row for each minute of the day, written by the tick of that minute: what was a day ago is overwritten.
-- No account: the only table besides dev_clock that belongs to the deployment.
CREATE TABLE heartbeat(
  minute INTEGER PRIMARY KEY CHECK(minute BETWEEN 0 AND 1439),
  began_at_ms INTEGER NOT NULL,
  -- How much later than the platform meant it.
  lag_ms INTEGER NOT NULL,
  -- NULL: there was nothing to do, or it died.
  took_ms INTEGER,
  decisions INTEGER
) STRICT;

-- What happened since the account was made, by name and label: for metrics, so that nothing is counted anew.
CREATE TABLE counter(
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY(account_id, name, label)
) STRICT, WITHOUT ROWID;

-- What a person should know of. `about` names an automation or a service, never a person.
CREATE TABLE notice(
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  about TEXT NOT NULL,
  count INTEGER NOT NULL CHECK(count > 0),
  first_at_ms INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  -- When somebody is told by e-mail; NULL: that was done.
  alert_at_ms INTEGER,
  alerted_at_ms INTEGER,
  seen_at_ms INTEGER,
  PRIMARY KEY(account_id, kind, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_alerting ON notice(account_id, alert_at_ms) WHERE alert_at_ms IS NOT NULL;

-- People who are being forgotten. `traces` holds by what they are recognised, until nothing is left to look
-- through; then it is NULL, and the row says only that it was done.
CREATE TABLE erasure(
  account_id TEXT NOT NULL,
  -- The digest that was confirmed.
  id TEXT NOT NULL,
  by TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  records INTEGER NOT NULL,
  traces TEXT CHECK(traces IS NULL OR json_valid(traces)),
  -- How far the tables are looked through: [pass, table, key].
  cursor TEXT NOT NULL CHECK(json_valid(cursor)),
  wake_at_ms INTEGER,
  done_at_ms INTEGER,
  PRIMARY KEY(account_id, id),
  CHECK((done_at_ms IS NULL) = (wake_at_ms IS NOT NULL)),
  CHECK((done_at_ms IS NULL) = (traces IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_waking ON erasure(account_id, wake_at_ms) WHERE wake_at_ms IS NOT NULL;

-- What SMS cost, where the account has a budget (E8): one row for each message that took its place, and the
-- sum of each month on the account's calendar.
CREATE TABLE sms_cost(
  account_id TEXT NOT NULL,
  month TEXT NOT NULL CHECK(month LIKE '____-__'),
  key TEXT NOT NULL,
  cost_micros INTEGER NOT NULL CHECK(cost_micros >= 0),
  PRIMARY KEY(account_id, month, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE sms_month(
  account_id TEXT NOT NULL,
  month TEXT NOT NULL CHECK(month LIKE '____-__'),
  spent_micros INTEGER NOT NULL CHECK(spent_micros >= 0),
  PRIMARY KEY(account_id, month)
) STRICT, WITHOUT ROWID;
