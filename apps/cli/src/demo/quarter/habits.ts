import type { Course } from './companies.js';

/** How somebody uses the product over the quarter. */
export type Habit =
  | 'power'
  | 'regular'
  | 'weekly'
  | 'occasional'
  | 'afterHours'
  | 'ramping'
  | 'declining'
  | 'dormant'
  | 'returned'
  | 'newcomer'
  | 'frustrated';

/** A habit: how common it is, and how it shows. */
export interface HabitTraits {
  readonly name: Habit;
  readonly share: number;
  /** How likely they are to use it on a working day, and on a day of the weekend. */
  readonly workingDay: number;
  readonly weekend: number;
  /** How much they do on such a day, in no particular unit. */
  readonly intensity: number;
  /** How many times as often as others they run into what is negative. */
  readonly trouble: number;
  /** What is left of their usage at a moment of the quarter, from 0 (its first day) to 1 (its last). */
  readonly over: (moment: number) => number;
}

const always = (): number => 1;
const habit = (
  name: Habit,
  share: number,
  traits: Partial<Omit<HabitTraits, 'name' | 'share'>>,
): HabitTraits => ({
  workingDay: 0.75,
  weekend: 0.03,
  intensity: 1,
  trouble: 1,
  over: always,
  ...traits,
  name,
  share,
});

/** Every habit; the shares need not add up to anything. */
export const habits: readonly HabitTraits[] = [
  habit('power', 9, { workingDay: 0.97, weekend: 0.35, intensity: 2.6, trouble: 0.7 }),
  habit('regular', 40, {}),
  habit('weekly', 12, { workingDay: 0.24, intensity: 1.3 }),
  habit('occasional', 6, { workingDay: 0.1, weekend: 0.01, intensity: 0.7 }),
  habit('afterHours', 6, { workingDay: 0.7, weekend: 0.3 }),
  habit('ramping', 5, {
    workingDay: 0.85,
    weekend: 0.06,
    intensity: 1.6,
    over: (moment) => 0.25 + 1.5 * moment,
  }),
  habit('declining', 6, { workingDay: 0.8, over: (moment) => 1.5 - 1.35 * moment }),
  habit('dormant', 5, { over: (moment) => (moment < 0.55 ? 1 : 0) }),
  habit('returned', 3, { over: (moment) => (moment < 0.3 || moment > 0.82 ? 1.1 : 0) }),
  habit('newcomer', 5, { workingDay: 0.8, over: (moment) => (moment < 0.7 ? 0 : 1.1) }),
  habit('frustrated', 4, { trouble: 6, over: (moment) => 1.1 - 0.4 * moment }),
];

const courses: Readonly<Record<Course, (moment: number) => number>> = {
  growing: (moment) => 0.6 + 0.9 * moment,
  steady: always,
  fading: (moment) => 1.4 - 1.1 * moment,
  new: always,
};

/** What a company's course does to the usage of its people, at a moment of the quarter from 0 to 1. */
export const courseAt = (course: Course, moment: number): number => courses[course](moment);

/** The habit of that name. */
export function habitOf(name: Habit): HabitTraits {
  const found = habits.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`There is no habit "${name}".`);
  return found;
}
