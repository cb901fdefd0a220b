-- What was done to one key, person or scanner, newest first.
CREATE INDEX audit_object ON audit (workspace_id, object, id);
