/** The rules of the house: who may import whom. What a regular expression cannot say is in test/architecture. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: 'generated' } },
    {
      name: 'libs-through-their-index',
      comment: 'A lib is used through what it exports.',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/([^/]+)/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'programs-never-import-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'contract-imports-zod-alone',
      severity: 'error',
      from: { path: '^libs/contract/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^libs/contract/', 'node_modules/zod/'] },
    },
    {
      name: 'bullmq-in-queues-and-processors',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/queues/', '^apps/worker/'] },
      to: { path: 'node_modules/(@nestjs/)?bullmq/' },
    },
    {
      name: 'libs-do-not-enqueue',
      comment: 'What follows what is read in the apps, and nowhere else.',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/queues/' },
      to: { path: '^libs/queues/' },
    },
    {
      name: 'inbox-knows-no-domain',
      severity: 'error',
      from: { path: '^libs/(inbox|queues|database|config|telemetry)/' },
      to: { path: '^libs/(events|identity|people|companies|usage|scanners|keys|staff)/' },
    },
    {
      name: 'no-development-tools-at-run-time',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist', 'generated'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
