-- Every table leads with account_id; ids are TEXT; instants are milliseconds since 1970 (UTC).
-- D1 charges a row for each table and index that a write touches, a thousand times the price of a row
-- read, so tables are clustered by their key (WITHOUT ROWID) and an index must earn its place.
-- Constraints repeat what core promises, so that a mistake on either side is caught by the other.

CREATE TABLE account(
  account_id TEXT PRIMARY KEY,
  settings TEXT NOT NULL CHECK(json_valid(settings)),
  -- Counts changes of anything that decisions read besides records. Each commit names the version
  -- that it decided under; a commit under an old one is refused and decided again.
  setup_version INTEGER NOT NULL DEFAULT 1,
  created_at_ms INTEGER NOT NULL
) STRICT;

-- The clock of development mode; no row: the real one. It stands still until it is moved.
CREATE TABLE dev_clock(
  id INTEGER PRIMARY KEY CHECK(id = 1),
  now_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE token(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  secret_sha256 TEXT NOT NULL,
  scopes TEXT NOT NULL CHECK(json_valid(scopes)),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  definition TEXT NOT NULL CHECK(json_valid(definition)),
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE module(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  position INTEGER NOT NULL,
  definition TEXT NOT NULL CHECK(json_valid(definition)),
  PRIMARY KEY(account_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE view(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  module TEXT NOT NULL,
  definition TEXT NOT NULL CHECK(json_valid(definition)),
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE template(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  module TEXT NOT NULL,
  definition TEXT NOT NULL CHECK(json_valid(definition)),
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE automation(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  module TEXT NOT NULL,
  -- Its place among the automations of the account: earlier ones decide first.
  position INTEGER NOT NULL,
  definition TEXT NOT NULL CHECK(json_valid(definition)),
  -- What runs: definition, filter and templates as they were at the activation.
  live TEXT CHECK(live IS NULL OR json_valid(live)),
  state TEXT NOT NULL CHECK(state IN ('draft', 'activating', 'active', 'inactive')),
  activated_at_ms INTEGER,
  audience TEXT CHECK(audience IN ('all', 'created_after_activation', 'entering_after_activation')),
  -- The last record that the first look has passed, how many it has, and of how many.
  look_cursor TEXT,
  look_done INTEGER NOT NULL DEFAULT 0,
  look_total INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(account_id, id),
  CHECK(state = 'draft' OR (live IS NOT NULL AND activated_at_ms IS NOT NULL AND audience IS NOT NULL))
) STRICT;
CREATE INDEX automation_looking ON automation(account_id) WHERE state = 'activating';

CREATE TABLE record(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  module TEXT NOT NULL,
  version INTEGER NOT NULL CHECK(version >= 1),
  stage TEXT,
  owner TEXT,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  body TEXT NOT NULL CHECK(json_valid(body)),
  traces TEXT NOT NULL CHECK(json_valid(traces)),
  commit_id TEXT NOT NULL,
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_module ON record(account_id, module, id);

-- Which record points to which, so that a changed contact finds what depends on it.
CREATE TABLE link(
  account_id TEXT NOT NULL,
  from_id TEXT NOT NULL,
  field TEXT NOT NULL,
  to_id TEXT NOT NULL,
  PRIMARY KEY(account_id, from_id, field, to_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_by_target ON link(account_id, to_id, from_id);

-- The history of records: one row per field of each write after the creation.
CREATE TABLE change(
  account_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  field TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  old TEXT CHECK(old IS NULL OR json_valid(old)),
  new TEXT CHECK(new IS NULL OR json_valid(new)),
  PRIMARY KEY(account_id, record_id, version, field)
) STRICT, WITHOUT ROWID;

-- The names of events that the account knows, for filters.
CREATE TABLE event_name(
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY(account_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE event(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  name TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  about TEXT,
  PRIMARY KEY(account_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_record ON event(account_id, record_id, at_ms);

-- One row per record that the engine must remember. Its version guards everything that the engine
-- writes about the record; wake_at_ms is the earliest instant at which it must look again.
CREATE TABLE subject(
  account_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  recheck_at_ms INTEGER,
  wake_at_ms INTEGER,
  state_version INTEGER NOT NULL CHECK(state_version >= 1),
  commit_id TEXT NOT NULL,
  PRIMARY KEY(account_id, record_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_waking ON subject(account_id, wake_at_ms) WHERE wake_at_ms IS NOT NULL;

-- A record in an automation: inside or outside its filter, and how often it was enrolled.
CREATE TABLE standing(
  account_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  is_inside INTEGER NOT NULL CHECK(is_inside IN (0, 1)),
  since_ms INTEGER NOT NULL,
  left_at_ms INTEGER,
  pass INTEGER NOT NULL CHECK(pass >= 0),
  enrollment_id TEXT,
  PRIMARY KEY(account_id, record_id, automation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrollment(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  pass INTEGER NOT NULL CHECK(pass >= 1),
  entered_at_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('waiting', 'finished', 'exited')),
  step_id TEXT,
  due_at_ms INTEGER,
  ended_at_ms INTEGER,
  reason TEXT,
  PRIMARY KEY(account_id, id),
  CHECK((state = 'waiting') = (due_at_ms IS NOT NULL)),
  CHECK((state = 'waiting') = (ended_at_ms IS NULL))
) STRICT, WITHOUT ROWID;
-- One enrollment for each pass; and those of a record.
CREATE UNIQUE INDEX enrollment_by_record ON enrollment(account_id, record_id, automation_id, pass);

-- Records that were touched before the first look of an activation reached them.
CREATE TABLE looked_early(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY(account_id, record_id, automation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_log(
  id INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  planned_at_ms INTEGER NOT NULL,
  decided_at_ms INTEGER NOT NULL,
  entry TEXT NOT NULL CHECK(json_valid(entry))
) STRICT;
CREATE INDEX run_log_by_automation ON run_log(account_id, automation_id, id);
CREATE INDEX run_log_by_record ON run_log(account_id, record_id, id);

-- Messages that were decided: their content is frozen, and one key is one message.
CREATE TABLE outbox(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  enrollment_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('email', 'sms', 'user_email')),
  -- The contact that it goes to; NULL for a colleague.
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
  PRIMARY KEY(account_id, key),
  CHECK((state = 'leased') = (lease IS NOT NULL)),
  CHECK((state IN ('pending', 'leased')) = (settled_at_ms IS NULL))
) STRICT, WITHOUT ROWID;
-- What is leased stays in it: a lease changes no column of it and costs no row.
CREATE INDEX outbox_unsettled ON outbox(account_id, due_at_ms) WHERE settled_at_ms IS NULL;

-- What is settled stays settled.
CREATE TRIGGER outbox_settled BEFORE UPDATE OF state ON outbox
WHEN OLD.state IN ('sent', 'not_sent') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a settled message cannot change'); END;

-- What the `capture` provider was given: nothing leaves the machine.
CREATE TABLE mailbox(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  sent_at_ms INTEGER NOT NULL,
  message TEXT NOT NULL CHECK(json_valid(message)),
  PRIMARY KEY(account_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailbox_by_time ON mailbox(account_id, sent_at_ms, key);

-- Always empty: a commit that was decided on old rows inserts 0 here, which the constraint refuses,
-- and the whole batch is rolled back.
CREATE TABLE commit_guard(
  is_current INTEGER NOT NULL,
  CONSTRAINT commit_is_current CHECK(is_current = 1)
) STRICT;

-- Answers that a repeated request with the same key gets again.
CREATE TABLE idempotency(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE import(
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  module TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('staged', 'refused', 'applying', 'done')),
  rows INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  applied INTEGER NOT NULL DEFAULT 0,
  problems TEXT NOT NULL CHECK(json_valid(problems)),
  created_at_ms INTEGER NOT NULL,
  PRIMARY KEY(account_id, id)
) STRICT;
CREATE INDEX import_applying ON import(account_id) WHERE state = 'applying';

CREATE TABLE import_row(
  account_id TEXT NOT NULL,
  import_id TEXT NOT NULL,
  row INTEGER NOT NULL,
  record TEXT NOT NULL CHECK(json_valid(record)),
  PRIMARY KEY(account_id, import_id, row)
) STRICT, WITHOUT ROWID;
