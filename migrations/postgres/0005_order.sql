-- What the lead decides by mail.

-- Which colleague sees to an issue. Severity and module by a person's word: reading the mail again leaves them.
ALTER TABLE issue ADD COLUMN owner BIGINT REFERENCES person (id);
ALTER TABLE issue ADD COLUMN severity_by BIGINT REFERENCES person (id);
ALTER TABLE issue ADD COLUMN module_by BIGINT REFERENCES person (id);

-- Whoever has said that a held mail is to be taken in, and its orders to be carried out.
ALTER TABLE message ADD COLUMN released_by BIGINT REFERENCES person (id);

-- When the lead was told of it.
ALTER TABLE held ADD COLUMN told BIGINT;

-- Who stands in for the lead, and until which day.
CREATE TABLE deputy (
    person BIGINT NOT NULL REFERENCES person (id),
    until TEXT NOT NULL,
    given_by BIGINT NOT NULL REFERENCES person (id),
    message BIGINT REFERENCES message (id),
    PRIMARY KEY (person)
);
