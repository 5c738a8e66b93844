-- fires: public.comments.post_id, warn
-- because: post_id holds keys of posts, one of which does not exist, and no foreign key says so.
create table public.posts (id bigint primary key);
create table public.comments (id bigint primary key, post_id bigint);
insert into public.posts values (1), (2);
insert into public.comments values (1, 1), (2, 2), (3, 99);
