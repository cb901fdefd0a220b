import { cutText } from './cut-text.js';

describe('cutText', () => {
  it('leaves a text that is short enough as it is', () => {
    expect(cutText('ab😀', 4)).toBe('ab😀');
  });

  it('never leaves half a character, which Postgres would not store', () => {
    expect(cutText('ab😀😀', 3)).toBe('ab\ufffd');
    expect(cutText('ab😀😀', 4)).toBe('ab😀');
  });
});
