-- fires: public.post_tags, info
-- because: two foreign keys and no key: nothing names one row.
create table public.posts (id bigint primary key);
create table public.tags (id bigint primary key);
create table public.post_tags (post bigint references public.posts (id), tag bigint references public.tags (id));
