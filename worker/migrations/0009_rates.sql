-- How many records a first look has let begin: the place of the next one in a one-off with a rate.
ALTER TABLE automation ADD COLUMN look_started INTEGER NOT NULL DEFAULT 0;
