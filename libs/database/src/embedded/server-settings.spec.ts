import { serverSettings, settingsFile } from './server-settings.js';

const gibibyte = 1024 ** 3;

describe('serverSettings', () => {
  it.each([
    [0.25, '64MB'],
    [2, '256MB'],
    [64, '1024MB'],
  ])('on a machine of %d GiB takes %s for shared buffers', (memory, buffers) => {
    expect(serverSettings(memory * gibibyte)).toMatchObject({ shared_buffers: buffers });
  });

  it('keeps every commit durable and listens on this machine only', () => {
    expect(serverSettings(gibibyte)).toMatchObject({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      listen_addresses: '127.0.0.1',
    });
  });
});

describe('settingsFile', () => {
  it('quotes values', () => {
    expect(settingsFile({ a: "it's" })).toBe("a = 'it''s'\n");
  });
});
