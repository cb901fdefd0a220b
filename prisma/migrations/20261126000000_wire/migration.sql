-- A suspended workspace sends nothing; what it has stays.
ALTER TABLE workspace ADD COLUMN suspended_at timestamptz;

-- Segment's webhooks are signed with a secret that both sides know. Kept readable, because to check is to sign again.
ALTER TABLE integration
  ADD COLUMN signing_secret text,
  -- Taken beside the new one until the next rotation.
  ADD COLUMN previous_signing_secret text;

ALTER TABLE api_key
  ADD COLUMN expires_at timestamptz,
  -- Addresses and networks (CIDR) that it may be used from; none means from everywhere.
  ADD COLUMN allowed_addresses text[] NOT NULL DEFAULT '{}',
  -- The key that was made to take its place.
  ADD COLUMN replaced_by uuid;

-- Who did what. Only ever added to.
CREATE TABLE audit (
  workspace_id  integer NOT NULL,
  id            bigint GENERATED ALWAYS AS IDENTITY,
  at            timestamptz NOT NULL DEFAULT now(),
  -- The e-mail address of a member of staff, or the program.
  actor         text NOT NULL,
  action        text NOT NULL,
  -- The id of what it was done to.
  object        text NOT NULL,
  detail        jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (workspace_id, id)
);

-- Events of a workspace that sends more than its share wait apart, so that nobody else waits behind them.
ALTER TABLE inbox ADD COLUMN bulk boolean NOT NULL DEFAULT false;
DROP INDEX inbox_queue;
CREATE INDEX inbox_queue ON inbox (queue, bulk, id);
