import type pg from 'pg';
import { getCompany, groupOf } from '#companies';
import type { Event } from '#contract';
import { inTransaction } from '#database';
import { identifierOf } from '#identity';
import { getPerson, type PersonDetails } from '#people';
import { findCountingScanners } from '#scanners';
import { featureIdOf, localDay, readUsage, type FeatureUse } from '#usage';

/** What is true now that an event is stored: name and text of each line to show. */
export type Outcome = readonly (readonly [name: string, text: string])[];

/** Reads what the event has led to: whose it is, which company that belongs to, and what was counted. */
export async function readOutcome(
  pool: pg.Pool,
  workspaceId: number,
  { event, identifierId }: { event: Event; identifierId: string | null },
): Promise<Outcome> {
  const person = identifierId === null ? null : await getPerson(pool, { workspaceId, id: identifierId });
  return [
    ['person', person === null ? 'the call names nobody' : describePerson(person)],
    ['company', await describeCompany(pool, workspaceId, event, person)],
    ...(await describeCounts(pool, workspaceId, event, identifierId)),
  ];
}

function describePerson({ id, name, email, title, identified, identifiers }: PersonDetails): string {
  const who = name ?? email ?? identifiers[0]?.value ?? 'nameless';
  const known = [identified ? null : 'not identified yet', title, email === who ? null : email];
  return [who, ...known.filter((part) => part !== null), `id ${id}`].join(', ');
}

async function describeCompany(
  pool: pg.Pool,
  workspaceId: number,
  event: Event,
  person: PersonDetails | null,
): Promise<string> {
  const group =
    event.groupId === undefined
      ? groupOf(workspaceId, event)
      : identifierOf(workspaceId, 'group', event.groupId);
  const id = group?.id ?? person?.company?.id;
  if (id === undefined) return 'none known yet; a group call or an identify with a work address tells';
  const { name, domain, identifiers, people, id: companyId } = await getCompany(pool, { workspaceId, id });
  const called = name ?? domain ?? identifiers[0]?.value ?? 'nameless';
  return `${called}, ${people} ${people === 1 ? 'person' : 'people'}, id ${companyId}`;
}

/** For each scanner that counts: what of this event it counts, and what that day's count has become. */
async function describeCounts(
  pool: pg.Pool,
  workspaceId: number,
  event: Event,
  identifierId: string | null,
): Promise<Outcome> {
  if (event.type !== 'track') return [['counted', `nothing: only track calls are usage`]];
  const counting = (await inTransaction(pool, (tx) => findCountingScanners(tx, [workspaceId]))).get(
    workspaceId,
  );
  if (counting === undefined || counting.scanners.length === 0)
    return [
      ['counted', 'nothing: there is no Product Usage Scanner. It is stored, and creating one counts it'],
    ];
  if (identifierId === null) return [['counted', 'nothing: the event names nobody whose usage it could be']];
  const lines = await Promise.all(
    counting.scanners.map(async ({ id, settings }): Promise<Outcome> => {
      const uses = readUsage(event, settings);
      if (uses.length === 0) return [['counted', `nothing by scanner ${id}: ${whyNot(event, settings)}`]];
      const day = localDay(event.timestamp, counting.timeZone);
      return Promise.all(
        uses.map(async (use): Promise<Outcome[number]> => {
          const count = await readCount(pool, { workspaceId, identifierId, scannerId: id, day, use });
          return [
            'counted',
            `${use.feature}, ${use.flag}, on ${day} by scanner ${id}; that day it is now ${count}`,
          ];
        }),
      );
    }),
  );
  return lines.flat();
}

const whyNot = (event: Event, settings: { events: 'all' | readonly string[] }): string =>
  settings.events === 'all'
    ? 'it names no feature (properties.feature)'
    : `"${event.event ?? ''}" is not one of its events, or names no feature`;

async function readCount(
  pool: pg.Pool,
  of: { workspaceId: number; identifierId: string; scannerId: number; day: string; use: FeatureUse },
): Promise<string> {
  const { rows } = await pool.query<{ positive: number; neutral: number; negative: number }>(
    `SELECT sum(positive)::int AS positive, sum(neutral)::int AS neutral, sum(negative)::int AS negative
       FROM usage_count
      WHERE workspace_id = $1 AND identifier_id = $2 AND scanner_id = $3 AND feature_id = $4 AND day = $5`,
    [of.workspaceId, of.identifierId, of.scannerId, featureIdOf(of.workspaceId, of.use.feature), of.day],
  );
  const { positive = 0, neutral = 0, negative = 0 } = rows[0] ?? {};
  return `${positive} positive, ${neutral} neutral, ${negative} negative`;
}
