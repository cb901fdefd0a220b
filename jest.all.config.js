import small from './jest.config.js';
import real from './test/jest.config.js';

/** Everything: the small tests, and those that need a real Postgres, queue or client. */
const { testTimeout, maxWorkers, ...realProject } = real;

export default {
  projects: [
    { ...small, rootDir: '.' },
    { ...realProject, rootDir: '.' },
  ],
  // Jest takes these for all projects or not at all.
  testTimeout,
  maxWorkers,
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.js'],
};
