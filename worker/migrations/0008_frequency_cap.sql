-- Places that messages took under a frequency cap (D21): one row for each marketing message that left
-- while the account had a cap for its channel. The day is the recipient's own.
CREATE TABLE cap_place(
  account_id TEXT NOT NULL,
  contact_id TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('email', 'sms')),
  date TEXT NOT NULL CHECK(date LIKE '____-__-__'),
  key TEXT NOT NULL,
  PRIMARY KEY(account_id, contact_id, channel, date, key)
) STRICT, WITHOUT ROWID;
