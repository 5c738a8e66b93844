create table if not exists public.docs (
  id bigint primary key,
  -- expect error: public.docs.embedding
  embedding vector(384)
);
-- expect error: public.docs.small
alter table public.docs add column if not exists small halfvec(512);
-- expect error: public.docs_384
create index docs_384 on public.docs using hnsw ((embedding::vector(384)) vector_cosine_ops);
-- expect error: public."we""ird ü_expr_idx"
create index on public."we""ird ü" using hnsw (("em""b"::vector(4)) vector_l2_ops);
-- expect error: public.wrong_view
create view public.wrong_view with (security_invoker = on) as select id, embedding::vector(384) as e from public.docs;
-- expect error: public.docs
insert into public.docs (id, embedding) values (1, '[1,2,3]'::vector(3));
