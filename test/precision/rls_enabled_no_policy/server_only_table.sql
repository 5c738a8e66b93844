-- fires: public.webhook_events, info
-- because: only the service role reads and writes it; on and without a policy is right, and worth knowing.
create table public.webhook_events (id text primary key, payload jsonb);
alter table public.webhook_events enable row level security;
revoke all on public.webhook_events from anon, authenticated;
