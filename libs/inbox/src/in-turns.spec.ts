import { inTurns } from './in-turns.js';

describe('inTurns', () => {
  it('maps each in its order', async () => {
    const list = Array.from({ length: 1_001 }, (_, at) => at);
    expect(await inTurns(list, (at) => at * 2)).toEqual(list.map((at) => at * 2));
    expect(await inTurns([], String)).toEqual([]);
  });

  it('lets what others wait for happen before it is done with a long list', async () => {
    const happened: string[] = [];
    setImmediate(() => happened.push('other'));
    await inTurns(
      Array.from({ length: 1_000 }, () => null),
      () => {},
    );
    happened.push('done');
    expect(happened).toEqual(['other', 'done']);
  });

  it('fails as the mapping does', async () => {
    await expect(
      inTurns(['x'], () => {
        throw new TypeError('cannot be read');
      }),
    ).rejects.toThrow('cannot be read');
  });
});
