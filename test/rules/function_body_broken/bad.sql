create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create function public.helper() returns integer language sql set search_path = '' as 'select 1';

-- expect warn: public.reads_missing()
create function public.reads_missing() returns bigint
language plpgsql as $$
begin
  return (select count(*) from public.note_versions);
end
$$;

-- Under an empty path the name without a schema means nothing.
-- expect: public.pinned_away()
create function public.pinned_away() returns void
language plpgsql set search_path = '' as $$
begin
  insert into notes (id) values (gen_random_uuid());
end
$$;

-- expect: public.calls_hidden()
create function public.calls_hidden() returns integer
language plpgsql set search_path = '' as $$
begin
  return helper() + 1;
end
$$;

-- expect: public.calls_missing()
create function public.calls_missing() returns integer
language plpgsql as $$
declare
  answer integer := public.no_such_function(1);
begin
  return answer;
end
$$;

-- A sequence is looked up by its text when the call runs.
-- expect: public.next_number()
create function public.next_number() returns bigint
language plpgsql as $$
begin
  return nextval('public.note_numbers');
end
$$;

-- expect: public.writes_missing_column()
create procedure public.writes_missing_column()
language plpgsql as $$
begin
  insert into public.notes (id, body) values (gen_random_uuid(), 'x')
  on conflict (id) do update set edited = now();
  update public.notes set heading = 'y';
end
$$;

-- An SQL body whose table went away later.
-- expect: public.from_dropped()
create table public.dropped (id integer);
create function public.from_dropped() returns bigint language sql as 'select count(*) from public.dropped';
drop table public.dropped;

-- expect: json:"public.\"</script>'\"\";\nü\"()"
create function public."</script>'"";
ü"() returns void
language plpgsql as $$
begin
  delete from public."no'such"";table";
end
$$;

-- Columns that are not there: read, compared with an alias, returned, in a conflict target, in the row of a variable.
-- expect: public.reads_missing_columns()
create function public.reads_missing_columns() returns void
language plpgsql as $$
declare
  entry public.notes;
  first_title text;
begin
  select title into first_title from public.notes where heading is not null;
  perform n.body from public.notes n where exists (select 1 from public.notes other where other.id = n.parent);
  insert into public.notes (id) values (gen_random_uuid()) on conflict (slug) do nothing returning number into first_title;
  entry.summary := first_title;
end
$$;

-- A trigger function is the function of its tables.
-- expect: public.on_note()
create function public.on_note() returns trigger
language plpgsql as $$
begin
  if new.title is distinct from old.headline then
    new.changed_at := now();
  end if;
  return new;
end
$$;
create trigger on_note before update on public.notes for each row execute function public.on_note();

-- Types of casts and declarations, and what declarations are taken from, gone by now.
create type public.note_state as enum ('open');
create table public.note_copies (id uuid);
alter table public.notes add column heading text;
-- expect: public.missing_types()
create function public.missing_types() returns text
language plpgsql as $$
declare
  state public.note_state;
  entry public.note_copies%rowtype;
  heading public.notes.heading%type;
begin
  return 'x'::public.colour;
end
$$;
alter table public.notes drop column heading;
drop table public.note_copies;
drop type public.note_state;

-- The function is there, but takes no such arguments any more.
create function public.helper_of(first integer, second integer default 0) returns integer language sql as 'select 1';
-- expect: public.calls_old_signature()
create function public.calls_old_signature() returns integer
language plpgsql as $$
begin
  return public.helper_of(1, 2, 3) + public.helper_of(first => 1, third => 2) + unheard_of(1);
end
$$;

-- expect: public.sql_columns(uuid)
create table public.changing (id uuid, label text);
create function public.sql_columns(p_id uuid) returns text language sql as 'select c.label from public.changing c where c.id = p_id order by id';
alter table public.changing rename column label to name;
alter table public.changing enable row level security;
