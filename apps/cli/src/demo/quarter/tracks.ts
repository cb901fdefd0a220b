import type { Flag } from '#contract';
import { demoFeatures, type DemoFeature } from './features.js';
import { habitOf } from './habits.js';
import type { DemoPerson } from './people.js';
import { createRandom, type Random } from './random.js';
import { quarterDays, type BusyDay } from './schedule.js';

/** One use of a feature. */
export interface DemoTrack {
  readonly person: DemoPerson;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly feature: string;
  readonly event: string;
  readonly flag: Flag;
}

type Liked = { readonly feature: DemoFeature; readonly weight: number };

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const gapMeanMs = 70_000;
const sessionEventsMean = 7;
/** A feature that the product gained in the middle of the quarter, so that adopting it can be seen. */
const launched: Readonly<Record<string, number>> = { 'Automation rules': 0.45 };

/** Hours from UTC, without regard to summer time. */
const utcOffsetHours: Readonly<Record<string, number>> = {
  'United Kingdom': 0,
  Ireland: 0,
  Portugal: 0,
  'United States': -6,
  Canada: -6,
  India: 5,
  Australia: 9,
  'New Zealand': 12,
};
const centralEuropeHours = 1;

/** What one person does over the quarter, in the order of time. */
export function listTracks(person: DemoPerson, days: readonly BusyDay[], firstDay: string): DemoTrack[] {
  const random = createRandom(`tracks ${person.userId}`);
  const liked = likedBy(person, random);
  const quarterFrom = Date.parse(`${firstDay}T00:00:00Z`);
  const offsetMs = (utcOffsetHours[person.company.country] ?? centralEuropeHours) * hourMs;
  return days
    .flatMap((busy) => {
      const known = liked.filter(
        ({ feature }) => busy.day / quarterDays >= (launched[feature.name] ?? 0) || liked.length === 1,
      );
      return listMoments(busy, person, random).map((ofDay) => {
        const at = quarterFrom + busy.day * dayMs + ofDay - offsetMs;
        return { person, at: within(at, quarterFrom), ...useOf(known, person, random) };
      });
    })
    .toSorted((a, b) => a.at - b.at);
}

/** Milliseconds after the local midnight, in sittings with pauses between them. */
function listMoments(busy: BusyDay, person: DemoPerson, random: Random): number[] {
  const moments: number[] = [];
  while (moments.length < busy.events) {
    let at = sittingStartsAt(busy, person, random) * hourMs;
    const events = Math.min(busy.events - moments.length, 1 + Math.floor(random.wait(sessionEventsMean)));
    for (let count = 0; count < events; count += 1) {
      moments.push(Math.round(at));
      at = Math.min(at + 1_000 + random.wait(gapMeanMs), dayMs - 1);
    }
  }
  return moments;
}

/** Hour of the local day: mornings and afternoons of the office, evenings of those who work then. */
function sittingStartsAt(busy: BusyDay, person: DemoPerson, random: Random): number {
  if (person.habit === 'afterHours' && random.chance(0.7)) return 19 + random.number() * 4;
  if (busy.weekend) return 10 + random.number() * 9;
  return random.chance(0.55) ? 8 + random.number() * 4 : 13 + random.number() * 4.5;
}

/** Time zones reach over both ends of the quarter; what would lie outside is a day nearer instead. */
function within(at: number, quarterFrom: number): number {
  if (at < quarterFrom) return at + dayMs;
  return at >= quarterFrom + quarterDays * dayMs ? at - dayMs : at;
}

/** The few features that somebody uses, and how much: those that suit their work, with tastes of their own. */
function likedBy(person: DemoPerson, random: Random): Liked[] {
  const most = person.habit === 'power' ? 14 : person.habit === 'occasional' ? 3 : random.whole(4, 10);
  return demoFeatures
    .map((feature) => ({
      feature,
      weight: (feature.liking[person.work] ?? 0.1) * (0.3 + random.wait(1)),
    }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, most);
}

function useOf(
  liked: readonly Liked[],
  person: DemoPerson,
  random: Random,
): Pick<DemoTrack, 'feature' | 'event' | 'flag'> {
  const { feature } = random.pickWeighted(liked, ({ weight }) => weight);
  const { trouble } = habitOf(person.habit);
  const event = random.pickWeighted(feature.events, ({ flag, share }) =>
    flag === 'negative' ? share * trouble : share,
  );
  return { feature: feature.name, event: event.name, flag: event.flag };
}
