import { fileURLToPath } from 'node:url';
import { shared } from '../jest.config.js';

const inSupport = (name) => fileURLToPath(new URL(`support/${name}`, import.meta.url));

/** What needs a real Postgres, queue or client. The tests run from source, the system under test is the built one. */
export default {
  ...shared,
  rootDir: '..',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  globalSetup: inSupport('global-setup.js'),
  globalTeardown: inSupport('global-teardown.js'),
  testTimeout: 180_000,
  // A test starts programs of its own, so that more of them at a time only wait for one another.
  maxWorkers: 2,
};
