/** Everything: the small tests, and those that need a real Postgres, queue or client. */
export default {
  projects: ['<rootDir>/jest.config.js', '<rootDir>/test/jest.config.js'],
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.js'],
  maxWorkers: 2,
};
