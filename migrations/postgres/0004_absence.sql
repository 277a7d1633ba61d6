-- Which part of its days an absence is: whole days, a morning, an afternoon; or days on which the person works besides.
ALTER TABLE absence ADD COLUMN part TEXT NOT NULL DEFAULT 'day' CHECK (part IN ('day', 'morning', 'afternoon', 'half', 'working'));
ALTER TABLE absence ADD COLUMN withdrawn BIGINT;
CREATE INDEX absence_person ON absence (person, to_day);

-- Absences were held for a person until they could be read.
UPDATE message SET state = 'arrived', outcome = NULL, cause = NULL, decided = NULL, attempts = 0, retry_at = 0 WHERE state = 'held' AND cause = 'absence';
