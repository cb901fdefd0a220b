import type { Event } from '#contract';
import { heardOfOn, seenOn, unseen, type Sighting } from '#identity';
import { isComputed, isExit } from './audience-word.js';

/**
 * What an event says of when its subject was seen. What is only computed, or said in the subject's absence
 * (`context.active` is false), makes nobody seen; an exit from an audience does not even say that there is somebody.
 */
export function sightingOf(event: Event): Sighting {
  const day = event.timestamp.slice(0, 10);
  if (isComputed(event)) return isExit(event) ? unseen : heardOfOn(day);
  return event.context?.['active'] === false ? heardOfOn(day) : seenOn(day);
}
