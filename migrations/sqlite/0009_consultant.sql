-- What was put to the vendor's consultant, and what he has said of it. One row an issue: his thread goes on where it was.
CREATE TABLE consulting (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (number),
    person INTEGER NOT NULL REFERENCES person (id),
    asked_by INTEGER NOT NULL REFERENCES person (id),
    -- Do reporter and consultant talk through the desk?
    direct INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0, 1)),
    -- His own number for it.
    ticket TEXT,
    -- The day for which he has promised something.
    promised TEXT,
    -- The last day on which a letter went to him or one of his came; his silence counts from here.
    heard TEXT,
    -- The day on which he was reminded of what he owes now.
    reminded TEXT
) STRICT;
CREATE INDEX consulting_person ON consulting (person, issue);

-- What is to leave the company for him, and not before when. Settled without a letter where it was taken back.
CREATE TABLE outgoing (
    event INTEGER NOT NULL PRIMARY KEY REFERENCES event (id),
    issue INTEGER NOT NULL REFERENCES issue (number),
    -- Did the issue go to him by it? Then it comes back when it is taken back.
    moved INTEGER NOT NULL CHECK (moved IN (0, 1)),
    due INTEGER NOT NULL,
    settled INTEGER,
    letter INTEGER REFERENCES letter (id)
) STRICT;
CREATE INDEX outgoing_open ON outgoing (due, event) WHERE settled IS NULL;
