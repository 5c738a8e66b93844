-- Home of the auditor's records. The Data API does not serve it: it is not in its list of exposed schemas.
create schema if not exists supawarden;

comment on schema supawarden is 'Records of the Supawarden auditor: runs, findings and their history. Not for the Data API.';
