-- fires: public.leaderboard
-- because: authenticated inherits the right to read it from role player.
create role player nologin;
grant player to authenticated with inherit true;
create materialized view public.leaderboard as select 1 as place, 'a'::text as name;
revoke all on public.leaderboard from anon, authenticated;
grant select on public.leaderboard to player;
