"""Pages of a case: the caseload, the file on the table, and one short page for each verb."""
