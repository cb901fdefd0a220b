import type pg from 'pg';

/** Whose key it is. */
export interface KeyOwner {
  readonly workspaceId: number;
  readonly keyId: string;
}

/** What is known of a key that somebody sent. */
export type KeyFinding = KeyOwner | 'revoked' | 'unknown';

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

/** The keys in Postgres. The pool bounds how long each call may take. */
export function keyStore(pool: pg.Pool): KeyStore {
  return {
    async find(digest) {
      const { rows } = await pool.query<{ workspace_id: number; id: string; revoked: boolean }>({
        name: 'api-key-find',
        text: 'SELECT workspace_id, id, revoked_at IS NOT NULL AS revoked FROM api_key WHERE digest = $1 LIMIT 1',
        values: [digest],
      });
      const row = rows[0];
      if (row === undefined) return 'unknown';
      return row.revoked ? 'revoked' : { workspaceId: row.workspace_id, keyId: row.id };
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
