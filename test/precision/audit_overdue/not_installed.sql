-- silent
-- because: without schema supawarden nobody meant audits to be recorded; a table called runs elsewhere is no history of ours.
create table public.runs (id uuid primary key, status text, finished_at timestamptz);
insert into public.runs values (gen_random_uuid(), 'failed', now() - interval '90 days');
