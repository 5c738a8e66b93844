create schema private;
create function private.stamp() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create function private.react() returns event_trigger language plpgsql set search_path = '' as $$ begin end $$;

create table public.notes (id bigint primary key, body text);
revoke all on public.notes from anon, authenticated;
create trigger stamp before update on public.notes for each row execute function private.stamp();
-- expect warn: stamp on public.notes
alter table public.notes disable trigger stamp;

-- Fires only where rows arrive by replication.
create constraint trigger replicated after insert on public.notes for each row execute function private.stamp();
-- expect info: replicated on public.notes
alter table public.notes enable replica trigger replicated;

-- Foreign keys are triggers as well: here off on the side of the rows that refer,
create table private.customers (id bigint primary key);
create table private.orders (id bigint primary key, customer_id bigint references private.customers (id) on delete cascade);
create index on private.orders (customer_id);
-- expect error: orders_customer_id_fkey on private.orders
alter table private.orders disable trigger all;
-- and here on the side of the rows that are referred to.
create table private.accounts (id bigint primary key);
create table private.entries (id bigint primary key, account_id bigint);
create index on private.entries (account_id);
-- expect error: entries_account on private.entries
alter table private.entries
  add constraint entries_account foreign key (account_id) references private.accounts (id) on update cascade not valid;
alter table private.accounts disable trigger all;
-- A unique constraint that is checked at the end of the transaction needs one too.
-- expect error: places_key on private.places
create table private.places (id bigint primary key, n int, constraint places_key unique (n) deferrable);
alter table private.places disable trigger all;

-- Once for a partitioned table, and for a partition where only that one is off.
create table private.events (id bigint, at date, note_id bigint references public.notes (id), primary key (id, at)) partition by range (at);
create index on private.events (note_id);
create table private.events_2026 partition of private.events for values from ('2026-01-01') to ('2027-01-01');
create table private.events_2027 partition of private.events for values from ('2027-01-01') to ('2028-01-01');
create trigger stamp before insert on private.events for each row execute function private.stamp();
create trigger also before insert on private.events for each row execute function private.stamp();
-- expect: stamp on private.events
alter table private.events disable trigger stamp;
-- expect: also on private.events_2027
alter table private.events_2027 disable trigger also;
-- expect error: events_note_id_fkey on private.events_2026
alter table private.events_2026 disable trigger all;
alter table private.events_2026 enable trigger also;

-- A partition of the table that is referred to: the foreign key is one all the same.
create table private.days (id bigint, at date, primary key (id, at)) partition by range (at);
create table private.days_2026 partition of private.days for values from ('2026-01-01') to ('2027-01-01');
create table private.days_2027 partition of private.days for values from ('2027-01-01') to ('2028-01-01');
create table private.visits (id bigint primary key, day_id bigint, at date);
create index on private.visits (day_id, at);
-- expect error: visits_day on private.visits
alter table private.visits add constraint visits_day foreign key (day_id, at) references private.days (id, at);
alter table private.days_2026 disable trigger all;
alter table private.days_2027 disable trigger all;

-- On a platform's table the user's own trigger, and a webhook.
create trigger on_auth_user_created after insert on auth.users for each row execute function private.stamp();
-- expect: on_auth_user_created on auth.users
alter table auth.users disable trigger on_auth_user_created;

create event trigger on_ddl on ddl_command_end execute function private.react();
-- expect warn: on_ddl
alter event trigger on_ddl disable;
create event trigger "on "" é" on sql_drop execute function private.react();
-- expect info: "on "" é"
alter event trigger "on "" é" enable replica;

create table private."t""
</script>é" (id bigint primary key);
create trigger "tr"" é" before insert on private."t""
</script>é" for each row execute function private.stamp();
-- expect: json:"\"tr\"\" é\" on private.\"t\"\"\n</script>é\""
alter table private."t""
</script>é" disable trigger "tr"" é";
