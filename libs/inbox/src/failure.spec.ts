import { failuresByLine } from './failure.js';

const failure = (attempts: number) => ({ attempts, firstFailedAt: '2026-01-01T00:00:00.000Z' });

describe('failuresByLine', () => {
  it('gives each line of a row that was replayed its own failures, and the lines of others none', () => {
    const rows = [
      { body: '1\t{"a":1}\n1\t{"b":2}', failures: [failure(1), failure(7)] },
      { body: '1\t{"c":3}', failures: null },
    ];
    expect([...failuresByLine(rows)]).toEqual([
      ['1\t{"a":1}', failure(1)],
      ['1\t{"b":2}', failure(7)],
    ]);
  });
});
