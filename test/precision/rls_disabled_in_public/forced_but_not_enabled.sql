-- fires: public.ledger_entries
-- because: FORCE only says that the owner is no exception; without ENABLE no policy is applied to anybody.
create table public.ledger_entries (id bigint primary key, amount numeric);
alter table public.ledger_entries force row level security;
