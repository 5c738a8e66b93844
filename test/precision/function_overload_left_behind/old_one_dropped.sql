-- silent
-- because: the older signature was dropped before the new one was made.
create function public.search_posts(q text) returns setof text language sql as $$ select q $$;
drop function public.search_posts(text);
create function public.search_posts(q text, lang text default 'english') returns setof text language sql as $$ select q $$;
