import { backoffMs } from './child.js';

describe('backoffMs', () => {
  it('doubles from 100 ms and ends at 5 s', () => {
    expect([1, 2, 3, 6, 7, 50].map(backoffMs)).toEqual([100, 200, 400, 3200, 5000, 5000]);
  });
});
