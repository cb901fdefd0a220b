/** What may be said of somebody, by the names that Segment gives it. */
export const regulationTypes = [
  'SUPPRESS_WITH_DELETE',
  'DELETE_ONLY',
  'SUPPRESS_ONLY',
  'UNSUPPRESS',
] as const;
export type RegulationType = (typeof regulationTypes)[number];
