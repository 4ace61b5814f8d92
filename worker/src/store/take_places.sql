-- Rows: [key, contact, channel, date, since, places, forget_before]. A message that has its place
-- already, because its sender died after taking it, needs no second one. Messages of one batch stand
-- in a line: the first takes the first place that is left.
INSERT INTO cap_place(account_id, contact_id, channel, date, key)
SELECT ?1, w.contact, w.channel, w.date, w.key
FROM (
  SELECT value->>0 AS key, value->>1 AS contact, value->>2 AS channel, value->>3 AS date,
    value->>4 AS since, value->>5 AS places,
    row_number() OVER (PARTITION BY value->>1, value->>2 ORDER BY wanted.key) AS turn
  FROM json_each(?2) AS wanted
  WHERE NOT EXISTS (SELECT 1 FROM cap_place AS p
    WHERE p.account_id = ?1 AND p.contact_id = value->>1 AND p.channel = value->>2
      AND p.date >= value->>4 AND p.key = value->>0)
) AS w
WHERE w.turn + (SELECT count(*) FROM cap_place AS p
  WHERE p.account_id = ?1 AND p.contact_id = w.contact AND p.channel = w.channel
    AND p.date >= w.since) <= w.places
ON CONFLICT DO NOTHING
