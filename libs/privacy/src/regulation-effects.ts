import type { RegulationType } from '#contract';

/** Whether what is there already is erased. */
export const deletes = (type: RegulationType): boolean =>
  type === 'SUPPRESS_WITH_DELETE' || type === 'DELETE_ONLY';

/** Whether what comes from now on is left out. */
export const suppresses = (type: RegulationType): boolean =>
  type === 'SUPPRESS_WITH_DELETE' || type === 'SUPPRESS_ONLY';
