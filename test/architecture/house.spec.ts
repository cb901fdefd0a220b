import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rules that imports alone do not show; those that they do are in .dependency-cruiser.cjs. */
type Source = { path: string; text: string };

const sources: Source[] = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.includes('generated'))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') })),
);
const libOf = (path: string): string => path.split('/').slice(0, 2).join('/');

/** Who writes a table: with SQL, through Prisma, or by a projection that names it. */
function writersOf(table: string): string[] {
  const model = table.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const written = new RegExp(
    `\\b(?:INSERT INTO|UPDATE|DELETE FROM)\\s+${table}\\b|\\b${model}\\.(?:create|update|upsert|delete)|\\btable: '${table}',`,
  );
  return [...new Set(sources.filter(({ text }) => written.test(text)).map(({ path }) => libOf(path)))];
}

const tables = readdirSync('prisma/migrations')
  .filter((name) => !name.endsWith('.toml'))
  .flatMap((name) => [
    ...readFileSync(join('prisma/migrations', name, 'migration.sql'), 'utf8').matchAll(
      /^CREATE (?:UNLOGGED )?TABLE (\w+)/gm,
    ),
  ])
  .map(([, table = '']) => table);

test('there are sources and tables to look at', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(tables).toContain('usage_count');
});

test.each(tables.filter((table) => table !== 'workspace'))('one lib writes %s', (table) => {
  expect(writersOf(table)).toHaveLength(1);
});

test('only libs/config reads process.env', () => {
  const readers = sources.filter(({ text }) => text.includes('process.env')).map(({ path }) => libOf(path));
  expect([...new Set(readers)]).toEqual(['libs/config']);
});

test('a file is named after what it holds, and not after nothing', () => {
  const vague = /(^|[-/.])(util|utils|helper|helpers|common|base|manager|misc)([-/.]|$)/;
  expect(sources.map(({ path }) => path).filter((path) => vague.test(path))).toEqual([]);
});
