-- Rows: [key, month, micros, budget]. A message that has its place already, because its sender died after
-- taking it or it is tried again, costs no second time. Messages of one batch stand in a line. The trigger of
-- the table adds each to the sum of its month.
INSERT INTO sms_cost(account_id, month, key, cost_micros)
SELECT ?1, w.month, w.key, w.micros
FROM (
  SELECT value->>0 AS key, value->>1 AS month, value->>2 AS micros, value->>3 AS budget,
    sum(value->>2) OVER (PARTITION BY value->>1 ORDER BY wanted.key) AS up_to
  FROM json_each(?2) AS wanted
  WHERE NOT EXISTS (SELECT 1 FROM sms_cost AS c
    WHERE c.account_id = ?1 AND c.month = value->>1 AND c.key = value->>0)
) AS w
WHERE w.up_to + coalesce((SELECT m.spent_micros FROM sms_month AS m
  WHERE m.account_id = ?1 AND m.month = w.month), 0) <= w.budget
ON CONFLICT DO NOTHING
