-- The attached document that an issue's words stand in; nothing where they stand in the mail.
ALTER TABLE issue ADD COLUMN attachment TEXT;
