-- What is told of messages after they left (E5, E13), and what all that adds up to.

-- One row for each thing that became known of a message, however often it is told. `about` tells two of
-- a kind apart: a link that was followed; whether it came back for good (`hard`) or this time (`soft`).
CREATE TABLE delivery_fact(
  account_id TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('delivered', 'bounced', 'complained', 'opened', 'clicked', 'replied', 'unsubscribed')),
  is_automatic INTEGER NOT NULL CHECK(is_automatic IN (0, 1) AND (is_automatic = 0 OR kind IN ('opened', 'clicked'))),
  about TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  -- Who looked, in one word.
  detail TEXT NOT NULL,
  PRIMARY KEY(account_id, key, kind, is_automatic, about)
) STRICT, WITHOUT ROWID;

-- Results by automation and step: counted where they happen, by triggers, so that whoever writes those
-- rows counts, once, in the same transaction. A look at them reads these rows alone. `step_id` is empty
-- for what belongs to no step; `detail` is a reason or a currency.
CREATE TABLE result(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  -- How many; of `spent` millionths of the currency.
  amount INTEGER NOT NULL,
  PRIMARY KEY(account_id, automation_id, step_id, what, detail)
) STRICT, WITHOUT ROWID;

-- What became of messages. Why one was not sent is in the run log, with every other skip.
CREATE TRIGGER result_settled AFTER UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state AND (NEW.state IN ('sent', 'unknown') OR OLD.state = 'unknown')
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, NEW.step_id, NEW.state, '', 1
  WHERE NEW.state IN ('sent', 'unknown')
  ON CONFLICT(account_id, automation_id, step_id, what, detail) DO UPDATE SET amount = amount + 1;
  INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, NEW.step_id, 'spent', NEW.body->>'currency', NEW.body->>'cost_micros'
  WHERE NEW.state = 'sent' AND NEW.channel = 'sms' AND NEW.body->>'cost_micros' > 0
    AND NEW.body->>'currency' IS NOT NULL
  ON CONFLICT(account_id, automation_id, step_id, what, detail) DO UPDATE SET amount = amount + excluded.amount;
  UPDATE result SET amount = amount - 1
  WHERE OLD.state = 'unknown' AND account_id = NEW.account_id AND automation_id = NEW.automation_id
    AND step_id = NEW.step_id AND what = 'unknown' AND detail = '';
END;

-- Who entered, what was passed over and why, what was done that is no message, who reached the goal.
CREATE TRIGGER result_decided AFTER INSERT ON run_log
WHEN NEW.entry->>'what' IN ('entered', 'skipped', 'dropped', 'deviated', 'task_created', 'record_changed',
    'record_created', 'activity_completed')
  OR NEW.entry->>'reason' = 'goal_reached'
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, coalesce(NEW.entry->>'step', ''),
    CASE
      WHEN NEW.entry->>'reason' = 'goal_reached' THEN 'goal_reached'
      WHEN NEW.entry->>'what' = 'entered' THEN 'entered'
      WHEN NEW.entry->>'what' IN ('skipped', 'dropped', 'deviated') THEN 'skipped'
      ELSE 'done'
    END,
    CASE
      WHEN NEW.entry->>'reason' = 'goal_reached' THEN ''
      WHEN NEW.entry->>'what' IN ('skipped', 'dropped', 'deviated') THEN coalesce(NEW.entry->>'reason', '')
      ELSE ''
    END,
    1
  -- What nobody knows is counted as unknown.
  WHERE coalesce(NEW.entry->>'reason', '') <> 'uncertain'
  ON CONFLICT(account_id, automation_id, step_id, what, detail) DO UPDATE SET amount = amount + 1;
END;

-- Messages of which something is known: each once, also one that came back twice or had two links
-- followed; and by a machine only until a person does it, too.
CREATE TRIGGER result_told AFTER INSERT ON delivery_fact
WHEN NOT EXISTS (SELECT 1 FROM delivery_fact AS f
  WHERE f.account_id = NEW.account_id AND f.key = NEW.key AND f.kind = NEW.kind
    AND (f.is_automatic = NEW.is_automatic AND f.about <> NEW.about OR f.is_automatic < NEW.is_automatic))
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
  SELECT o.account_id, o.automation_id, o.step_id, NEW.kind || iif(NEW.is_automatic = 1, '_automatic', ''), '', 1
  FROM outbox AS o
  WHERE o.account_id = NEW.account_id AND o.key = NEW.key
  ON CONFLICT(account_id, automation_id, step_id, what, detail) DO UPDATE SET amount = amount + 1;
  UPDATE result SET amount = amount - 1
  WHERE NEW.is_automatic = 0 AND account_id = NEW.account_id AND what = NEW.kind || '_automatic' AND detail = ''
    AND (automation_id, step_id) = (SELECT o.automation_id, o.step_id FROM outbox AS o
      WHERE o.account_id = NEW.account_id AND o.key = NEW.key)
    AND EXISTS (SELECT 1 FROM delivery_fact AS f
      WHERE f.account_id = NEW.account_id AND f.key = NEW.key AND f.kind = NEW.kind AND f.is_automatic = 1);
END;

-- Whose message is forgotten, of that nothing stays known; the counts name nobody.
CREATE TRIGGER facts_forgotten AFTER UPDATE OF record_id ON outbox
WHEN NEW.record_id = 'erased' AND OLD.record_id <> 'erased'
BEGIN
  DELETE FROM delivery_fact WHERE account_id = NEW.account_id AND key = NEW.key;
END;

-- What happened before there were triggers.
INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
SELECT account_id, automation_id, step_id, state, '', count(*)
FROM outbox
WHERE state IN ('sent', 'unknown')
GROUP BY account_id, automation_id, step_id, state;
INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
SELECT account_id, automation_id, step_id, 'spent', body->>'currency', sum(body->>'cost_micros')
FROM outbox
WHERE state = 'sent' AND channel = 'sms' AND body->>'cost_micros' > 0 AND body->>'currency' IS NOT NULL
GROUP BY account_id, automation_id, step_id, body->>'currency';
INSERT INTO result(account_id, automation_id, step_id, what, detail, amount)
SELECT account_id, automation_id, coalesce(entry->>'step', ''),
  CASE
    WHEN entry->>'reason' = 'goal_reached' THEN 'goal_reached'
    WHEN entry->>'what' = 'entered' THEN 'entered'
    WHEN entry->>'what' IN ('skipped', 'dropped', 'deviated') THEN 'skipped'
    ELSE 'done'
  END AS counted,
  CASE
    WHEN entry->>'reason' = 'goal_reached' THEN ''
    WHEN entry->>'what' IN ('skipped', 'dropped', 'deviated') THEN coalesce(entry->>'reason', '')
    ELSE ''
  END AS reason,
  count(*)
FROM run_log
WHERE (entry->>'what' IN ('entered', 'skipped', 'dropped', 'deviated', 'task_created', 'record_changed',
    'record_created', 'activity_completed') OR entry->>'reason' = 'goal_reached')
  AND coalesce(entry->>'reason', '') <> 'uncertain'
GROUP BY account_id, automation_id, coalesce(entry->>'step', ''), counted, reason;
