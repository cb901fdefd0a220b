import { eventsLiveMax, LiveShare } from './live-share.js';

describe('LiveShare', () => {
  it('is exceeded by what a workspace sends beyond it in one second', () => {
    const share = new LiveShare();
    expect(share.isExceeded(1, eventsLiveMax, 5_000)).toBe(false);
    expect(share.isExceeded(1, 1, 5_999)).toBe(true);
    expect(share.isExceeded(2, 1, 5_999)).toBe(false);
    expect(share.isExceeded(1, 1, 6_000)).toBe(false);
  });
});
