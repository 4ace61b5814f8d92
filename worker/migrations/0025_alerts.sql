-- What a person should know of is noted where it happens, whoever does it; and what an SMS costs is added
-- to its month in the same step (E8).
CREATE TRIGGER sms_cost_sum AFTER INSERT ON sms_cost
BEGIN
  INSERT INTO sms_month(account_id, month, spent_micros)
  VALUES (NEW.account_id, NEW.month, NEW.cost_micros)
  ON CONFLICT(account_id, month) DO UPDATE SET spent_micros = spent_micros + excluded.spent_micros;
END;

CREATE TRIGGER notice_unknown AFTER UPDATE OF state ON outbox
WHEN NEW.state = 'unknown' AND OLD.state <> 'unknown' AND NEW.reason IS NOT 'erased'
BEGIN
  INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
  VALUES (NEW.account_id, 'unknown', NEW.automation_id, 1, NEW.settled_at_ms, NEW.settled_at_ms, NEW.settled_at_ms)
  ON CONFLICT(account_id, kind, about) DO UPDATE SET
    count = iif(seen_at_ms IS NULL, count, 0) + 1,
    first_at_ms = iif(seen_at_ms IS NULL, first_at_ms, excluded.first_at_ms),
    last_at_ms = excluded.last_at_ms,
    seen_at_ms = NULL,
    alert_at_ms = coalesce(alert_at_ms, excluded.alert_at_ms);
END;

-- The loop guard, or the end of a subscription.
CREATE TRIGGER notice_stopped AFTER INSERT ON run_log
WHEN NEW.entry->>'$.what' = 'stopped'
BEGIN
  INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
  VALUES (NEW.account_id, iif(NEW.entry->>'$.reason' = 'loop_guard', 'loop', 'level'), NEW.automation_id, 1,
    NEW.decided_at_ms, NEW.decided_at_ms, NEW.decided_at_ms)
  ON CONFLICT(account_id, kind, about) DO UPDATE SET
    count = iif(seen_at_ms IS NULL, count, 0) + 1,
    first_at_ms = iif(seen_at_ms IS NULL, first_at_ms, excluded.first_at_ms),
    last_at_ms = excluded.last_at_ms,
    seen_at_ms = NULL,
    alert_at_ms = coalesce(alert_at_ms, excluded.alert_at_ms);
END;

CREATE TRIGGER notice_refused_service AFTER UPDATE OF state ON integration
WHEN NEW.state = 'refused' AND OLD.state <> 'refused'
BEGIN
  INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
  VALUES (NEW.account_id, 'refused', NEW.kind, 1, NEW.checked_at_ms, NEW.checked_at_ms, NEW.checked_at_ms)
  ON CONFLICT(account_id, kind, about) DO UPDATE SET
    last_at_ms = excluded.last_at_ms,
    seen_at_ms = NULL,
    alert_at_ms = coalesce(alert_at_ms, excluded.alert_at_ms);
END;

CREATE TRIGGER notice_refused_provider AFTER UPDATE OF state ON sender
WHEN NEW.state = 'refused' AND OLD.state <> 'refused'
BEGIN
  INSERT INTO notice(account_id, kind, about, count, first_at_ms, last_at_ms, alert_at_ms)
  VALUES (NEW.account_id, 'refused', NEW.provider, 1, NEW.checked_at_ms, NEW.checked_at_ms, NEW.checked_at_ms)
  ON CONFLICT(account_id, kind, about) DO UPDATE SET
    last_at_ms = excluded.last_at_ms,
    seen_at_ms = NULL,
    alert_at_ms = coalesce(alert_at_ms, excluded.alert_at_ms);
END;
