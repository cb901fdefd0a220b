import type { Event } from '#contract';

/** What an Engage call says of an audience: whether its subject has entered or left it. */
export type AudienceWord = {
  /** An audience is known by these two: its key is used again once it is deleted. */
  spaceId: string;
  computationId: string;
  key: string;
  kind: 'audience' | 'journey_step';
  entered: boolean;
};

const lengthMax = 255;

/** Whether Engage has made the call, of what it has computed: nobody has done anything. */
export const isComputed = (event: Event): boolean => isRecord(event.context?.['personas']);

/**
 * The membership that a call announces, or null. As Segment's own destinations read it: the boolean among the traits, of
 * a track call among the properties, that the audience's key names; and what its documentation adds: "true" as text, a
 * key in `audience_key`, a boolean that is the only one, and steps of a journey that can only be entered.
 */
export function audienceWordOf(event: Event): AudienceWord | null {
  const personas = event.context?.['personas'];
  if (!isRecord(personas)) return null;
  const { computation_class: kind } = personas;
  const key = text(personas['computation_key']);
  if ((kind !== 'audience' && kind !== 'journey_step') || key === null) return null;
  const said = valuesOf(event);
  if (said === null) return null;
  const entered = readEntered(said, key) ?? (kind === 'journey_step' ? true : null);
  if (entered === null) return null;
  return {
    spaceId: text(personas['space_id']) ?? text(personas['namespace']) ?? '',
    computationId: text(personas['computation_id']) ?? key,
    key,
    kind,
    entered,
  };
}

/** Whether the call only takes somebody out of an audience. It is sent for every id that they ever had. */
export const isExit = (event: Event): boolean => audienceWordOf(event)?.entered === false;

function valuesOf({ type, traits, properties }: Event): Record<string, unknown> | null {
  if (type === 'identify' || type === 'group') return traits ?? {};
  return type === 'track' ? (properties ?? {}) : null;
}

function readEntered(said: Record<string, unknown>, key: string): boolean | null {
  const other = text(said['audience_key']);
  const booleans = Object.values(said).filter((value) => typeof value === 'boolean');
  return (
    readBoolean(said[key]) ??
    (other === null ? null : readBoolean(said[other])) ??
    (booleans.length === 1 ? (booleans[0] ?? null) : null)
  );
}

function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const said = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return said === 'true' ? true : said === 'false' ? false : null;
}

function text(value: unknown): string | null {
  const said = typeof value === 'string' ? value.trim() : '';
  return said !== '' && said.length <= lengthMax ? said : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
