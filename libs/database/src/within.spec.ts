import { within } from './within.js';

describe('within', () => {
  it('gives what the work gives, and throws what it throws', async () => {
    await expect(within(1_000, 'It', Promise.resolve(1))).resolves.toBe(1);
    await expect(within(1_000, 'It', Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('throws where the work does not end in time', async () => {
    await expect(within(1, 'It', new Promise(() => {}))).rejects.toThrow('It took longer than 1 ms.');
  });
});
