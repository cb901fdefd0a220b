import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

export type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** Prisma's schema engine, connected; `close` gives its connections and its memory back. */
export type SchemaEngine = Pick<bindings.SchemaEngine, 'applyMigrations' | 'markMigrationRolledBack'> & {
  close(): Promise<void>;
};

const datamodel = 'datasource db {\n  provider = "postgresql"\n}\n';

let loaded: Promise<void> | undefined;

/** Opens Prisma's own schema engine, compiled to WebAssembly: the same table and rules as `prisma migrate`, no binary. */
export async function openSchemaEngine(url: string, statementTimeoutMs: number): Promise<SchemaEngine> {
  loaded ??= loadEngine();
  await loaded;
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'hydra-migrate',
    connectionTimeoutMillis: 5_000,
    query_timeout: statementTimeoutMs,
    keepAlive: true,
  });
  pool.on('error', () => undefined);
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScriptPg(pool));
  const engine = await bindings.SchemaEngine.new(
    { datamodels: [['schema.prisma', datamodel]] },
    () => undefined,
    adapter,
  );
  return {
    applyMigrations: (input) => engine.applyMigrations(input),
    markMigrationRolledBack: (input) => engine.markMigrationRolledBack(input),
    close: async () => {
      engine.free();
      await pool.end();
    },
  };
}

/** The adapter cuts scripts at every semicolon, which breaks functions and DO blocks; Postgres itself reads them whole. */
class WholeScriptPg extends PrismaPg {
  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      try {
        await connection.underlyingDriver().query(script);
      } catch (error) {
        throw error instanceof pg.DatabaseError ? asDriverError(error) : error;
      }
    };
    return connection;
  }
}

/** So that the engine can put what Postgres said into its own message. */
function asDriverError(error: pg.DatabaseError): DriverAdapterError {
  return new DriverAdapterError({
    kind: 'postgres',
    code: error.code ?? 'XX000',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  });
}

/** The part of WebAssembly that is used here; Node has it, its types do not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>;
};

async function loadEngine(): Promise<void> {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') start();
}
