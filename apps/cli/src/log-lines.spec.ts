import { parseLogLine } from './log-lines.js';

describe('parseLogLine', () => {
  it.each([
    ['{"level":30,"msg":"listening"}', null],
    ['{"level":40,"msg":"slow"}', { severity: 'warn', text: 'slow' }],
    [
      '{"level":50,"msg":"failed","err":{"message":"no disk\\nat x"}}',
      { severity: 'error', text: 'failed: no disk' },
    ],
    ['{"level":60,"err":{"message":"gone"}}', { severity: 'error', text: 'gone' }],
    ['TypeError: x is not a function', { severity: 'error', text: 'TypeError: x is not a function' }],
    [
      'Error [ERR_MODULE_NOT_FOUND]: no such file',
      { severity: 'error', text: 'Error [ERR_MODULE_NOT_FOUND]: no such file' },
    ],
    ['Hydra ended: PORT is taken.', { severity: 'error', text: 'PORT is taken.' }],
    ['    at main.js:1:1', null],
    ['{not json', null],
    ['', null],
  ])('reads %j', (line, telling) => {
    expect(parseLogLine(line)).toEqual(telling);
  });

  it('lets no control character through to the terminal', () => {
    expect(parseLogLine(JSON.stringify({ level: 50, msg: 'a\u001b[2Jb\nc' }))?.text).toBe('a [2Jb c');
  });
});
