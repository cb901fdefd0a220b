import type { SetUpFirstRun } from './first-run.js';

/** Nothing is made yet. */
export const setUpFirstRun: SetUpFirstRun = () => Promise.resolve(null);
