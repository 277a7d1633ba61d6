-- The life of an issue after it was numbered.

-- How far a solution has come on its way to its reporter's word, as days of his calendar; and when the issue ended.
ALTER TABLE issue ADD COLUMN told TEXT;
ALTER TABLE issue ADD COLUMN chased TEXT;
ALTER TABLE issue ADD COLUMN later TEXT;
ALTER TABLE issue ADD COLUMN ended INTEGER;

-- The words of an event, apart from history, so that a person can be erased.
CREATE TABLE note (
    event INTEGER NOT NULL PRIMARY KEY REFERENCES event (id),
    text TEXT NOT NULL
) STRICT;

-- What a person is to be told with the day's one letter. Settled without a letter where it is no longer true by then.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    issue INTEGER NOT NULL REFERENCES issue (number),
    kind TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES event (id),
    since INTEGER NOT NULL,
    settled INTEGER,
    letter INTEGER REFERENCES letter (id),
    UNIQUE (event, person, kind)
) STRICT;
CREATE INDEX notice_open ON notice (person, id) WHERE settled IS NULL;

-- Whoever has put a picture in its place; reading the mail again leaves it there.
ALTER TABLE screenshot ADD COLUMN placed_by INTEGER REFERENCES person (id);

-- A reply can come before what it answers: it names a mail that is not here yet.
ALTER TABLE message ADD COLUMN parent TEXT;
CREATE INDEX message_parent ON message (parent) WHERE parent IS NOT NULL;
CREATE INDEX message_message_id ON message (message_id);
CREATE INDEX event_message ON event (message);

-- Replies were held for a person until they could be read.
UPDATE message SET state = 'arrived', outcome = NULL, cause = NULL, decided = NULL, attempts = 0, retry_at = 0 WHERE state = 'held' AND cause = 'reply';
