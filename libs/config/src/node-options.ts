/**
 * How Node runs the programs. By itself it lets a heap grow several times over before it is swept; held closer it takes
 * a third less memory for some more of the processor. A worker's chunks live until their commit: a young generation of
 * the default size (semi-spaces of 16 MB) copies most of them about.
 */
export const nodeOptions = {
  api: ['--enable-source-maps', '--heap-growing-percent=150'],
  worker: ['--enable-source-maps', '--heap-growing-percent=75', '--max-semi-space-size=24'],
};
