/** The heap grows by less than a third before it is swept; by itself Node lets it grow several times over. */
const heapGrowth = '--heap-growing-percent=30';

/**
 * How Node runs the programs. What a worker makes of a chunk of events lives until its commit; a young generation of
 * Node's default size (semi-spaces of 16 MB) copies most of it about and keeps it for long.
 */
export const nodeOptions = {
  api: ['--enable-source-maps', heapGrowth],
  worker: ['--enable-source-maps', heapGrowth, '--max-semi-space-size=32'],
};
