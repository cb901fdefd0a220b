import { demoCompanies, slug, type DemoCompany } from './companies.js';
import type { Work } from './features.js';
import { habits, type Habit } from './habits.js';
import { familyNames, givenNames } from './names.js';
import { createRandom, type Random } from './random.js';
import { titlesOf } from './titles.js';

/** Somebody at one of the companies who uses the product. */
export interface DemoPerson {
  /** From 0. */
  readonly index: number;
  readonly userId: string;
  readonly company: DemoCompany;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly title: string;
  readonly work: Work;
  readonly habit: Habit;
  /** Whether they looked at the web site before they signed in for the first time. */
  readonly cameAnonymously: boolean;
}

const works: readonly { readonly work: Work; readonly share: number }[] = [
  { work: 'administration', share: 34 },
  { work: 'support', share: 24 },
  { work: 'field', share: 16 },
  { work: 'security', share: 13 },
  { work: 'management', share: 13 },
];
const anonymousShare = 0.3;

/** All the people of all the companies, in a fixed order. */
export const demoPeople: readonly DemoPerson[] = listPeople();

function listPeople(): DemoPerson[] {
  const random = createRandom('people');
  const taken = new Set<string>();
  return demoCompanies
    .flatMap((company) => Array.from({ length: company.seats }, (_, seat) => ({ company, seat })))
    .map(({ company, seat }, index) => {
      const { firstName, lastName, email } = nameAt(company, random, taken);
      // The first at each company runs it all: somebody must have bought the product.
      const work = seat === 0 ? 'administration' : random.pickWeighted(works, ({ share }) => share).work;
      const habit = seat === 0 && company.course === 'growing' ? 'ramping' : habitFor(company, work, random);
      return {
        index,
        userId: `usr_${String(index + 1001)}`,
        company,
        firstName,
        lastName,
        email,
        title: random.pick(titlesOf(work, company.country)),
        work,
        habit,
        cameAnonymously: random.chance(anonymousShare),
      };
    });
}

function habitFor(company: DemoCompany, work: Work, random: Random): Habit {
  if (company.course === 'new') return 'newcomer';
  if (work === 'management') return random.chance(0.8) ? 'occasional' : 'regular';
  return random.pickWeighted(habits, ({ share }) => share).name;
}

function nameAt(company: DemoCompany, random: Random, taken: Set<string>) {
  for (;;) {
    const firstName = random.pick(givenNames(company.country));
    const lastName = random.pick(familyNames(company.country));
    const email = `${slug(firstName)}.${slug(lastName)}@${company.domain}`;
    if (taken.has(email)) continue;
    taken.add(email);
    return { firstName, lastName, email };
  }
}
