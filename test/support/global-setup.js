import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the Postgres of this run. Test files find it through TEST_CLUSTER_URL. */
export default async function setUp() {
  const cluster = fork(fileURLToPath(new URL('cluster.js', import.meta.url)), [], {
    // Out of reach of Ctrl-C, so that it is there to clean up.
    detached: true,
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const told = await Promise.race([
    once(cluster, 'message').then(([message]) => message),
    once(cluster, 'exit').then(() => ({ error: 'It ended before it was ready. Is everything built?' })),
  ]);
  if (told.url === undefined) throw new Error(`The Postgres of the tests did not start: ${told.error}`);
  process.env.TEST_CLUSTER_URL = told.url;
  globalThis.testCluster = cluster;
}
