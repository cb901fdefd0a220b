-- With the identifier too: a look-up of one membership may be planned over this index, and must not read a whole company.
DROP INDEX membership_company;
CREATE INDEX membership_company ON membership (company_identifier_id, workspace_id, identifier_id);
