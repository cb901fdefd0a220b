import type pg from 'pg';
import { useHydraFolder } from './hydra-cli.js';

const hydra = useHydraFolder();
const demoMaxMs = 120_000;

/** What the demo has led to, in numbers, and a digest of every single count. */
async function readTotals(pool: pg.Pool) {
  const { rows } = await pool.query<{
    events: number;
    tracks: number;
    uses: number;
    counts: string;
    people: number;
    companies: number;
  }>(
    `SELECT (SELECT count(*)::int FROM event) AS events,
            (SELECT count(*)::int FROM event WHERE type = 'track') AS tracks,
            (SELECT sum(positive + neutral + negative)::int FROM usage_count) AS uses,
            (SELECT md5(string_agg(u::text, ' ' ORDER BY u::text)) FROM usage_count u) AS counts,
            (SELECT count(*)::int FROM person WHERE identified AND title <> '' AND email <> '') AS people,
            (SELECT count(*)::int FROM company WHERE NOT guessed) AS companies`,
  );
  return rows[0];
}

/** Somebody with a title and a work address, in a company, with top features and a trend. */
function expectPerson(output: string): void {
  expect(output).toMatch(/^ {2}\S.+ {2}seen from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/m);
  expect(output).toMatch(/^ {2}email +\S+@\S+\.example$/m);
  expect(output).toMatch(/^ {2}title +\S/m);
  expect(output).toMatch(/^ {2}\S.+ {2}\d+ people$/m);
  expect(output).toMatch(/^ {2}Top features .*\n(?: {2}\S.+ █+ +\d+\.\d +\d+ \(\+\d+, −\d+\)\n){6}/m);
  expect(output).toMatch(/^ {2}Usage trend {2}[▁-█]{12} {2}\d+ → \d+ uses a week/m);
}

test('the demo sends 60,000 events of 200 people in 40 companies and shows one of them; run twice, it changes no count', async () => {
  const running = await hydra.start(['demo']);
  await running.says('Hydra keeps running.', demoMaxMs);
  expectPerson(running.output());
  const pool = await hydra.openPool();
  const totals = await readTotals(pool);
  expect(totals).toMatchObject({ tracks: 60_000, uses: 60_000, people: 200, companies: 40 });

  const again = await hydra.run(['demo']);
  expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: '' });
  expect(again.stdout).toContain('so no count has changed');
  expectPerson(again.stdout);
  expect(await readTotals(pool)).toEqual(totals);
});
