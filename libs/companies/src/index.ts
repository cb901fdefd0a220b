/** Companies: what an event tells of them, who belongs to them, and the rows that staff read. Writes `company` and `membership`. */
export { refreshCompanies } from './companies.js';
export {
  companyFacts,
  companyIds,
  groupOf,
  type CompanyFacts,
  type Membership,
} from './company-knowledge.js';
export { forgetMemberships } from './forget-memberships.js';
export { KnownMemberships } from './known-memberships.js';
export { findNewMemberships, recordMemberships } from './memberships.js';
export { getCompany, getCompanyId, type CompanyDetails } from './get-company.js';
export { listCompanies, type CompanyPage } from './list-companies.js';
