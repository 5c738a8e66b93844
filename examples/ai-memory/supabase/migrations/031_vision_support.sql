-- images: CLIP embeddings are 512

create table vision_assets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users(id) on delete cascade,
  path text not null,
  caption text,
  embedding vector(512),
  created_at timestamptz default now()
);
create index idx_vision_user on vision_assets(user_id);
create index idx_vision_embedding on vision_assets using hnsw (embedding vector_l2_ops);

alter table vision_assets enable row level security;
create policy "own images" on vision_assets for select to authenticated using (user_id = auth.uid());
create policy "own images upload" on vision_assets for insert to authenticated with check (user_id = auth.uid());

create or replace function match_images(query_embedding vector(512), match_count integer default 12)
returns setof vision_assets
language sql stable
set search_path = public, extensions
as $$
  select v.* from vision_assets v order by v.embedding <=> query_embedding limit match_count
$$;
