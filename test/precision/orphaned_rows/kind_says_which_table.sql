-- silent
-- because: post_type says what post_id refers to: posts for one row, something else for the other.
create table public.posts (id bigint primary key);
create table public.likes (id bigint primary key, post_id bigint, post_type text);
insert into public.posts values (1);
insert into public.likes values (1, 1, 'post'), (2, 77, 'archived_post');
