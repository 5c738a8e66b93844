-- expect error: public.count_rows(text)
create function public.count_rows(p_table text) returns bigint
language plpgsql security definer set search_path = '' as $$
declare
  answer bigint;
begin
  execute 'select count(*) from public.' || p_table into answer;
  return answer;
end
$$;

-- format() quotes by %I and %L only.
-- expect error: public.search(text,text)
create function public.search(p_column text, p_value text) returns setof text
language plpgsql security definer set search_path = '' as $$
begin
  return query execute format('select name from public.notes where %s = %L', p_column, p_value);
end
$$;

-- Over a variable; no client can reach it.
-- expect warn: private.run(text)
create schema private;
create function private.run(p_filter text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  statement text := 'delete from public.notes where ';
begin
  statement := statement || p_filter;
  execute statement;
end
$$;

-- A trigger function puts a column's value into the text.
-- expect warn: public.on_note()
create function public.on_note() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  execute 'notify notes, ''' || new.title || '''';
  return new;
end
$$;

-- expect error: json:"public.\"</script>'\"\";\nü\"(text)"
create procedure public."</script>'"";
ü"("p'""x" text)
language plpgsql security definer set search_path = '' as $$
begin
  execute 'drop table ' || "p'""x";
end
$$;
