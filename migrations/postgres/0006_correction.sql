-- What a reporter has put right; reading the mail again leaves it.

-- The day that a mail counts for, by its sender's word.
ALTER TABLE message ADD COLUMN said_day TEXT;

-- Whoever has cut an issue's words to what is left of them.
ALTER TABLE issue ADD COLUMN text_by BIGINT REFERENCES person (id);
