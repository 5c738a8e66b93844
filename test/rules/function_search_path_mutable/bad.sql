create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create schema private;

-- Every name has its schema.
-- expect warn: public.qualified()
create function public.qualified() returns bigint
language plpgsql as $$
begin
  return (select count(*) from public.notes);
end
$$;

-- expect warn: public.unqualified()
create function public.unqualified() returns bigint
language plpgsql security definer as $$
declare
  entry notes%rowtype;
begin
  return (select count(*) from notes where title = encode(digest('x', 'sha256'), 'hex'));
end
$$;

-- expect warn: public.dynamic(text)
create function public.dynamic(p_table text) returns void
language plpgsql as $$
begin
  execute format('analyze %I', p_table);
end
$$;

-- expect: private.tidy(integer,text[])
create procedure private.tidy(integer, text[]) language plpgsql as $$
begin
  delete from public.notes;
end
$$;

-- No SET clause may stand on a procedure that commits.
-- expect: public.in_batches()
create procedure public.in_batches() language plpgsql as $$
begin
  delete from public.notes;
  commit;
end
$$;

-- Another setting is no path.
-- expect: public.with_timeout()
create function public.with_timeout() returns integer language sql set statement_timeout = '5s' as 'select 1';

-- expect: public.on_note()
create function public.on_note() returns trigger language plpgsql as 'begin return new; end';
create trigger on_note before insert on public.notes for each row execute function public.on_note();

-- Its names were resolved when it was made.
-- expect info: public.standard()
create function public.standard() returns bigint language sql begin atomic select count(*) from public.notes; end;

-- A path may not contain a schema that clients write to.
-- expect: public.over_open_schema()
create schema workshop;
grant create, usage on schema workshop to authenticated;
create table workshop.tools (id integer primary key);
alter table workshop.tools enable row level security;
create function public.over_open_schema() returns bigint
language plpgsql security definer as 'begin return (select count(*) from workshop.tools); end';

-- expect: json:"\"Pri\"\"vate\".\"</script>'\"\";\nü\"(\"Pri\"\"vate\".\"odd Type\")"
create schema "Pri""vate";
create type "Pri""vate"."odd Type" as enum ('a');
create table "Pri""vate"."only'here" (id integer);
create function "Pri""vate"."</script>'"";
ü"("Pri""vate"."odd Type") returns bigint
language plpgsql as $$
begin
  return (select count(*) from "only'here");
end
$$;
