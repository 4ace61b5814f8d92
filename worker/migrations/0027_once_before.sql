-- Of two contacts that are merged the loser may have had a campaign that the survivor still waits for: then
-- the loser's had it counts (S0.14, D13). Who held the survivor's key before, until the merge is undone:
-- `[record, contact, enrollment, at, merge]`.
ALTER TABLE once_key ADD COLUMN before TEXT CHECK(before IS NULL OR json_valid(before));
