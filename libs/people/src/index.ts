/** People: what an event tells of them, and the rows that staff read. Writes `person`. */
export { refreshPeople } from './people.js';
export { aliasedUser, personKnowledge } from './person-knowledge.js';
export { getPerson, getPersonId, type PersonDetails } from './get-person.js';
export { listPeople, type PersonPage } from './list-people.js';
