-- fires: public.blank_embedding(), error
-- because: NEW.embedding has 1536 dimensions and is assigned a vector of 3: every insert fails.
create extension vector with schema extensions;
create table public.pages (id bigint primary key, body text, embedding extensions.vector(1536));
create function public.blank_embedding() returns trigger language plpgsql set search_path = '' as $$
begin
  new.embedding := '[0,0,0]'::extensions.vector(3);
  return new;
end $$;
create trigger blank before insert on public.pages for each row execute function public.blank_embedding();
