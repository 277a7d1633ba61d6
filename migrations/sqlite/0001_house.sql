-- Instants are unix seconds UTC, days YYYY-MM-DD, flags 0 or 1, states text with CHECK.
-- AUTOINCREMENT wherever a row's id leaves the store: a reused id could send the wrong letter.

-- Numbers that are given once and without gaps: raised in the transaction that uses them.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO counter (name, value) VALUES ('issue', 0), ('held', 0);

-- Facts about the house as a whole: the first start, the breaker, the last good look.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('reporter', 'lead', 'manager', 'consultant', 'admin')),
    department TEXT NOT NULL DEFAULT '',
    language TEXT,
    timezone TEXT,
    cadence TEXT NOT NULL DEFAULT 'daily' CHECK (cadence IN ('daily', 'weekly', 'monthly')),
    source TEXT NOT NULL CHECK (source IN ('config', 'domain', 'mail')),
    since INTEGER NOT NULL,
    until INTEGER
) STRICT;

CREATE TABLE person_address (
    address TEXT NOT NULL PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person (id),
    main INTEGER NOT NULL CHECK (main IN (0, 1))
) STRICT;

-- The raw mail, once however often it came: zstd in the row, or a file named by its hash where it is large.
CREATE TABLE raw (
    sha256 TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    bytes BLOB
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    raw TEXT NOT NULL REFERENCES raw (sha256),
    content_key TEXT,
    message_id TEXT,
    sender TEXT,
    person INTEGER REFERENCES person (id),
    arrived INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('arrived', 'done', 'held')),
    outcome TEXT,
    cause TEXT,
    rule TEXT,
    letter_rule TEXT,
    decided INTEGER,
    duplicate_of INTEGER REFERENCES message (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    lease_holder TEXT,
    lease_fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    CHECK ((state = 'arrived') = (outcome IS NULL)),
    CHECK (outcome IS NULL OR outcome IN ('report', 'no_problem', 'reply', 'order', 'response', 'absence', 'conversation', 'auto_reply', 'bounce',
        'calendar', 'bulk', 'personal', 'own_letter', 'duplicate', 'before_start', 'dropped', 'held'))
) STRICT;
CREATE INDEX message_arrived ON message (arrived, id) WHERE state = 'arrived';
CREATE INDEX message_key ON message (content_key);
CREATE INDEX message_decided ON message (decided);

-- A watched folder. Silent is what lies below first_uidnext and arrived before since.
CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    uidvalidity INTEGER NOT NULL,
    first_uidnext INTEGER NOT NULL,
    since INTEGER NOT NULL,
    validity_changes INTEGER NOT NULL DEFAULT 0,
    last_ok INTEGER,
    last_new INTEGER
) STRICT;

CREATE TABLE mailbox_uid (
    mailbox INTEGER NOT NULL REFERENCES mailbox (id),
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    name TEXT,
    state TEXT NOT NULL CHECK (state IN ('seen', 'stored', 'silent', 'vanished', 'failed')),
    size INTEGER NOT NULL DEFAULT 0,
    arrived INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER NOT NULL DEFAULT 0,
    message INTEGER REFERENCES message (id),
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT;
CREATE INDEX mailbox_uid_open ON mailbox_uid (mailbox, uidvalidity, uid) WHERE state = 'seen';
CREATE UNIQUE INDEX mailbox_uid_name ON mailbox_uid (mailbox, name) WHERE name IS NOT NULL;

-- What waits for a person; numbers H1, H2, … for ever, like an issue's.
CREATE TABLE held (
    number INTEGER NOT NULL PRIMARY KEY,
    message INTEGER NOT NULL UNIQUE REFERENCES message (id),
    cause TEXT NOT NULL,
    since INTEGER NOT NULL,
    settled INTEGER,
    settled_by INTEGER REFERENCES person (id)
) STRICT;

CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message (id),
    person INTEGER NOT NULL REFERENCES person (id),
    written_by INTEGER NOT NULL REFERENCES person (id),
    day TEXT NOT NULL,
    period TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
    kind TEXT NOT NULL CHECK (kind IN ('problems', 'no_problem')),
    submitted INTEGER NOT NULL,
    confidence INTEGER NOT NULL,
    withdrawn INTEGER,
    UNIQUE (message, person, day)
) STRICT;
CREATE INDEX report_day ON report (day, person);

