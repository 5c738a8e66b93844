import type { Session } from "../database/database.ts";

/** Tables outside pg_catalog that some families read; each may be absent, forbidden or filtered by its policies. */
const OPTIONAL_TABLES = [
  "storage.buckets",
  "cron.job",
  "cron.job_run_details",
  "supabase_migrations.schema_migrations",
  "supawarden.runs",
  "supawarden.settings",
] as const;

/** What the loader learns about the server before it reads the families. */
export interface ServerReading {
  readonly version: number;
  readonly version_text: string;
  readonly database: string;
  readonly user: string;
  readonly superuser: boolean;
  readonly in_recovery: boolean;
  readonly tables: ReadonlyMap<string, readonly string[]>;
  /** Optional tables whose rows row level security may hide from the current role. */
  readonly filtered: ReadonlySet<string>;
}

/** Reads version, role and the presence of optional tables, in two statements. */
export async function readServerFacts(session: Session): Promise<ServerReading> {
  const [server] = await session.query<{
    version: number;
    version_text: string;
    database: string;
    user: string;
    superuser: boolean;
    in_recovery: boolean;
  }>(`
    select
      pg_catalog.current_setting('server_version_num')::int4 as version,
      pg_catalog.current_setting('server_version') as version_text,
      pg_catalog.current_database()::text as database,
      current_user::text as user,
      pg_catalog.current_setting('is_superuser') = 'on' as superuser,
      pg_catalog.pg_is_in_recovery() as in_recovery`);
  if (server === undefined) throw new Error("the server answered no row to the version query");
  const present = await session.query<{ name: string; columns: string[]; filtered: boolean }>(
    `select
      wanted.name,
      pg_catalog.to_json(array(
        select att.attname::text
        from pg_catalog.pg_attribute att
        where att.attrelid = rel.oid
          and att.attnum > 0
          and not att.attisdropped
        order by att.attnum
      )) as columns,
      pg_catalog.row_security_active(rel.oid) as filtered
    from pg_catalog.unnest($1::text[]) as wanted(name)
    join pg_catalog.pg_namespace nsp on nsp.nspname = pg_catalog.split_part(wanted.name, '.', 1)
    join pg_catalog.pg_class rel
      on rel.relnamespace = nsp.oid
      and rel.relname = pg_catalog.split_part(wanted.name, '.', 2)
      and rel.relkind in ('r', 'p', 'v', 'f')`,
    [OPTIONAL_TABLES],
  );
  return {
    ...server,
    tables: new Map(present.map((table) => [table.name, table.columns])),
    filtered: new Set(present.filter((table) => table.filtered).map((table) => table.name)),
  };
}
