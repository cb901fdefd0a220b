import fc from 'fast-check';
import { parseClean } from './clean-json.js';

describe('parseClean', () => {
  it('takes out what Postgres cannot store, from values and from keys', () => {
    const text = String.raw`{"a\u0000b":["x\u0000y","\ud800","\ud83d\ude00"],"\udc00":{"k":"\u0000"}}`;
    expect(parseClean(text)).toEqual({ ab: ['xy', '\u{FFFD}', '\u{1F600}'], '\u{FFFD}': { k: '' } });
  });

  it('leaves out numbers that are too large to be one, so that they unset nothing', () => {
    const text = `{"a":1e400,"b":-1E+999,"c":1${'0'.repeat(400)},"d":[1,1e400],"e":1e30,"f":"1e400","g":1${'0'.repeat(215)}e99}`;
    expect(parseClean(text)).toEqual({ d: [1, null], e: 1e30, f: '1e400' });
  });

  it('finds such a number wherever it stands, by its digits alone', () => {
    for (let before = 0; before < 420; before += 1) {
      const text = `["${'x'.repeat(before)}",1${'0'.repeat(309)},2]`;
      expect(parseClean(text)).toEqual(['x'.repeat(before), null, 2]);
    }
  });

  it('is as fast with digits that are almost such a number', () => {
    const text = JSON.stringify([`${'1'.repeat(209)}x`.repeat(24_500)]);
    const startedAt = performance.now();
    parseClean(text);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it.each([
    '{"__proto__":{"admin":true},"a":1}',
    String.raw`{"__pro\u0000to__":{"admin":true},"a":1}`,
    '{"constructor":{"prototype":{"admin":true}},"a":1}',
  ])('lets nothing reach into prototypes: %s', (text) => {
    const parsed = parseClean(text);
    expect(parsed).toEqual({ a: 1 });
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('survives any depth', () => {
    const depth = 100_000;
    expect(() => parseClean(`${'['.repeat(depth)}"\\u0000"${']'.repeat(depth)}`)).not.toThrow();
  });

  it('leaves everything else as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('__proto__'));
        expect(parseClean(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('leaves nothing that Postgres cannot store, whatever the texts hold', () => {
    const text = fc.string({ unit: 'binary' });
    const unit = fc.oneof(text, fc.constantFrom('\u0000', '\ud800', '\udc00x', 'a\u0000'));
    fc.assert(
      fc.property(fc.array(fc.dictionary(unit, unit)), (value) => {
        const cleaned = JSON.stringify(parseClean(JSON.stringify(value)));
        expect(cleaned).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
    );
  });

  it.each(['', '{', '[1,]', "{'a':1}", 'undefined'])('throws a SyntaxError for %p', (text) => {
    expect(() => parseClean(text)).toThrow(SyntaxError);
  });
});
