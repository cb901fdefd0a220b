import { nextWindow } from './retention-window.js';

const at = (time: string) => new Date(`2026-03-${time}:00Z`);
const cutoff = at('05T00:00');

describe('nextWindow', () => {
  it('takes everything that is too old the first time', () => {
    expect(nextWindow({ cutoff, removedBefore: null })).toEqual({ from: null, to: cutoff });
  });

  it('goes on by the hour, leaves nothing out, and ends at the cutoff', () => {
    let removedBefore = at('04T00:30');
    let windows = 0;
    for (
      let next = nextWindow({ cutoff, removedBefore });
      next;
      next = nextWindow({ cutoff, removedBefore })
    ) {
      expect(next.from?.getTime()).toBeLessThanOrEqual(removedBefore.getTime());
      expect(next.to.getTime()).toBeLessThanOrEqual(cutoff.getTime());
      removedBefore = next.to;
      windows += 1;
    }
    expect(removedBefore).toEqual(cutoff);
    expect(windows).toBe(24);
  });

  it('looks back over three days at the end, for what came in late', () => {
    expect(nextWindow({ cutoff, removedBefore: at('04T23:00') })).toEqual({
      from: at('02T00:00'),
      to: cutoff,
    });
  });

  it('has nothing to do where all is removed, nor where more is to be kept than before', () => {
    expect(nextWindow({ cutoff, removedBefore: cutoff })).toBeNull();
    expect(nextWindow({ cutoff, removedBefore: at('06T00:00') })).toBeNull();
  });
});
