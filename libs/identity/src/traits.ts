/** When something was said, and by which event: the later one wins, of two at one moment the greater message id. */
export type Moment = { at: string; messageId: string };

/** What was last said of one trait. Null is said too: it unsets the trait. */
export type Trait = Moment & { value: unknown };

export type Traits = Record<string, Trait>;

/** Whether `a` comes after `b`. Times are ISO 8601 in UTC with milliseconds, so that their texts sort as they do. */
export function isAfter(a: Moment, b: Moment): boolean {
  return a.at === b.at ? a.messageId > b.messageId : a.at > b.at;
}

/** Last write wins, trait by trait. The order of the arguments makes no difference. */
export function mergeTraits(...all: readonly Traits[]): Traits {
  const merged: Traits = {};
  for (const traits of all) {
    for (const [name, trait] of Object.entries(traits)) {
      const known = Object.hasOwn(merged, name) ? merged[name] : undefined;
      if (known === undefined || isAfter(trait, known)) merged[name] = trait;
    }
  }
  return merged;
}

/** The values that are set, without when and by what. */
export function valuesOf(traits: Traits): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(traits)
      .filter(([, trait]) => trait.value !== null)
      .map(([name, trait]) => [name, trait.value]),
  );
}
