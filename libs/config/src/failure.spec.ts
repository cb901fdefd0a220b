import { describeFailure, OperatorError } from './failure.js';

describe('describeFailure', () => {
  it('says no more than the message of what a person can mend', () => {
    class PortError extends OperatorError {}
    expect(describeFailure(new PortError('PORT is "abc"; it must be a whole number.'))).toBe(
      'PORT is "abc"; it must be a whole number.',
    );
  });

  it('shows where our own mistakes were made', () => {
    expect(describeFailure(new TypeError('x is not a function'))).toMatch(
      /^Something unexpected happened\. TypeError: x is not a function\n\s+at /,
    );
    expect(describeFailure('thrown')).toBe('Something unexpected happened. thrown');
  });

  it.each([
    [
      { code: 'ENOSPC' },
      'The disk is full (broken). Free some space, or set HYDRA_DATA_DIR to a larger disk.',
    ],
    [
      { code: 'EADDRINUSE', syscall: 'listen' },
      'Cannot listen there (broken). Set HOST, PORT or HYDRA_METRICS_PORT to something else.',
    ],
  ])('says of %j what to do', (fields, line) => {
    expect(describeFailure(Object.assign(new Error('broken'), fields))).toBe(line);
  });
});
