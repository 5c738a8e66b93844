-- silent
-- because: REFERENCES, TRIGGER and TRUNCATE are no commands of the Data API.
create table public.lookup (id bigint primary key);
revoke all on public.lookup from anon, authenticated;
grant references, trigger, truncate on public.lookup to anon, authenticated;
