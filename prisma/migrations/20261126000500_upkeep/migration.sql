-- An event that failed and is tried again says how often, and since when: [{attempts, firstFailedAt}], one of each line.
ALTER TABLE inbox ADD COLUMN failures jsonb;

ALTER TABLE dead_letter
  -- Null where the event cannot even be read.
  ADD COLUMN type text,
  ADD COLUMN message_id text,
  ADD COLUMN attempts integer NOT NULL DEFAULT 1,
  ADD COLUMN first_failed_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN edited_at timestamptz;
UPDATE dead_letter SET first_failed_at = created_at;
CREATE INDEX dead_letter_latest ON dead_letter (workspace_id, created_at, id);

-- Dead letters that are to be replayed or discarded, too many for one transaction. Gone when it is done.
CREATE TABLE dead_letter_task (
  workspace_id  integer NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  action        text NOT NULL,
  -- Those that fail again after this are not meant.
  until         timestamptz NOT NULL,
  code          text,
  type          text,
  message_id    text,
  since         timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (workspace_id, id)
);

-- What is stored of a workspace is read again, and what was made of it is mended.
CREATE TABLE reprocess (
  workspace_id  integer NOT NULL,
  id            uuid NOT NULL DEFAULT gen_random_uuid(),
  from_day      date,
  to_day        date,
  person_id     uuid,
  event         text,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  -- First who is who is told again, event by event: the last one that was read.
  after_id      uuid,
  scanned       bigint NOT NULL DEFAULT 0,
  total         bigint NOT NULL DEFAULT 0,
  -- Track events that may be counted in the period.
  tracks        bigint NOT NULL DEFAULT 0,
  -- Then usage is compared, one part of the identifiers after the other. Null until it is known in how many.
  parts         integer,
  parts_done    integer NOT NULL DEFAULT 0,
  mended_identifiers  bigint NOT NULL DEFAULT 0,
  mended_counts       bigint NOT NULL DEFAULT 0,
  finished_at   timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX reprocess_open ON reprocess (workspace_id, created_at) WHERE finished_at IS NULL;

-- How far events that are too old are removed. One row.
CREATE TABLE retention (
  is_only            boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  days               integer NOT NULL,
  -- Events received before this were looked for; null before the first time.
  removed_before     timestamptz,
  -- The same, the last time that there were any: what happened before may not be stored in full any more.
  incomplete_before  timestamptz,
  -- When it was last seen that nothing is left to do.
  checked_at         timestamptz
);

-- Nearly free to keep, and enough to find what was received in a period.
CREATE INDEX event_received ON event USING brin (received_at) WITH (autosummarize = on);
