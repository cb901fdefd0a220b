import type pg from 'pg';
import { identifierOf, nameBasedId, nilId, type IdentifierKind, type Traits } from '#identity';

/** An identifier as the pipe would have stored it. */
export interface SeededIdentifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** Whose it is; its own where left out. */
  readonly owner?: string;
  readonly traits?: Traits;
  readonly seen?: readonly [first: string, last: string];
}

/** Writes the rows that a worker would have written, for one workspace. */
export class Seed {
  constructor(
    private readonly pool: pg.Pool,
    readonly workspaceId: number,
  ) {}

  idOf(kind: IdentifierKind, value: string): string {
    return identifierOf(this.workspaceId, kind, value).id;
  }

  /** Stores an identifier; its id comes out. */
  async identifier({
    kind,
    value,
    owner,
    traits = [],
    seen = ['2026-01-01', '2026-01-31'],
  }: SeededIdentifier) {
    const identifier = identifierOf(this.workspaceId, kind, value);
    await this.pool.query(
      `INSERT INTO identifier (workspace_id, id, kind, value, owner_id, claimed_by, claimed_at, claim_message_id, traits,
                               first_seen_on, last_seen_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        this.workspaceId,
        identifier.id,
        kind,
        identifier.value,
        owner ?? identifier.id,
        owner ?? null,
        owner === undefined ? null : '2026-01-02T03:04:05.678Z',
        owner === undefined ? null : 'm1',
        JSON.stringify(traits),
        ...seen,
      ],
    );
    return identifier.id;
  }

  /** A person who is known by a user id; its id comes out. */
  async person(userId: string, { name = userId, company }: { name?: string; company?: string } = {}) {
    const id = await this.identifier({ kind: 'user', value: userId });
    await this.pool.query(
      `INSERT INTO person (workspace_id, id, identified, email, name, title, company_identifier_id, search)
       VALUES ($1, $2, true, $3, $4, 'Engineer', $5, $6)`,
      [
        this.workspaceId,
        id,
        `${userId}@example.com`,
        name,
        company ?? null,
        `${name}\n${userId}@example.com`,
      ],
    );
    return id;
  }

  /** A company that is known by a group id; its id comes out. */
  async company(groupId: string, name: string) {
    const id = await this.identifier({ kind: 'group', value: groupId });
    await this.pool.query(
      'INSERT INTO company (workspace_id, id, name, domain, guessed, search) VALUES ($1, $2, $3, $4, false, $3)',
      [this.workspaceId, id, name, `${groupId}.example`],
    );
    return id;
  }

  /** A feature; its id comes out. */
  async feature(name: string) {
    const id = nameBasedId('feature', this.workspaceId, name.toLowerCase());
    await this.pool.query(
      `INSERT INTO feature (workspace_id, id, name, first_at, first_message_id) VALUES ($1, $2, $3, now(), 'm1')`,
      [this.workspaceId, id, name],
    );
    return id;
  }

  /** Uses of a feature on one day: how many positive, neutral and negative ones. */
  async usage(use: {
    identifier: string;
    scanner: number | null;
    feature: string;
    day: string;
    group?: string;
    counts: readonly [positive: number, neutral: number, negative: number];
  }) {
    await this.pool.query(
      `INSERT INTO usage_count (workspace_id, identifier_id, scanner_id, feature_id, day, company_identifier_id,
                                positive, neutral, negative)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        this.workspaceId,
        use.identifier,
        use.scanner,
        use.feature,
        use.day,
        use.group ?? nilId,
        ...use.counts,
      ],
    );
  }

  /** A track event that was stored under this generation. */
  async event(messageId: string, generation: number) {
    await this.pool.query(
      `INSERT INTO event (workspace_id, id, type, identifier_id, occurred_at, received_at, generation, body)
       VALUES ($1, $2, 'track', NULL, now(), now(), $3, '{}')`,
      [this.workspaceId, nameBasedId('track', messageId), generation],
    );
  }
}
