import type { Event } from '#contract';
import { toTraits } from '#events';
import { mergeTraits, type Moment, type Traits } from '#identity';

/** What a track event of Segment's specification for B2B SaaS says of the account in its context. */
export type AccountWord = {
  traits: Traits;
  /** Whether its subject belongs to the account from now on; null where it says nothing of that. */
  belongs: boolean | null;
};

/** When the account was deleted at its sender. */
export const deletedTrait = 'account_deleted_at';
const trialTraits = ['trial_start_date', 'trial_end_date', 'trial_plan_name'];

type Reading = { belongs?: boolean; values?: (event: Event) => Record<string, unknown> };

const readings = new Map<string, Reading>([
  ['Account Created', { values: () => ({ [deletedTrait]: null }) }],
  ['Account Deleted', { values: ({ timestamp }) => ({ [deletedTrait]: timestamp }) }],
  ['Account Added User', { belongs: true }],
  ['Account Removed User', { belongs: false }],
  ['Trial Started', { values: trialOf }],
  ['Trial Ended', { values: trialOf }],
  ['Signed Up', {}],
  ['Signed In', {}],
  ['Signed Out', {}],
  ['Invite Sent', {}],
]);

const nothing: AccountWord = { traits: [], belongs: null };

/** `account_name` names the account where no group call does. */
export function accountWordOf(event: Event, moment: Moment): AccountWord {
  const reading = event.type === 'track' ? readings.get(event.event ?? '') : undefined;
  if (reading === undefined) return nothing;
  const name = event.properties?.['account_name'];
  const named: Traits =
    typeof name === 'string' && name.trim() !== ''
      ? [{ ...moment, values: { name: name.trim() }, fills: true }]
      : [];
  return {
    traits: mergeTraits(toTraits(reading.values?.(event), moment), named),
    belongs: reading.belongs ?? null,
  };
}

function trialOf({ properties = {} }: Event): Record<string, unknown> {
  return Object.fromEntries(
    trialTraits.flatMap((name) => (Object.hasOwn(properties, name) ? [[name, properties[name]]] : [])),
  );
}
