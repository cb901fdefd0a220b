/** Who did what in a workspace. Writes `audit`. */
export { recordAudit, type AuditDatabase, type AuditDetail, type AuditEntry } from './record-audit.js';
export { listAudit, type AuditPage, type AuditQuery } from './list-audit.js';
