-- People who come, leave and move, by mail.

-- The roster is the config's, changed in this order.
CREATE TABLE roster_change (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person BIGINT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('joined', 'address', 'moved', 'left', 'handed_over')),
    value TEXT NOT NULL DEFAULT '',
    from_day TEXT NOT NULL,
    heir BIGINT REFERENCES person (id),
    given_by BIGINT NOT NULL REFERENCES person (id),
    message BIGINT NOT NULL REFERENCES message (id),
    done BIGINT
);
CREATE INDEX roster_change_open ON roster_change (from_day, id) WHERE done IS NULL;

-- Whoever has given the problem to another reporter; reading its mail again leaves it with him.
ALTER TABLE issue ADD COLUMN reporter_by BIGINT REFERENCES person (id);
