-- 009: stop guessing the dimension. Local and hosted vectors side by side, each in its own column.

create table memory_embedding_variants (
  memory_id uuid primary key references memories(id) on delete cascade,
  local_embedding vector(384),
  openai_embedding vector(1536),
  updated_at timestamptz not null default now()
);

alter table memory_embedding_variants enable row level security;

create policy variants_owner on memory_embedding_variants
  for all to authenticated
  using (exists (select 1 from memories m where m.id = memory_id and m.user_id = (select auth.uid())))
  with check (exists (select 1 from memories m where m.id = memory_id and m.user_id = (select auth.uid())));

create index idx_variants_local on memory_embedding_variants using hnsw (local_embedding vector_cosine_ops);
create index idx_variants_openai on memory_embedding_variants using hnsw (openai_embedding vector_cosine_ops);

create table embedding_models (
  name text primary key,
  dimensions integer not null check (dimensions between 1 and 16000),
  provider text not null
);

insert into embedding_models (name, dimensions, provider) values
  ('all-MiniLM-L6-v2', 384, 'local'),
  ('text-embedding-3-small', 1536, 'openai');

-- new model? call this with the table and the size
create or replace function add_embedding_column(p_table text, p_dimensions integer)
returns void
language plpgsql
security definer
as $$
begin
  execute 'alter table ' || p_table
       || ' add column if not exists embedding_' || p_dimensions
       || ' vector(' || p_dimensions || ')';
end;
$$;

-- picks the right column; both casts fit
create or replace function match_variants(query_embedding vector, match_count int default 10)
returns table (memory_id uuid, distance double precision)
language plpgsql stable
set search_path = public, extensions
as $$
begin
  if vector_dims(query_embedding) = 384 then
    return query select v.memory_id, v.local_embedding <=> query_embedding::vector(384)
      from memory_embedding_variants v order by 2 limit match_count;
  else
    return query select v.memory_id, v.openai_embedding <=> query_embedding::vector(1536)
      from memory_embedding_variants v order by 2 limit match_count;
  end if;
end;
$$;
