-- What was solved once is found again.

-- The terms under which an issue is found, as text: letters and digits between blanks.
CREATE TABLE search_text (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (number),
    terms TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5(terms, content='search_text', content_rowid='issue', tokenize='unicode61 remove_diacritics 0');
CREATE TRIGGER search_put AFTER INSERT ON search_text BEGIN
    INSERT INTO search (rowid, terms) VALUES (new.issue, new.terms);
END;
CREATE TRIGGER search_changed AFTER UPDATE ON search_text BEGIN
    INSERT INTO search (search, rowid, terms) VALUES ('delete', old.issue, old.terms);
    INSERT INTO search (rowid, terms) VALUES (new.issue, new.terms);
END;

-- One answer an issue. Who was offered it, and whether it helped, is its history.
CREATE UNIQUE INDEX answer_issue ON answer (issue);
ALTER TABLE answer ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE answer_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    answer INTEGER NOT NULL REFERENCES answer (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('made', 'edited', 'withdrawn', 'restored', 'offered', 'hinted', 'helped', 'failed')),
    issue INTEGER REFERENCES issue (number),
    person INTEGER REFERENCES person (id),
    message INTEGER REFERENCES message (id),
    words TEXT
) STRICT;
CREATE INDEX answer_event_answer ON answer_event (answer, id);
CREATE INDEX answer_event_issue ON answer_event (issue, id);

-- Whoever has said that a picture may be shown with its answer.
ALTER TABLE screenshot ADD COLUMN released_by INTEGER REFERENCES person (id);
