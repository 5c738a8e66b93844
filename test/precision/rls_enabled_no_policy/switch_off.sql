-- silent
-- because: row level security is off, so no policy is needed for the rows to be seen; that is another finding.
create table public.countries (code text primary key);
