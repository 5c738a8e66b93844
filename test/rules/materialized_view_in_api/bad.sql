create table public.orders (id bigint primary key, user_id uuid, amount numeric);
alter table public.orders enable row level security;
create policy own on public.orders for select to authenticated using ((select auth.uid()) = user_id);

-- Filled with the orders of all users; row level security cannot be enabled on it.
create materialized view public.order_totals as select user_id, sum(amount) as total from public.orders group by user_id;
-- expect warn: public.order_totals

-- One column is enough.
create materialized view public.buyers as select distinct user_id, 1 as rank from public.orders;
revoke all on public.buyers from anon, authenticated;
grant select (user_id) on public.buyers to authenticated;
-- expect warn: public.buyers

-- By way of everybody, and of a role that anon inherits from; others keep what they had.
create role "Report ""Readers""" nologin;
grant "Report ""Readers""" to anon with inherit true;
create role analyst nologin;
grant "Report ""Readers""" to analyst with inherit true;
create materialized view public.by_public as select count(*) from public.orders;
revoke all on public.by_public from anon, authenticated, service_role;
grant select on public.by_public to public;
-- expect warn: public.by_public
create materialized view public.by_role as select count(*) from public.orders;
revoke all on public.by_role from anon, authenticated;
grant select on public.by_role to "Report ""Readers""";
-- expect warn: public.by_role

-- The privilege comes with membership, and no list says so.
create role all_seeing nologin;
grant pg_read_all_data to all_seeing;
grant all_seeing to authenticated with inherit true;
create materialized view public.by_membership as select count(*) from public.orders;
revoke all on public.by_membership from anon, authenticated;
-- expect warn: public.by_membership

-- expect warn: json:"public.\"</script>'\"\";\nü\""
create materialized view public."</script>'"";
ü" as select id from public.orders;
