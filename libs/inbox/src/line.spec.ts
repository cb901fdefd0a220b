import fc from 'fast-check';
import type { Event } from '#contract';
import { parseLine, toLine } from './line.js';

const event = (said: Record<string, unknown>): Event => ({
  ...said,
  type: 'track',
  messageId: 'm1',
  timestamp: '2026-01-01T00:00:00.000Z',
  receivedAt: '2026-01-01T00:00:00.000Z',
});

describe('a line of the inbox', () => {
  it('brings back every event as it was, in one line, whatever texts it holds', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, fc.nat(), (name, value, workspaceId) => {
        const line = toLine(workspaceId, event({ properties: { [`k${name}`]: `${value}\n\t\r\u2028` } }));
        expect(line).not.toContain('\n');
        const read = parseLine(line);
        expect(read.workspaceId).toBe(workspaceId);
        expect(read.event).toEqual(event({ properties: { [`k${name}`]: `${value}\n\t\r\u2028` } }));
        expect(JSON.parse(read.body)).toEqual(read.event);
      }),
    );
  });

  it.each([
    '',
    '1',
    '1\t',
    '1\tnull',
    '1\t[]',
    '1\t{"type":"track"}',
    '1\t{"type":7,"messageId":"m"}',
    '1\t{',
  ])('that is none is refused as the fault of its event: %p', (line) =>
    expect(() => parseLine(line)).toThrow(/SyntaxError|TypeError|Unexpected|cannot be read|JSON/),
  );

  it('never quotes what the event said when it is refused', () => {
    expect(() => parseLine('1\t{"type":"track","messageId":"secret"}')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});
