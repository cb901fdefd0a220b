import { styleText } from 'node:util';
import type pg from 'pg';
import { getCompany, type CompanyDetails } from '#companies';
import { identifierOf } from '#identity';
import { getPerson, type PersonDetails } from '#people';
import { findChartScanner } from '#scanners';
import { addDays, topFeatures, usageTrend, type TopFeatures, type UsageTrend } from '#usage';
import type { DemoCall } from './quarter/calls.js';
import { demoPeople } from './quarter/people.js';

const featuresShown = 6;
const barWidth = 24;
const daysAWeek = 7;
const blocks = '▁▂▃▄▅▆▇█';
const nameWidth = 22;

/** Shows one of the people as staff would see them: who, which company, the top features, the trend. */
export async function showPerson(
  pool: pg.Pool,
  options: {
    workspaceId: number;
    apiUrl: string;
    calls: readonly DemoCall[];
    print: (lines: readonly string[]) => void;
  },
): Promise<void> {
  const { workspaceId } = options;
  const userId = mostTelling(options.calls);
  const person = await getPerson(pool, { workspaceId, id: identifierOf(workspaceId, 'user', userId).id });
  const company =
    person.company === null ? null : await getCompany(pool, { workspaceId, id: person.company.id });
  const scanner = await findChartScanner(pool, workspaceId);
  const lastCall = options.calls.at(-1)?.at ?? Date.now();
  const to = new Date(lastCall).toISOString().slice(0, 10);
  const subject = { kind: 'person', id: person.id } as const;
  options.print(headLines(person, company));
  if (scanner === null) {
    options.print(['  This workspace has no Product Usage Scanner, so nothing is counted.', '']);
  } else {
    const chart = { workspaceId, subject, scanner, to };
    const features = await topFeatures(pool, { ...chart, from: null, limit: featuresShown });
    const days = await usageTrend(pool, { ...chart, from: addDays(to, 1 - 12 * daysAWeek) });
    options.print(featureLines(features, scanner.settings.halfLifeDays));
    options.print(trendLines(days));
  }
  options.print(nextLines(options.apiUrl, person, userId));
}

/** Of those whose usage grows, the one who did most. */
function mostTelling(calls: readonly DemoCall[]): string {
  const counts = new Map<string, number>();
  for (const call of calls) {
    if (call.type === 'track' && 'userId' in call)
      counts.set(call.userId, (counts.get(call.userId) ?? 0) + 1);
  }
  const [most] = demoPeople
    .filter(({ habit, cameAnonymously }) => habit === 'ramping' && cameAnonymously)
    .toSorted((a, b) => (counts.get(b.userId) ?? 0) - (counts.get(a.userId) ?? 0));
  if (most === undefined) throw new RangeError('The demo has nobody whose usage grows.');
  return most.userId;
}

function headLines(person: PersonDetails, company: CompanyDetails | null): string[] {
  const traits = Object.entries(person.traits).filter(([, { value }]) => shown(value) !== null);
  return [
    `  ${bold(person.name ?? person.email ?? 'Somebody')}  ${dim(`seen from ${person.firstSeen} to ${person.lastSeen}`)}`,
    ...traits.map(([name, { value }]) => row(name, shown(value) ?? '')),
    '',
    ...person.identifiers.map(({ kind, value }) => row(kind, value)),
    '',
    ...(company === null ? [] : companyLines(company)),
  ];
}

function companyLines(company: CompanyDetails): string[] {
  return [
    `  ${bold(company.name ?? company.domain ?? 'A company')}  ${dim(`${company.people} people`)}`,
    ...['industry', 'employees', 'plan'].map((name) =>
      row(name, shown(company.traits[name]?.value) ?? 'unknown'),
    ),
    '',
  ];
}

function featureLines(features: TopFeatures, halfLifeDays: number): string[] {
  const longest = Math.max(1, ...features.map(({ score }) => score));
  return [
    `  ${bold('Top features')}  ${dim(`score, uses (positive, negative); a use counts for half after ${halfLifeDays} days`)}`,
    ...features.map(({ name, score, volume, positive, negative }) => {
      const bar = '█'.repeat(Math.max(1, Math.round((Math.max(0, score) / longest) * barWidth)));
      const numbers = `${score.toFixed(1).padStart(7)} ${String(volume).padStart(5)} ${dim(`(+${positive}, −${negative})`)}`;
      return `  ${name.padEnd(nameWidth)} ${cyan(bar.padEnd(barWidth))} ${numbers}`;
    }),
    '',
  ];
}

function trendLines(days: UsageTrend): string[] {
  const weeks: number[] = [];
  for (let from = 0; from < days.length; from += daysAWeek) {
    const week = days.slice(from, from + daysAWeek);
    weeks.push(week.reduce((sum, day) => sum + day.positive + day.neutral + day.negative, 0));
  }
  return [
    `  ${bold('Usage trend')}  ${cyan(sparkline(weeks))}  ${weeks.at(0)} → ${weeks.at(-1)} uses a week  ${dim(`over ${weeks.length} weeks`)}`,
    '',
  ];
}

/** A block a number, as high as the number is compared with the largest one. */
function sparkline(numbers: readonly number[]): string {
  const most = Math.max(1, ...numbers);
  return numbers
    .map((number) => blocks.charAt(Math.round((Math.max(0, number) / most) * (blocks.length - 1))))
    .join('');
}

function nextLines(apiUrl: string, person: PersonDetails, userId: string): string[] {
  return [
    `  ${bold('What to do next')}`,
    row('Send an event', `npm run send -- track --user ${userId} --feature "Remote wipe" --flag Negative`),
    row('Make an API key', 'npm run keys -- create --name "My product"'),
    row('Ask the staff API', `${apiUrl}/api/people/${person.id} ${dim('(sign in first)')}`),
    row('Read about it', `${apiUrl}/docs`),
    '',
  ];
}

const row = (name: string, text: string): string => `  ${name.padEnd(nameWidth)} ${text}`;
const shown = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

const style =
  (format: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    process.stdout.isTTY && process.stdout.hasColors() ? styleText(format, text) : text;
const bold = style('bold');
const dim = style('dim');
const cyan = style('cyan');
