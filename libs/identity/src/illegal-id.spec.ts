import { isIllegalId } from './illegal-id.js';

describe('isIllegalId', () => {
  it.each([
    'anonymous',
    'Guest',
    'DISTINCT_ID',
    'undefined',
    'True',
    'null',
    'None',
    'NaN',
    '[object Object]',
    '-1',
    '0',
    '000',
    '00000000-0000-0000-0000-000000000000',
    '"null"',
    "'undefined'",
    '""',
    ' ',
    '',
  ])('%j names nobody', (id) => {
    expect(isIllegalId(id)).toBe(true);
  });

  it.each(['u1', '10', 'NULL', 'nan', 'anonymous-1', 'ada@example.com', 'ids', '"', 'x'.repeat(255)])(
    '%j may name somebody',
    (id) => {
      expect(isIllegalId(id)).toBe(false);
    },
  );
});
