/** One file of a generated folder. */
export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Migration files as a project of some years has them: a table with its indexes, row security, policies and trigger in
 * every third, functions in every third, changes of earlier objects and rows in the rest. Each builds on those before.
 */
export function generateFolder(files: number): readonly GeneratedFile[] {
  return Array.from({ length: files }, (_, index) => {
    const version = String(20_240_101_000_000 + index);
    const [kind, text] = [tableFile, routineFile, changeFile][index % 3]?.(Math.floor(index / 3)) ?? ["", ""];
    return { name: `${version}_${kind}_${index}.sql`, text: index === 0 ? START + text : text };
  });
}

const START = `create extension if not exists pg_trgm with schema extensions;
create schema if not exists private;
create function private.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
`;

type FileText = readonly [kind: string, text: string];

function tableFile(item: number): FileText {
  const parent =
    item === 0 ? "" : `\n  parent_id bigint references public.item_${item - 1} (id) on delete cascade,`;
  return [
    "create_item",
    `-- A table and what belongs to it.
create table public.item_${item} (
  id bigint generated always as identity primary key,
  owner_id uuid not null references auth.users (id),${parent}
  title text not null check (char_length(title) between 1 and 200),
  body text,
  status text not null default 'draft',
  amount numeric(12, 2) not null default 0,
  tags text[] not null default '{}',
  data jsonb not null default '{}'::jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index item_${item}_owner_idx on public.item_${item} (owner_id, created_at desc);
create index item_${item}_title_idx on public.item_${item} using gin (title extensions.gin_trgm_ops);
create index item_${item}_open_idx on public.item_${item} (status) where status <> 'done';
alter table public.item_${item} enable row level security;
create policy "Owners read" on public.item_${item} for select to authenticated using ((select auth.uid()) = owner_id);
create policy "Owners write" on public.item_${item} for insert to authenticated with check ((select auth.uid()) = owner_id);
create policy "Owners change" on public.item_${item} for update to authenticated
  using ((select auth.uid()) = owner_id) with check ((select auth.uid()) = owner_id);
create trigger touch before update on public.item_${item} for each row execute function private.touch();
grant select, insert, update on public.item_${item} to authenticated;
comment on table public.item_${item} is 'Items of kind ${item}';
`,
  ];
}

function routineFile(item: number): FileText {
  return [
    "item_functions",
    `create or replace function public.count_item_${item}(owner uuid) returns bigint language sql stable set search_path = '' as $$
  select count(*) from public.item_${item} where owner_id = owner
$$;
create or replace function public.close_item_${item}(item bigint, note text default null) returns void
language plpgsql security definer set search_path = '' as $$
declare
  found_owner uuid;
begin
  select owner_id into found_owner from public.item_${item} where id = item;
  if found_owner is distinct from auth.uid() then
    raise exception 'not yours';
  end if;
  update public.item_${item} set status = 'done', data = data || jsonb_build_object('note', note) where id = item;
end
$$;
revoke execute on function public.close_item_${item}(bigint, text) from public, anon;
create or replace view public.open_item_${item} with (security_invoker = true) as
  select id, title, tags, created_at from public.item_${item} where status <> 'done';
do $$
begin
  if not exists (select from pg_catalog.pg_type where typname = 'kind_${item}') then
    create type public.kind_${item} as enum ('small', 'large');
  end if;
end
$$;
`,
  ];
}

function changeFile(item: number): FileText {
  return [
    "change_item",
    `alter table public.item_${item} add column kind public.kind_${item} not null default 'small', add column score double precision;
alter table public.item_${item} add constraint item_${item}_score_check check (score >= 0) not valid;
alter table public.item_${item} validate constraint item_${item}_score_check;
alter table public.item_${item} alter column body set default '';
create unique index if not exists item_${item}_title_key on public.item_${item} (owner_id, lower(title));
insert into auth.users (id, email) values (extensions.uuid_generate_v5(extensions.uuid_ns_url(), 'item-${item}'), 'user${item}@example.com')
  on conflict do nothing;
insert into public.item_${item} (owner_id, title, tags)
  select usr.id, 'Title ' || place, array['a', 'b']
  from auth.users usr, generate_series(1, 20) place
  where usr.email = 'user${item}@example.com';
update public.item_${item} set status = 'open' where title like '%1%';
drop policy "Owners change" on public.item_${item};
create policy "Owners change" on public.item_${item} for update to authenticated using ((select auth.uid()) = owner_id);
`,
  ];
}
