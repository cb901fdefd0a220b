import { digestOf } from './digest.js';

const id = 'f3c1a9d2-4b7e-8c11-a2de-90b1c2d3e4f5';

describe('digestOf', () => {
  it('is a UUID, the same each time, and another with another salt or identifier', () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(digestOf(one, id)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(digestOf(one, id)).toBe(digestOf(one, id));
    expect(digestOf(other, id)).not.toBe(digestOf(one, id));
    expect(digestOf(one, id.replace('f3', 'f4'))).not.toBe(digestOf(one, id));
  });

  it('tells nothing of the identifier', () => {
    expect(digestOf(Buffer.alloc(32, 1), id)).not.toContain(id.slice(0, 8));
  });
});
