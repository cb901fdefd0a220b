import { staffApi } from '#contract';
import type { z } from 'zod';
import { describeIssues } from './describe-issues.js';

const wordsOf = (schema: z.ZodType, value: unknown): string[] =>
  describeIssues(schema.safeParse(value, { reportInput: true }).error?.issues ?? []).map(
    ({ field, message }) => `${field} ${message}`,
  );

describe('describeIssues', () => {
  it.each([
    [staffApi.listQuery, { limit: '1000' }, 'limit must be at most 100'],
    [staffApi.listQuery, { limit: '0' }, 'limit must be at least 1'],
    [staffApi.listQuery, { limit: 'many' }, 'limit must be a number'],
    [staffApi.listQuery, { limit: '1.5' }, 'limit must be a whole number'],
    [staffApi.listQuery, { cursor: 'x' }, 'cursor must be an id (a UUID)'],
    [staffApi.listQuery, { serach: 'ada' }, 'serach is not known here'],
    [staffApi.usageTrendQuery, { from: '2026-02-30' }, 'from must be a day such as 2026-01-31'],
    [staffApi.newKeyRequest, {}, 'name is required and must be text'],
    [staffApi.newKeyRequest, { name: ' ' }, 'name must not be empty'],
    [staffApi.newKeyRequest, 7, 'The body must be a JSON object'],
    [
      staffApi.newScannerRequest,
      { name: 'a', weights: { positive: 'x' } },
      'weights.positive must be a number',
    ],
    [
      staffApi.newScannerRequest,
      { name: 'a', missingFeature: 'x' },
      'missingFeature must be leave_out or event_name',
    ],
    [staffApi.newScannerRequest, { name: 'a', halfLifeDays: 0 }, 'halfLifeDays must be at least 1'],
    [staffApi.newScannerRequest, { name: 'a', kind: 'role' }, 'kind must be product_usage'],
  ])('names the field and what it must be', (schema, value, words) => {
    expect(wordsOf(schema, value)).toEqual([words]);
  });

  it.each([`hydra_live_${'a'.repeat(38)}`, 'hunter2', 'x'.repeat(31), 'a key'])(
    'does not repeat the name of a field that may be a secret: %s',
    (name) => {
      const words = '(a name that is not repeated) is not known here';
      expect(wordsOf(staffApi.newKeyRequest, { name: 'a', [name]: 1 })).toEqual([words]);
      expect(wordsOf(staffApi.newScannerRequest, { name: 'a', weights: { [name]: 1 } })).toEqual([
        `weights.${words}`,
      ]);
    },
  );

  it('says what a list of events may be', () => {
    expect(wordsOf(staffApi.newScannerRequest, { name: 'a', events: 'some' })).toEqual([
      'events must be all or a list of event names',
    ]);
  });
});
