-- A rule that acts several times, or a sequence with several activities, has several to complete when the
-- record moves on: a list of their ids, as JSON.
ALTER TABLE enrollment ADD COLUMN activities TEXT CHECK(activities IS NULL OR json_valid(activities));
UPDATE enrollment SET activities = json_array(activity_id) WHERE activity_id IS NOT NULL;
ALTER TABLE enrollment DROP COLUMN activity_id;

-- Nobody asked how many records a run of a recurring job had looked at.
ALTER TABLE job DROP COLUMN looked;
ALTER TABLE job_run DROP COLUMN looked;
