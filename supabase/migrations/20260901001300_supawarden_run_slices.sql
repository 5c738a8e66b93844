-- A database too large for one invocation of the function is audited in slices, each some rules on the whole database:
-- what is left to do, and what the slices so far have said.
alter table supawarden.runs add column if not exists slices jsonb;

-- When the last slice ended. A run whose slices stand still has lost its worker.
alter table supawarden.runs add column if not exists slices_at timestamptz;

comment on column supawarden.runs.slices is 'Progress of a run that is made in slices; empty for a run made at once.';