CREATE TABLE issue (
    number INTEGER NOT NULL PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message (id),
    item INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report (id),
    reporter INTEGER NOT NULL REFERENCES person (id),
    day TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('problem', 'change_request', 'suggestion')),
    severity TEXT CHECK (severity IN ('urgent', 'high', 'normal', 'low')),
    module TEXT,
    cause TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'with_consultant', 'solved', 'closed', 'withdrawn', 'duplicate', 'declined')),
    step TEXT,
    closed_as TEXT CHECK (closed_as IN ('confirmed', 'silent', 'lead', 'archive')),
    duplicate_of INTEGER REFERENCES issue (number),
    waits_on TEXT NOT NULL CHECK (waits_on IN ('reporter', 'key_user', 'lead', 'consultant', 'nobody')),
    waits_since INTEGER NOT NULL,
    due TEXT,
    opened INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (message, item)
) STRICT;
CREATE INDEX issue_reporter ON issue (reporter, number);
CREATE INDEX issue_state ON issue (state, number);

-- History: append only; person ids and typed data, no names and no free text, so that a person can be erased.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL REFERENCES issue (number),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER REFERENCES person (id),
    message INTEGER REFERENCES message (id),
    data TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX event_issue ON event (issue, id);

CREATE TABLE screenshot (
    message INTEGER NOT NULL REFERENCES message (id),
    part INTEGER NOT NULL,
    report INTEGER REFERENCES report (id),
    issue INTEGER REFERENCES issue (number),
    position INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('evidence', 'ignored')),
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    name TEXT,
    size INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    PRIMARY KEY (message, part)
) STRICT;
CREATE INDEX screenshot_issue ON screenshot (issue, position);
CREATE INDEX screenshot_hash ON screenshot (sha256);

CREATE TABLE letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    cause TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message INTEGER REFERENCES message (id),
    message_id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    envelope_from TEXT NOT NULL,
    envelope_to TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'unknown', 'given_up')),
    due INTEGER NOT NULL,
    written INTEGER NOT NULL,
    sent INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    past_dot INTEGER NOT NULL DEFAULT 0 CHECK (past_dot IN (0, 1)),
    answer TEXT,
    urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    lease_holder TEXT,
    lease_fence INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    UNIQUE (kind, cause, recipient)
) STRICT;
CREATE INDEX letter_due ON letter (due, id) WHERE state IN ('waiting', 'sending', 'unknown');
CREATE INDEX letter_window ON letter (due);
CREATE INDEX letter_recipient ON letter (recipient, due);

-- The mail itself, apart from its row: states change often, and a row that holds a mail is written whole each time.
CREATE TABLE letter_mime (
    letter INTEGER NOT NULL PRIMARY KEY REFERENCES letter (id),
    bytes BLOB NOT NULL
) STRICT;

-- Which issues a letter is about, in its order: a reply's bare "2" counts in the thread that offered it.
CREATE TABLE letter_issue (
    letter INTEGER NOT NULL REFERENCES letter (id),
    issue INTEGER NOT NULL REFERENCES issue (number),
    position INTEGER NOT NULL,
    PRIMARY KEY (letter, issue)
) STRICT;
CREATE INDEX letter_issue_issue ON letter_issue (issue, letter);

CREATE TABLE absence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person INTEGER NOT NULL REFERENCES person (id),
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    message INTEGER REFERENCES message (id)
) STRICT;

CREATE TABLE chase (
    person INTEGER NOT NULL REFERENCES person (id),
    day TEXT NOT NULL,
    step INTEGER NOT NULL,
    letter INTEGER REFERENCES letter (id),
    PRIMARY KEY (person, day, step)
) STRICT;

CREATE TABLE answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    issue INTEGER NOT NULL REFERENCES issue (number),
    question TEXT NOT NULL,
    solution TEXT NOT NULL,
    module TEXT,
    cause TEXT,
    state TEXT NOT NULL CHECK (state IN ('offered', 'withdrawn')),
    helped INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    changed INTEGER NOT NULL
) STRICT;

-- What the clock has done: a schedule runs once for a period, whatever happens.
CREATE TABLE due_run (
    schedule TEXT NOT NULL,
    period TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (schedule, period)
) STRICT;

-- Who runs this store when several daemons could; one row a task.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;
