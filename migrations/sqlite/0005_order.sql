-- What the lead decides by mail.

-- Which colleague sees to an issue. Severity and module by a person's word: reading the mail again leaves them.
ALTER TABLE issue ADD COLUMN owner INTEGER REFERENCES person (id);
ALTER TABLE issue ADD COLUMN severity_by INTEGER REFERENCES person (id);
ALTER TABLE issue ADD COLUMN module_by INTEGER REFERENCES person (id);

-- Whoever has said that a held mail is to be taken in, and its orders to be carried out.
ALTER TABLE message ADD COLUMN released_by INTEGER REFERENCES person (id);

-- When the lead was told of it.
ALTER TABLE held ADD COLUMN told INTEGER;

-- Who stands in for the lead, and until which day.
CREATE TABLE deputy (
    person INTEGER NOT NULL REFERENCES person (id),
    until TEXT NOT NULL,
    given_by INTEGER NOT NULL REFERENCES person (id),
    message INTEGER REFERENCES message (id),
    PRIMARY KEY (person)
) STRICT;
