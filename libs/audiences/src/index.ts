/** Audiences of Segment's Engage, and who is in them. Writes `audience` and `audience_membership`. */
export { assertAudience, listAudiences, type AudienceList } from './list-audiences.js';
export { listAudiencesOf, type AudiencesOf } from './list-audiences-of.js';
export { forgetAudienceMemberships } from './forget-audience-memberships.js';
export { recordAudiences } from './record-audiences.js';
