-- What becomes of a wish, beside the step in its issue.

CREATE TABLE wish (
    issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (number),
    -- Whoever steers it, and hears of it.
    lead INTEGER NOT NULL REFERENCES person (id),
    -- The option that was chosen.
    choice TEXT,
    -- In hundredths of the project's currency: what may be spent, what the approver has allowed at most, what waits for him.
    cost INTEGER,
    allowed INTEGER,
    put_up INTEGER,
    due TEXT,
    trial_until TEXT,
    -- The day on which whoever has the ball was last asked, and the one on which papers were.
    asked TEXT,
    papers_asked TEXT
) STRICT;

-- The ways to do it.
CREATE TABLE wish_option (
    issue INTEGER NOT NULL REFERENCES issue (number),
    letter TEXT NOT NULL,
    words TEXT NOT NULL,
    effort TEXT,
    cost INTEGER,
    turned_down INTEGER NOT NULL DEFAULT 0 CHECK (turned_down IN (0, 1)),
    PRIMARY KEY (issue, letter)
) STRICT;

-- Who tries it, and what he has found.
CREATE TABLE trial (
    issue INTEGER NOT NULL REFERENCES issue (number),
    person INTEGER NOT NULL REFERENCES person (id),
    found TEXT CHECK (found IN ('works', 'fails')),
    PRIMARY KEY (issue, person)
) STRICT;

-- The papers that mails have brought.
CREATE TABLE paper (
    issue INTEGER NOT NULL REFERENCES issue (number),
    kind TEXT NOT NULL CHECK (kind IN ('requirement', 'design', 'test', 'limits')),
    message INTEGER NOT NULL REFERENCES message (id),
    part INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (issue, kind)
) STRICT;

-- Whoever has said that a problem is a wish; reading its mail again leaves it one.
ALTER TABLE issue ADD COLUMN kind_by INTEGER REFERENCES person (id);
UPDATE issue SET step = CASE WHEN state = 'with_consultant' THEN 'asked' ELSE 'requested' END WHERE kind = 'change_request' AND step IS NULL;
