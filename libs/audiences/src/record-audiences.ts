import { arrayOf, listOf, type Transaction } from '#database';
import { audienceWordOf, namesSomebody, type AudienceWord, type StoredEvent } from '#events';
import { identifierOf, nameBasedId } from '#identity';

/** What one call says of one member of an audience. */
type Word = AudienceWord & {
  workspaceId: number;
  audienceId: string;
  identifierId: string;
  at: string;
  messageId: string;
};

/**
 * Afterwards every audience that these calls name exists, and who is in it is as the latest call on each member says:
 * also for ids by which nobody is known, so that an exit holds against an earlier entry that comes after it.
 */
export async function recordAudiences(tx: Transaction, stored: readonly StoredEvent[]): Promise<void> {
  const words = stored.flatMap(readWord);
  if (words.length === 0) return;
  await recordAudienceRows(tx, words);
  await recordMembershipRows(tx, words);
}

/** Of a group call the account is the member, of any other its subject. */
function readWord({ workspaceId, event, subject }: StoredEvent): Word[] {
  const word = audienceWordOf(event);
  const { groupId } = event;
  const group = namesSomebody(groupId) ? identifierOf(workspaceId, 'group', groupId) : null;
  const identifier = event.type === 'group' && groupId !== undefined ? group : subject;
  if (word === null || identifier === null) return [];
  const audienceId = nameBasedId('audience', workspaceId, word.spaceId, word.computationId);
  const { timestamp: at, messageId } = event;
  return [{ ...word, workspaceId, audienceId, identifierId: identifier.id, at, messageId }];
}

/** An audience is called as the earliest call has it. Only what is new or earlier is written, in the order of the ids. */
async function recordAudienceRows(tx: Transaction, words: readonly Word[]): Promise<void> {
  await tx.query({
    name: 'audience-record',
    text: `INSERT INTO audience (workspace_id, id, space_id, computation_id, kind, key, first_at, first_message_id)
           SELECT DISTINCT ON (workspace_id, id) *
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, $3::text[], $4::text[], $5::text[], $6::text[],
                         ${arrayOf(7, 'timestamptz')}, $8::text[])
                    AS new (workspace_id, id, space_id, computation_id, kind, key, first_at, first_message_id)
            WHERE NOT EXISTS (SELECT FROM audience known
                               WHERE known.workspace_id = new.workspace_id AND known.id = new.id
                                 AND ${momentOf('known')} <= ${momentOf('new')})
            ORDER BY workspace_id, id, ${momentOf('new', ', ')}
           ON CONFLICT (workspace_id, id) DO UPDATE
              SET kind = excluded.kind, key = excluded.key, first_at = excluded.first_at,
                  first_message_id = excluded.first_message_id
            WHERE ${momentOf('excluded')} < ${momentOf('audience')}`,
    values: [
      listOf(words.map(({ workspaceId }) => workspaceId)),
      listOf(words.map(({ audienceId }) => audienceId)),
      words.map(({ spaceId }) => spaceId),
      words.map(({ computationId }) => computationId),
      words.map(({ kind }) => kind),
      words.map(({ key }) => key),
      listOf(words.map(({ at }) => at)),
      words.map(({ messageId }) => messageId),
    ],
  });
}

/** What orders the calls that name an audience; of two of one moment and message id, the names themselves. */
function momentOf(row: string, separator?: string): string {
  const columns = ['first_message_id', 'key', 'kind'].map((name) => `${row}.${name} COLLATE "C"`);
  const all = [`${row}.first_at`, ...columns];
  return separator === undefined ? `(${all.join(', ')})` : all.join(separator);
}

/** The latest word on each member is kept. Rows are written in the order of their keys. */
async function recordMembershipRows(tx: Transaction, words: readonly Word[]): Promise<void> {
  await tx.query({
    name: 'audience-membership-record',
    text: `INSERT INTO audience_membership AS known (workspace_id, identifier_id, audience_id, entered, at, message_id)
           SELECT DISTINCT ON (workspace_id, identifier_id, audience_id) *
             FROM unnest(${arrayOf(1, 'int')}, ${arrayOf(2, 'uuid')}, ${arrayOf(3, 'uuid')}, ${arrayOf(4, 'bool')},
                         ${arrayOf(5, 'timestamptz')}, $6::text[])
                    AS new (workspace_id, identifier_id, audience_id, entered, at, message_id)
            ORDER BY workspace_id, identifier_id, audience_id, at DESC, message_id COLLATE "C" DESC, entered DESC
           ON CONFLICT (workspace_id, identifier_id, audience_id) DO UPDATE
              SET entered = excluded.entered, at = excluded.at, message_id = excluded.message_id
            WHERE (excluded.at, excluded.message_id COLLATE "C", excluded.entered)
                  > (known.at, known.message_id COLLATE "C", known.entered)`,
    values: [
      listOf(words.map(({ workspaceId }) => workspaceId)),
      listOf(words.map(({ identifierId }) => identifierId)),
      listOf(words.map(({ audienceId }) => audienceId)),
      listOf(words.map(({ entered }) => entered)),
      listOf(words.map(({ at }) => at)),
      words.map(({ messageId }) => messageId),
    ],
  });
}
