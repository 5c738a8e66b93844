-- fires: public.contact_requests
-- because: anon can still insert whatever it likes; no SELECT is needed for that.
create table public.contact_requests (id bigint generated always as identity primary key, email text, body text);
revoke all on public.contact_requests from anon, authenticated;
grant insert on public.contact_requests to anon;
