import type { Story } from '#story';

/** What is true now that an event is stored: name and text of each line to show. */
export type Outcome = readonly (readonly [name: string, text: string])[];

/** What the event has led to: whose it is, which company that belongs to, and what was counted. */
export function describeOutcome(story: Story): Outcome {
  return [
    ['person', describePerson(story)],
    ['company', describeCompany(story)],
    ...story.counted.map(({ feature, flag, day, scanner, now }): Outcome[number] => [
      'counted',
      `${feature}, ${flag}, on ${day} by scanner ${scanner.id}; that day it is now ` +
        `${now.positive} positive, ${now.neutral} neutral, ${now.negative} negative`,
    ]),
    ...story.notCounted.map(({ scanner, reason }): Outcome[number] => [
      'counted',
      `nothing${scanner === null ? '' : ` by scanner ${scanner.id}`}: ${asClause(reason)}`,
    ]),
  ];
}

function describePerson({ person, personReason }: Story): string {
  if (person === null) return asClause(personReason);
  const { id, called, email, title, identified } = person;
  const known = [identified ? null : 'not identified yet', title, email === called ? null : email];
  return [called, ...known.filter((part) => part !== null), `id ${id}`].join(', ');
}

function describeCompany({ company, companyReason }: Story): string {
  if (company === null) return asClause(companyReason);
  const { id, called, people } = company;
  return `${called}, ${people} ${people === 1 ? 'person' : 'people'}, id ${id}`;
}

/** A sentence, as it goes on after a name. */
const asClause = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
