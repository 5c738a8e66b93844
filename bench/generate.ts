import type { Database } from "../src/shared/database/database.ts";

/** How many tables go into one transaction: each object made holds a lock until commit, and the lock table is small. */
const BATCH = 250;

/** How many tables, and how they are spread. */
export interface Shape {
  readonly tables: number;
  /** Tables a schema holds. */
  readonly perSchema: number;
  /** Whether every schema holds objects of the same names, as one schema a tenant does; else each name is used once. */
  readonly alike?: boolean;
}

/** Names of the schemas that a shape has. */
export function schemasOf({ tables, perSchema }: Shape): readonly string[] {
  return Array.from({ length: Math.ceil(tables / perSchema) }, (_, index) => `app_${index}`);
}

/**
 * Fills a database with tables and, in proportion, two functions, three policies, three indexes, ten columns and one
 * foreign key a table, a view for every second one, a trigger on every one.
 */
export async function generate(database: Database, shape: Shape): Promise<void> {
  for (const schema of schemasOf(shape)) {
    await database.execute(
      `create schema if not exists ${schema}; grant usage on schema ${schema} to anon, authenticated;`,
    );
  }
  await database.execute(`
    create or replace function public.bench_touch() returns trigger language plpgsql set search_path = '' as
    $$ begin new.updated_at := pg_catalog.now(); return new; end $$;`);
  for (let first = 0; first < shape.tables; first += BATCH) {
    await database.execute(batch({ from: first, to: Math.min(first + BATCH, shape.tables) }, shape));
  }
}

function batch(
  { from, to }: { readonly from: number; readonly to: number },
  { perSchema, alike = false }: Shape,
): string {
  const named = (item: string) => (alike ? `(${item}) % ${perSchema}` : item);
  return `
    do $generate$
    declare
      item int;
      name int;
      place text;
      parent text;
      pad text := repeat('-- keeps the body near the size of a real one' || chr(10), 15);
    begin
      for item in ${from} .. ${to - 1} loop
        name := ${named("item")};
        place := format('app_%s.item_%s', item / ${perSchema}, name);
        execute format(
          'create table %s (
            id bigint generated always as identity primary key,
            owner_id uuid not null,
            parent_id bigint,
            title text not null default ''untitled'',
            body text,
            status text not null default ''draft'',
            amount numeric(12, 2) not null default 0,
            tags text[] not null default ''{}'',
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now()
          )', place);
        if item % ${perSchema} > 0 then
          parent := format('app_%s.item_%s', (item - 1) / ${perSchema}, ${named("item - 1")});
          execute format('alter table %s add foreign key (parent_id) references %s (id)', place, parent);
        end if;
        execute format('create index on %s (owner_id, created_at)', place);
        execute format('create index on %s (status) where status <> ''done''', place);
        execute format('alter table %s enable row level security', place);
        execute format('create policy "read own" on %s for select to authenticated using (owner_id = (select auth.uid()))', place);
        execute format('create policy "insert own" on %s for insert to authenticated with check (owner_id = auth.uid())', place);
        execute format('create policy "change own" on %s for update to authenticated using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()))', place);
        execute format('grant select, insert, update, delete on %s to anon, authenticated', place);
        execute format('create trigger touch before update on %s for each row execute function public.bench_touch()', place);
        execute format(
          'create function app_%s.count_%s(owner uuid) returns bigint language sql stable set search_path = '''' as %L',
          item / ${perSchema}, name, pad || format('select count(*) from %s where owner_id = owner', place));
        execute format(
          'create function app_%s.close_%s(item bigint) returns void language plpgsql %s as %L',
          item / ${perSchema}, name, case when item % 10 = 0 then 'security definer' else '' end,
          pad || format('begin update %s set status = ''done'' where id = item; end', place));
        if item % 2 = 0 then
          execute format('create view app_%s.open_%s with (security_invoker = true) as select id, title from %s where status <> ''done''', item / ${perSchema}, name, place);
        end if;
      end loop;
    end
    $generate$;`;
}
