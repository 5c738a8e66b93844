-- silent
-- because: the recursive query refers to itself, and the columns come from rows of functions and lateral subqueries.
create table public.categories (id bigint primary key, parent bigint, title text);
create function public.category_path(p_id bigint) returns table (id bigint, title text, depth integer)
language sql stable set search_path = public as $$
  with recursive path as (
    select c.id, c.parent, c.title, 1 as depth from categories c where c.id = p_id
    union all
    select c.id, c.parent, c.title, path.depth + 1 from categories c join path on c.id = path.parent
  ), words as materialized (select p.id, w.word from path p cross join lateral regexp_split_to_table(p.title, ' ') with ordinality as w(word, place))
  select path.id, coalesce(shown.title, path.title), path.depth
  from path left join lateral (select string_agg(words.word, ' ') as title from words where words.id = path.id) shown on true
  order by path.depth
$$;
