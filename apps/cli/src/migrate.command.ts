import { loadConfig } from '#config';
import { createPool } from '#database';
import { openDatabase } from './database.js';
import { firstRunLines } from './first-run.js';
import { makeFirstRun } from './make-first-run.js';
import { migrate } from './with-database.js';

/**
 * `node dist/apps/cli/src/main.js migrate`: brings the schema and the queue's tables up to date and, in an empty
 * database, makes the workspace, the sign-in and the key, and prints the last two. For installations that start the
 * API and the workers themselves. The code to exit with comes out.
 */
export async function migrateDatabase(): Promise<number> {
  const config = loadConfig();
  const { url, description, embedded } = await openDatabase(config, () => undefined);
  const pool = createPool(url, { max: 2, applicationName: 'hydra-migrate' });
  try {
    const applied = await migrate(url);
    process.stdout.write(
      `${description}: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}\n`,
    );
    const firstRun = await makeFirstRun(pool, config);
    if (firstRun !== null)
      process.stdout.write(`${firstRunLines(firstRun, `http://localhost:${config.port}`).join('\n')}\n`);
    return 0;
  } finally {
    await pool.end();
    if (embedded !== null && !embedded.adopted) await embedded.stop();
  }
}
