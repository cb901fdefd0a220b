import type { Call } from './history.js';

/** What a call says of an audience: its computation, and whether the subject has entered or left it. */
export type AudienceWord = { audience: string; entered: boolean };

/** Whether Segment has computed the call. */
export const isComputed = (call: Call): boolean => call.context?.personas !== undefined;

export function audienceWord(call: Call): AudienceWord | null {
  const personas = call.context?.personas;
  const kind = personas?.['computation_class'];
  if (kind !== 'audience' && kind !== 'journey_step') return null;
  if (call.type === 'alias' || call.type === 'page') return null;
  const said = (call.type === 'track' ? call.properties : call.traits) ?? {};
  const named = said[String(personas?.['computation_key'])];
  const booleans = Object.values(said).filter((value) => value === true || value === false);
  const entered =
    named === true || named === false
      ? named
      : named === 'false'
        ? false
        : booleans.length === 1
          ? booleans[0] === true
          : kind === 'journey_step'
            ? true
            : null;
  return entered === null ? null : { audience: String(personas?.['computation_id']), entered };
}

/** Who only leaves need not be there. */
export const isExit = (call: Call): boolean => audienceWord(call)?.entered === false;
