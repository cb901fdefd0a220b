import { nilId } from '#identity';

/** Whose usage a chart shows. */
export type UsageSubject = { kind: 'person' | 'company'; id: string };

/**
 * The daily counts of a person or company, as a list of a FROM clause with the columns of `usage_count`. It takes five
 * parameters: $1 workspace, $2 the subject's id, $3 scanner, $4 and $5 the first and the last day.
 */
export const usageOf: Record<UsageSubject['kind'], string> = {
  /** What all its identifiers did. */
  person: `(SELECT used.*
              FROM identifier AS own
              JOIN usage_count AS used ON used.workspace_id = own.workspace_id AND used.identifier_id = own.id
             WHERE own.workspace_id = $1 AND own.owner_id = $2
               AND used.scanner_id = $3 AND used.day BETWEEN $4 AND $5)`,

  /** What was done in its name, and what its people did in nobody's name. No row is both. */
  company: `(SELECT used.*
               FROM identifier AS named
               JOIN usage_count AS used
                 ON used.workspace_id = named.workspace_id AND used.company_identifier_id = named.id
              WHERE named.workspace_id = $1 AND named.owner_id = $2
                AND used.company_identifier_id <> '${nilId}'
                AND used.scanner_id = $3 AND used.day BETWEEN $4 AND $5
              UNION ALL
             SELECT used.*
               FROM identifier AS named
               JOIN person ON person.workspace_id = named.workspace_id AND person.company_identifier_id = named.id
               JOIN identifier AS own ON own.workspace_id = person.workspace_id AND own.owner_id = person.id
               JOIN usage_count AS used ON used.workspace_id = own.workspace_id AND used.identifier_id = own.id
              WHERE named.workspace_id = $1 AND named.owner_id = $2
                AND used.company_identifier_id = '${nilId}'
                AND used.scanner_id = $3 AND used.day BETWEEN $4 AND $5)`,
};
