-- fires: public.orders_note_idx, info
-- because: no query has used the index since the counters began; it enforces nothing.
create table public.orders (id bigint primary key, note text);
create index orders_note_idx on public.orders (note);
