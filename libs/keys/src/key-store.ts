import type pg from 'pg';

/** Whose key it is. */
export interface KeyOwner {
  readonly workspaceId: number;
  readonly keyId: string;
}

/** A key that is not revoked, and what it may be used for. */
export interface LiveKey extends KeyOwner {
  readonly name: string;
  /** Milliseconds since 1970; null where it does not expire. */
  readonly expiresAtMs: number | null;
  /** Addresses and networks that it may be used from; none means from everywhere. */
  readonly allowedAddresses: readonly string[];
  /** Whether its workspace is suspended. */
  readonly suspended: boolean;
  /** The secrets that Segment's webhooks may be signed with; none where nothing is checked. */
  readonly signingSecrets: readonly string[];
}

/** A key that was revoked, and whose it was. */
export interface RevokedKey extends KeyOwner {
  readonly revoked: true;
}

/** What is known of a key that somebody sent. */
export type KeyFinding = LiveKey | RevokedKey | 'unknown';

/** That a key was last used then. */
export interface KeyUse extends KeyOwner {
  readonly at: Date;
}

/** What a KeyRing asks of the database. */
export interface KeyStore {
  /** Whose key has this digest. */
  find(digest: Buffer): Promise<KeyFinding>;
  /** Writes when the keys were last used; what is known to be later stays. */
  recordUses(uses: readonly KeyUse[]): Promise<void>;
}

type KeyRow = {
  workspace_id: number;
  id: string;
  name: string;
  revoked: boolean;
  expires_at: Date | null;
  allowed_addresses: string[];
  suspended: boolean;
  signing_secrets: string[];
};

const toLiveKey = (row: KeyRow): LiveKey => ({
  workspaceId: row.workspace_id,
  keyId: row.id,
  name: row.name,
  expiresAtMs: row.expires_at?.getTime() ?? null,
  allowedAddresses: row.allowed_addresses,
  suspended: row.suspended,
  signingSecrets: row.signing_secrets,
});

/** The keys in Postgres. The pool bounds how long each call may take. */
export function keyStore(pool: pg.Pool): KeyStore {
  return {
    async find(digest) {
      const { rows } = await pool.query<KeyRow>({
        name: 'api-key-find',
        text: `SELECT k.workspace_id, k.id, k.name, k.revoked_at IS NOT NULL AS revoked, k.expires_at,
                      k.allowed_addresses, w.suspended_at IS NOT NULL AS suspended,
                      array_remove(ARRAY[i.signing_secret, i.previous_signing_secret], NULL) AS signing_secrets
                 FROM api_key k
                 JOIN workspace w ON w.id = k.workspace_id
                 JOIN integration i ON i.workspace_id = k.workspace_id AND i.id = k.integration_id
                WHERE k.digest = $1
                LIMIT 1`,
        values: [digest],
      });
      const row = rows[0];
      if (row === undefined) return 'unknown';
      return row.revoked ? { workspaceId: row.workspace_id, keyId: row.id, revoked: true } : toLiveKey(row);
    },

    /** Rows are locked in the order of their ids, so that two processes cannot deadlock. */
    async recordUses(uses) {
      await pool.query({
        name: 'api-key-record-uses',
        text: `UPDATE api_key k SET last_used_at = used.at
                 FROM (SELECT k.workspace_id, k.id, u.at
                         FROM unnest($1::int[], $2::uuid[], $3::timestamptz[]) AS u (workspace_id, id, at)
                         JOIN api_key k ON k.workspace_id = u.workspace_id AND k.id = u.id
                        WHERE k.last_used_at IS NULL OR k.last_used_at < u.at
                        ORDER BY k.workspace_id, k.id
                          FOR UPDATE OF k) AS used
                WHERE k.workspace_id = used.workspace_id AND k.id = used.id`,
        values: [uses.map((use) => use.workspaceId), uses.map((use) => use.keyId), uses.map((use) => use.at)],
      });
    },
  };
}
