-- silent
-- because: the two take different things, a number and a slug; neither is the other with more arguments.
create table public.posts (id bigint primary key, slug text unique);
create function public.get_post(p_id bigint) returns setof public.posts language sql stable as $$ select * from public.posts where id = p_id $$;
create function public.get_post(p_slug text) returns setof public.posts language sql stable as $$ select * from public.posts where slug = p_slug $$;
