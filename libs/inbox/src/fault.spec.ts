import pg from 'pg';
import { isEventsFault } from './fault.js';

const databaseError = (code: string): Error => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code });

describe('isEventsFault', () => {
  it.each(['22P05', '22021', '22003', '23514', '54000', '54001'])('blames the event for %s', (code) => {
    expect(isEventsFault(databaseError(code))).toBe(true);
  });

  it.each([
    '08006',
    '25P03',
    '40001',
    '40P01',
    '42P01',
    '53100',
    '53300',
    '55P03',
    '57014',
    '57P01',
    '58030',
    'XX000',
  ])('never blames the event for an outage: %s', (code) =>
    expect(isEventsFault(databaseError(code))).toBe(false),
  );

  it.each([new SyntaxError('x'), new TypeError('x'), new RangeError('x')])(
    'blames it for what cannot be read: %s',
    (error) => {
      expect(isEventsFault(error)).toBe(true);
    },
  );

  it.each([
    new Error('Connection terminated unexpectedly'),
    Object.assign(new Error('x'), { code: 'ECONNRESET' }),
    'x',
    undefined,
  ])('waits until it is over where the trouble is ours: %s', (error) => {
    expect(isEventsFault(error)).toBe(false);
  });
});
