-- The lead's words on people's reports: each stands in the next acknowledgement of that person, once.
CREATE TABLE remark (
    id INTEGER PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    words TEXT NOT NULL,
    given_by INTEGER NOT NULL REFERENCES person (id),
    message INTEGER NOT NULL REFERENCES message (id),
    at INTEGER NOT NULL,
    -- The letter that has brought it.
    told INTEGER REFERENCES letter (id)
) STRICT;
CREATE INDEX remark_open ON remark (person, id) WHERE told IS NULL;
