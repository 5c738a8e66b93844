import type { Database } from "../src/shared/database/database.ts";

/** How many tables go into one transaction: each object made holds a lock until commit, and the lock table is small. */
const BATCH = 250;

/**
 * Fills a database with `tables` tables in schemas of at most 125, and in proportion two functions, three policies,
 * three indexes, ten columns and one foreign key a table, a view for every second one, a trigger on every one.
 */
export async function generate(database: Database, tables: number): Promise<void> {
  for (let schema = 0; schema * 125 < tables; schema += 1) {
    await database.execute(
      `create schema if not exists app_${schema}; grant usage on schema app_${schema} to anon, authenticated;`,
    );
  }
  await database.execute(`
    create or replace function public.bench_touch() returns trigger language plpgsql set search_path = '' as
    $$ begin new.updated_at := pg_catalog.now(); return new; end $$;`);
  for (let first = 0; first < tables; first += BATCH) {
    await database.execute(batch(first, Math.min(first + BATCH, tables)));
  }
  await database.execute(
    "analyze pg_catalog.pg_class; analyze pg_catalog.pg_attribute; analyze pg_catalog.pg_depend",
  );
}

function batch(from: number, to: number): string {
  return `
    do $generate$
    declare
      item int;
      place text;
      parent text;
      pad text := repeat('-- keeps the body near the size of a real one' || chr(10), 15);
    begin
      for item in ${from} .. ${to - 1} loop
        place := format('app_%s.item_%s', item / 125, item);
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
        if item % 125 > 0 then
          parent := format('app_%s.item_%s', (item - 1) / 125, item - 1);
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
          item / 125, item, pad || format('select count(*) from %s where owner_id = owner', place));
        execute format(
          'create function app_%s.close_%s(item bigint) returns void language plpgsql %s as %L',
          item / 125, item, case when item % 10 = 0 then 'security definer' else '' end,
          pad || format('begin update %s set status = ''done'' where id = item; end', place));
        if item % 2 = 0 then
          execute format('create view app_%s.open_%s with (security_invoker = true) as select id, title from %s where status <> ''done''', item / 125, item, place);
        end if;
      end loop;
    end
    $generate$;`;
}
