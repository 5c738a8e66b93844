-- fires: replies_thread_fkey on public.replies
-- because: the index is over the referenced column, which its primary key has indexed already.
create table public.threads (id bigint primary key, thread bigint);
create table public.replies (id bigint primary key, thread bigint references public.threads (id));
create index replies_thread_idx on public.threads (thread);
