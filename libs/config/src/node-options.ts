/**
 * How Node runs the programs. What a worker makes of a chunk of events lives until its commit; a young generation of
 * Node's default size (16 MB) copies most of it about and keeps it for long.
 */
export const nodeOptions = {
  api: ['--enable-source-maps'],
  worker: ['--enable-source-maps', '--max-semi-space-size=32'],
};
