-- fires: public.remember(text,text), error
-- because: the variable of 768 dimensions is inserted into a column of 1536, which is refused (22000).
create extension vector with schema extensions;
create table public.memories (id bigint generated always as identity primary key, content text, embedding extensions.vector(1536));
create function public.remember(p_content text, p_numbers text) returns void
language plpgsql set search_path = public, extensions as $$
declare
  v vector(768) := p_numbers::vector;
begin
  insert into memories (content, embedding) values (p_content, v);
end $$;
