import { cutText, type Event } from '#contract';
import type { Traits } from '#identity';
import { readEmail } from './subject.js';
import { canonicalName } from './to-traits.js';

/** What `context.traits` may say of somebody of whom it is not known. */
const inContext: ReadonlySet<string> = new Set(['email', 'name', 'firstName', 'lastName', 'title']);
/** What the properties of Signed Up may say, by Segment's specification for B2B SaaS. */
const atSignUp: ReadonlySet<string> = new Set([...inContext, 'phone', 'username', 'type']);

const nothing: Traits = [];
const textLengthMax = 1_000;

/** What an event says of its subject beside what it is about: it fills what is empty, and changes nothing else. */
export function fillingTraits(event: Event): Traits {
  const signsUp = event.type === 'track' && event.event === 'Signed Up';
  const context = event.context?.['traits'];
  if (!signsUp && context === undefined) return nothing;
  const values = {
    ...pick(context, inContext),
    ...(signsUp ? pick(event.properties, atSignUp) : {}),
  };
  if (Object.keys(values).length === 0) return nothing;
  return [{ at: event.timestamp, messageId: event.messageId, values, fills: true }];
}

/** Usable texts of these names, however those are spelled. */
function pick(said: unknown, names: ReadonlySet<string>): Record<string, string> {
  if (typeof said !== 'object' || said === null) return {};
  const picked: Record<string, string> = {};
  for (const [spelled, value] of Object.entries(said)) {
    const name = canonicalName(spelled);
    if (!names.has(name) || (name !== spelled && Object.hasOwn(said, name))) continue;
    const text = typeof value === 'string' ? cutText(value.trim(), textLengthMax) : '';
    if (text !== '' && (name !== 'email' || readEmail({ email: text }) !== null)) picked[name] = text;
  }
  return picked;
}
