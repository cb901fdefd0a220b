import { parseSendArguments } from './arguments.js';

const parse = (...args: string[]) => parseSendArguments(args, 'm1');
const complaint = (...args: string[]): string => {
  try {
    parse(...args);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
  }
  return 'accepted';
};

describe('the arguments of npm run send', () => {
  it('make a track call as the published example has it', () => {
    const { type, call } = parse(
      'track',
      '--user',
      'u1',
      '--feature',
      'Device management',
      '--flag',
      'Positive',
    );
    expect(type).toBe('track');
    expect(JSON.parse(JSON.stringify(call))).toEqual({
      messageId: 'm1',
      userId: 'u1',
      event: 'Feature Used',
      properties: { feature: 'Device management', eventFlag: 'Positive' },
    });
  });

  it('take traits and properties as text, or as JSON where they are JSON', () => {
    const { call } = parse(
      'identify',
      '--user',
      'u1',
      '--email',
      'a@b.c',
      '--trait',
      'age=41',
      '--trait',
      'note=a=b',
    );
    expect(call['traits']).toEqual({ email: 'a@b.c', age: 41, note: 'a=b' });
  });

  it('name the group of a group call, and the group in whose name anything else was done', () => {
    expect(parse('group', '--user', 'u1', '--group', 'g1').call['groupId']).toBe('g1');
    expect(parse('track', '--user', 'u1', '--group', 'g1').call['context']).toEqual({ groupId: 'g1' });
  });

  it.each([
    [[], 'Say what to send: identify, track, group, alias, page, screen.'],
    [['tarck'], 'Say what to send: identify, track, group, alias, page, screen.'],
    [['track', 'u1'], '"u1" is one word too many.'],
    [['track', '--usr', 'u1'], "Unknown option '--usr'."],
    [
      ['identify', '--feature', 'x'],
      '--event, --feature and --flag belong to a track call, not to identify.',
    ],
    [['identify', '--trait', 'title'], '--trait takes name=value, not "title".'],
    [['track', '--at', 'yesterday'], '--at takes a time such as 2026-11-23T10:00:00Z, not "yesterday".'],
    [
      ['track', '--url', 'localhost:3000'],
      '--url takes a URL such as http://localhost:3000, not "localhost:3000".',
    ],
  ])('are refused in one line and the usage: %j', (args, message) => {
    expect(complaint(...args)).toBe(message);
  });
});
