-- A worker takes out what waits behind a row of the same queue.
CREATE INDEX inbox_queue ON inbox (queue, id);

-- The day before the feature: what is counted now lies together, however much was counted before.
ALTER TABLE usage_count
  DROP CONSTRAINT usage_count_pkey,
  ADD PRIMARY KEY (workspace_id, identifier_id, scanner_id, day, feature_id, company_identifier_id);
