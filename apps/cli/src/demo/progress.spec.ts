import { progressLine } from './progress.js';

describe('the progress line', () => {
  it('fills with the share that is done', () => {
    expect(progressLine('Sending', 0, '0', 200)).toBe(`  Sending  ${'░'.repeat(28)}    0 %  0`);
    expect(progressLine('Sending', 0.5, 'half', 200)).toBe(
      `  Sending  ${'█'.repeat(14)}${'░'.repeat(14)}   50 %  half`,
    );
    expect(progressLine('Sending', 1, 'all', 200)).toBe(`  Sending  ${'█'.repeat(28)}  100 %  all`);
  });

  it('never says 100 % before all is done, and never outgrows the terminal', () => {
    expect(progressLine('Sending', 0.9999, '', 200)).toContain(' 99 %');
    expect(progressLine('Sending', 0.5, 'a long note', 40)).toHaveLength(39);
  });
});
