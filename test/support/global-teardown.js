import { once } from 'node:events';

/** Afterwards the Postgres of this run is stopped and its data are gone. */
export default async function tearDown() {
  const cluster = globalThis.testCluster;
  if (cluster === undefined || cluster.exitCode !== null) return;
  const gone = once(cluster, 'exit');
  cluster.disconnect();
  await gone;
}
