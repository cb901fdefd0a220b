import { resolve } from 'node:path';
import { ConfigError, listUnknownSettings, loadConfig } from './config.js';

const messageFor = (env: Record<string, string>): string => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('loadConfig', () => {
  it('gives every setting its default when nothing is set', () => {
    expect(loadConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      redisUrl: null,
      redisClusterNodes: null,
      queues: null,
      dataDir: resolve('.hydra'),
      rateLimitPerSecond: 1000,
      inboxHighWaterMark: 1_000_000,
      cookieSecure: false,
      trustProxy: false,
      metricsPort: 0,
    });
  });

  it('takes an empty or blank value for unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '  ' })).toMatchObject({ port: 3000, databaseUrl: null });
  });

  it('reads numbers, lists, nodes, flags and proxies', () => {
    const config = loadConfig({
      PORT: '8080',
      HYDRA_QUEUES: 'track, identify,track',
      REDIS_CLUSTER_NODES: 'a:7000, b.example.com:7001',
      HYDRA_COOKIE_SECURE: 'TRUE',
      HYDRA_TRUST_PROXY: '10.0.0.0/8, ::1',
      HYDRA_ADMIN_EMAIL: 'Ada@Example.com',
    });
    expect(config).toMatchObject({
      port: 8080,
      queues: ['track', 'identify'],
      redisClusterNodes: ['a:7000', 'b.example.com:7001'],
      cookieSecure: true,
      trustProxy: ['10.0.0.0/8', '::1'],
      adminEmail: 'ada@example.com',
    });
    expect(loadConfig({ HYDRA_TRUST_PROXY: '2' }).trustProxy).toBe(2);
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is "abc"; it must be a whole number from 1 to 65535.'],
    [{ PORT: '70000' }, 'PORT is "70000"; it must be a whole number from 1 to 65535.'],
    [{ PORT: '3000.5' }, 'PORT is "3000.5"; it must be a whole number from 1 to 65535.'],
    [{ HYDRA_COOKIE_SECURE: 'maybe' }, 'HYDRA_COOKIE_SECURE is "maybe"; it must be true or false.'],
    [
      { HYDRA_TRUST_PROXY: 'true' },
      'HYDRA_TRUST_PROXY is "true"; it must be false, the number of proxies, or their addresses separated by commas.',
    ],
    [{ HYDRA_ADMIN_EMAIL: 'ada' }, 'HYDRA_ADMIN_EMAIL is "ada"; it must be an e-mail address.'],
    [
      { HYDRA_LOG_LEVEL: 'loud' },
      'HYDRA_LOG_LEVEL is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent.',
    ],
    [
      { REDIS_URL: 'redis://a', REDIS_CLUSTER_NODES: 'a:1' },
      'REDIS_URL and REDIS_CLUSTER_NODES are both set. Keep one of them.',
    ],
  ])('refuses %j in one line', (env, message) => {
    expect(messageFor(env)).toBe(message);
  });

  it.each([
    [{ DATABASE_URL: 'mysql://u:hunter2hunter2@h/d' }, 'DATABASE_URL must be a URL that begins with'],
    [{ REDIS_CLUSTER_NODES: ':hunter2@h' }, 'REDIS_CLUSTER_NODES must be a list of host:port'],
    [{ HYDRA_ADMIN_PASSWORD: 'hunter2' }, 'HYDRA_ADMIN_PASSWORD must be at least 12 characters long.'],
  ])('never shows the value of a secret', (env, beginning) => {
    expect(messageFor(env)).toContain(beginning);
    expect(messageFor(env)).not.toContain('hunter2');
  });

  it('keeps the message on one line whatever the value holds', () => {
    expect(messageFor({ PORT: 'a\nb\u001b[31m' })).not.toMatch(/\p{C}/u);
  });
});

describe('listUnknownSettings', () => {
  it('finds names that look like settings and are none', () => {
    expect(listUnknownSettings({ HYDRA_PROT: '1', HYDRA_QUEUES: 'track', PATH: '/bin' })).toEqual([
      'HYDRA_PROT',
    ]);
  });
});
