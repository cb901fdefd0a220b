import { toJsonWithoutKeys, withoutKeys, withoutNamedKeys } from './without-keys.js';

const key = `hydra_live_${'aB3'.repeat(12)}xy`;

describe('no key is left', () => {
  it('in JSON, at whatever depth and however it is spelled', () => {
    const body = {
      writeKey: key,
      batch: [{ writekey: 'mistyped', write_key: 'x', context: { deep: [{ WriteKey: 'y' }] }, a: 1 }],
      said: `the key is ${key}!`,
    };
    expect(toJsonWithoutKeys(body)).toBe(
      '{"batch":[{"context":{"deep":[{}]},"a":1}],"said":"the key is hydra_live_…!"}',
    );
  });

  it('in text that is no JSON', () => {
    expect(withoutNamedKeys(`{"userId":"u1","writeKey": "mistyped","a":"${key}`)).toBe(
      '{"userId":"u1","writeKey": "…","a":"hydra_live_…',
    );
    expect(withoutNamedKeys(String.raw`"{\"writeKey\":\"abc\",\"a\":1}`)).toBe(
      String.raw`"{\"writeKey\":\"…\",\"a\":1}`,
    );
    expect(withoutNamedKeys('writeKey=abc&a=1')).toBe('writeKey=…&a=1');
  });

  it('in a part of a text that was cut off', () => {
    expect(withoutKeys(`at the end ${key.slice(0, 20)}`)).toBe('at the end hydra_live_…');
  });

  it('and all else stays as it was', () => {
    expect(toJsonWithoutKeys({ a: ['hydra_', null], monkey: 1 })).toBe('{"a":["hydra_",null],"monkey":1}');
  });

  it('and what is nested too deeply to be written gives nothing', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(toJsonWithoutKeys(deep)).toBeNull();
  });
});
