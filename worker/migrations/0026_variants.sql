-- Results by variant of an A/B test (E5). `variant` is the id of the template that the client got; empty
-- where a step says one thing. What was counted stays.
CREATE TABLE result_by_variant(
  account_id TEXT NOT NULL,
  automation_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  variant TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  -- How many; of `spent` millionths of the currency.
  amount INTEGER NOT NULL,
  PRIMARY KEY(account_id, automation_id, step_id, variant, what, detail)
) STRICT, WITHOUT ROWID;
INSERT INTO result_by_variant(account_id, automation_id, step_id, variant, what, detail, amount)
SELECT account_id, automation_id, step_id, '', what, detail, amount FROM result;

DROP TRIGGER result_settled;
DROP TRIGGER result_decided;
DROP TRIGGER result_told;
DROP TABLE result;
ALTER TABLE result_by_variant RENAME TO result;

-- What became of messages. Why one was not sent is in the run log, with every other skip.
CREATE TRIGGER result_settled AFTER UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state AND (NEW.state IN ('sent', 'unknown') OR OLD.state = 'unknown')
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, variant, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, NEW.step_id, coalesce(NEW.entry->>'variant', ''), NEW.state, '', 1
  WHERE NEW.state IN ('sent', 'unknown')
  ON CONFLICT(account_id, automation_id, step_id, variant, what, detail) DO UPDATE SET amount = amount + 1;
  INSERT INTO result(account_id, automation_id, step_id, variant, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, NEW.step_id, coalesce(NEW.entry->>'variant', ''), 'spent',
    NEW.body->>'currency', NEW.body->>'cost_micros'
  WHERE NEW.state = 'sent' AND NEW.channel = 'sms' AND NEW.body->>'cost_micros' > 0
    AND NEW.body->>'currency' IS NOT NULL
  ON CONFLICT(account_id, automation_id, step_id, variant, what, detail) DO UPDATE SET amount = amount + excluded.amount;
  UPDATE result SET amount = amount - 1
  WHERE OLD.state = 'unknown' AND account_id = NEW.account_id AND automation_id = NEW.automation_id
    AND step_id = NEW.step_id AND variant = coalesce(NEW.entry->>'variant', '') AND what = 'unknown' AND detail = '';
END;

-- Who entered, what was passed over and why, what was done that is no message, who reached the goal.
CREATE TRIGGER result_decided AFTER INSERT ON run_log
WHEN NEW.entry->>'what' IN ('entered', 'skipped', 'dropped', 'deviated', 'task_created', 'record_changed',
    'record_created', 'activity_completed')
  OR NEW.entry->>'reason' = 'goal_reached'
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, variant, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, coalesce(NEW.entry->>'step', ''), coalesce(NEW.entry->>'variant', ''),
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
  ON CONFLICT(account_id, automation_id, step_id, variant, what, detail) DO UPDATE SET amount = amount + 1;
END;

-- Whose passage reached the goal has converted after each message that it got: the run log of the record
-- names them, the outbox says which left.
CREATE TRIGGER result_converted AFTER INSERT ON run_log
WHEN NEW.entry->>'reason' = 'goal_reached'
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, variant, what, detail, amount)
  SELECT NEW.account_id, NEW.automation_id, o.step_id, coalesce(o.entry->>'variant', ''), 'converted', '', 1
  FROM run_log AS l
  JOIN outbox AS o ON o.account_id = l.account_id AND o.key = l.entry->>'key' AND o.state = 'sent'
  WHERE l.account_id = NEW.account_id AND l.record_id = NEW.record_id AND l.automation_id = NEW.automation_id
    AND l.entry->>'pass' = NEW.entry->>'pass' AND l.entry->>'what' = 'sent'
  ON CONFLICT(account_id, automation_id, step_id, variant, what, detail) DO UPDATE SET amount = amount + 1;
END;

-- Messages of which something is known: each once, also one that came back twice or had two links
-- followed; and by a machine only until a person does it, too.
CREATE TRIGGER result_told AFTER INSERT ON delivery_fact
WHEN NOT EXISTS (SELECT 1 FROM delivery_fact AS f
  WHERE f.account_id = NEW.account_id AND f.key = NEW.key AND f.kind = NEW.kind
    AND (f.is_automatic = NEW.is_automatic AND f.about <> NEW.about OR f.is_automatic < NEW.is_automatic))
BEGIN
  INSERT INTO result(account_id, automation_id, step_id, variant, what, detail, amount)
  SELECT o.account_id, o.automation_id, o.step_id, coalesce(o.entry->>'variant', ''),
    NEW.kind || iif(NEW.is_automatic = 1, '_automatic', ''), '', 1
  FROM outbox AS o
  WHERE o.account_id = NEW.account_id AND o.key = NEW.key
  ON CONFLICT(account_id, automation_id, step_id, variant, what, detail) DO UPDATE SET amount = amount + 1;
  UPDATE result SET amount = amount - 1
  WHERE NEW.is_automatic = 0 AND account_id = NEW.account_id AND what = NEW.kind || '_automatic' AND detail = ''
    AND (automation_id, step_id, variant) = (SELECT o.automation_id, o.step_id, coalesce(o.entry->>'variant', '')
      FROM outbox AS o WHERE o.account_id = NEW.account_id AND o.key = NEW.key)
    AND EXISTS (SELECT 1 FROM delivery_fact AS f
      WHERE f.account_id = NEW.account_id AND f.key = NEW.key AND f.kind = NEW.kind AND f.is_automatic = 1);
END;
