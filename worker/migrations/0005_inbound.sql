-- E-mail that arrives, and what the built-in modules of issue 3 changed.

-- Whose e-mail it is that is sent to this local part, at whatever domain is routed to the Worker.
CREATE TABLE inbound_address(
  local_part TEXT PRIMARY KEY CHECK(local_part = lower(local_part)),
  account_id TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

-- 80 random bits: nobody guesses where an account receives.
INSERT INTO inbound_address(local_part, account_id)
SELECT lower(hex(randomblob(10))), account_id FROM account;

-- Which automation made a record is `origin` in every module; tasks called it `automation`.
UPDATE record
SET body = json_remove(
  json_set(body, '$.origin', json_extract(body, '$.automation')),
  '$.automation'
)
WHERE module = 'tasks' AND json_extract(body, '$.automation') IS NOT NULL;
