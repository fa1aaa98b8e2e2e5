CREATE VIRTUAL TABLE records_fts USING fts5(
  integration_id, title, text, people, container_name,
  content = 'records', content_rowid = 'n', tokenize = 'porter unicode61 remove_diacritics 2'
);--> statement-breakpoint
CREATE TRIGGER records_fts_insert AFTER INSERT ON records BEGIN
  INSERT INTO records_fts (rowid, integration_id, title, text, people, container_name)
    VALUES (new.n, new.integration_id, new.title, new.text, new.people, new.container_name);
END;--> statement-breakpoint
CREATE TRIGGER records_fts_delete AFTER DELETE ON records BEGIN
  INSERT INTO records_fts (records_fts, rowid, integration_id, title, text, people, container_name)
    VALUES ('delete', old.n, old.integration_id, old.title, old.text, old.people, old.container_name);
END;--> statement-breakpoint
CREATE TRIGGER records_fts_update AFTER UPDATE ON records
WHEN old.title IS NOT new.title OR old.text IS NOT new.text OR old.people IS NOT new.people OR old.container_name IS NOT new.container_name
BEGIN
  INSERT INTO records_fts (records_fts, rowid, integration_id, title, text, people, container_name)
    VALUES ('delete', old.n, old.integration_id, old.title, old.text, old.people, old.container_name);
  INSERT INTO records_fts (rowid, integration_id, title, text, people, container_name)
    VALUES (new.n, new.integration_id, new.title, new.text, new.people, new.container_name);
END;
