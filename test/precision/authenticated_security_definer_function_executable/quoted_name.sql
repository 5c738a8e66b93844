-- fires: public."getTeam"(public."teamKind")
-- because: a name in mixed case is an RPC like any other (/rpc/getTeam) and has the default grants.
create type public."teamKind" as enum ('club', 'school');
create function public."getTeam"("theKind" "teamKind") returns text
language sql security definer set search_path = '' as $$ select "theKind"::text $$;
