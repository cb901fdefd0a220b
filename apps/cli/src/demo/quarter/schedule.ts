import { courseAt, habitOf } from './habits.js';
import type { DemoPerson } from './people.js';
import { createRandom } from './random.js';

/** Length of the quarter. */
export const quarterDays = 90;
/** Track events in it, whatever the day of the week on which it begins. */
const trackEvents = 60_000;

/** How many events somebody sends on a day of the quarter. */
export interface BusyDay {
  readonly person: DemoPerson;
  /** From 0. */
  readonly day: number;
  readonly weekend: boolean;
  readonly events: number;
}

/**
 * Who is busy on which day, person by person, each in the order of the days. The events add up to the number given
 * above exactly: each share is rounded with what the rounding of the ones before it left over.
 * @param firstDay the first day of the quarter, YYYY-MM-DD
 */
export function listBusyDays(people: readonly DemoPerson[], firstDay: string): BusyDay[] {
  const shares = people.flatMap((person) => sharesOf(person, firstDay));
  const scale = trackEvents / shares.reduce((sum, { share }) => sum + share, 0);
  let wanted = 0;
  let given = 0;
  return shares.flatMap(({ share, ...day }) => {
    wanted += share * scale;
    const events = Math.round(wanted) - given;
    given += events;
    return events === 0 ? [] : [{ ...day, events }];
  });
}

function sharesOf(person: DemoPerson, firstDay: string) {
  const random = createRandom(`schedule ${person.userId}`);
  const habit = habitOf(person.habit);
  const startsOn = new Date(`${firstDay}T00:00:00Z`).getUTCDay();
  // So that not all newcomers come on one day, nor all who leave go on one.
  const shift = (random.number() - 0.5) * 0.3;
  return Array.from({ length: quarterDays }, (_, day) => {
    const weekday = (startsOn + day) % 7;
    const weekend = weekday === 0 || weekday === 6;
    const moment = day / (quarterDays - 1);
    const ownMoment = Math.min(1, Math.max(0, moment + shift));
    const active = random.chance(weekend ? habit.weekend : habit.workingDay);
    const mood = 0.8 + random.wait(0.2);
    const level = habit.intensity * habit.over(ownMoment) * courseAt(person.company.course, moment);
    return { person, day, weekend, share: active ? level * mood : 0 };
  });
}
