import { failureKind, tellingLine } from './failure.js';

const at = '2026-11-23 14:50:11.055 UTC [7902]  ';

describe('failureKind', () => {
  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk full'],
    ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', 'port taken'],
    ['FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', 'predecessor'],
    ['FATAL:  lock file "postmaster.pid" already exists', 'predecessor'],
    ['FATAL:  could not map anonymous shared memory: Cannot allocate memory', 'memory'],
    ['FATAL:  could not open file "base": Permission denied', 'permission'],
    ['FATAL:  invalid value for parameter', 'other'],
  ])('reads %j as %s', (line, kind) => {
    expect(failureKind(at + line)).toBe(kind);
  });
});

describe('tellingLine', () => {
  it('picks the last fatal line and leaves out time and process', () => {
    const log = [
      `${at}LOG:  starting`,
      `${at}FATAL:  configuration file contains errors`,
      `${at}LOG:  shut down`,
    ];
    expect(tellingLine(log.join('\n'))).toBe('configuration file contains errors');
  });

  it('falls back to the last line', () => {
    expect(tellingLine('a\nb\n\n')).toBe('b');
  });
});
