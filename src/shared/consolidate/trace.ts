import type { Session } from "../database/database.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import type { ReplayObserver } from "../migrations/shadow.ts";
import { qualify } from "../sql/ident.ts";
import type { ParsedStatement } from "../sql/parser.ts";

/** What a statement did when it ran, and under which settings. */
export interface StatementEffect {
  /** `search_path` at that time. */
  readonly searchPath: string;
  /** The role that was set; empty where it was the session's own. */
  readonly role: string;
  /** Catalogs in which it wrote: names without a schema. */
  readonly catalogs: readonly string[];
  /** Tables in which it wrote, by qualified name. */
  readonly tables: readonly string[];
}

/** Effects by file and the byte at which the statement begins. */
export type Trace = ReadonlyMap<string, StatementEffect>;

/** Key of a statement in a trace. */
export function traceKey(
  file: Pick<MigrationFile, "file">,
  statement: Pick<ParsedStatement, "start">,
): string {
  return `${file.file}\u0000${statement.start}`;
}

/** Statements whose text does not tell what they change. */
const MEASURED: ReadonlySet<string> = new Set([
  "CallStmt",
  "CopyStmt",
  "CreateTableAsStmt",
  "DeleteStmt",
  "DoStmt",
  "ExecuteStmt",
  "InsertStmt",
  "MergeStmt",
  "RefreshMatViewStmt",
  "SelectStmt",
  "TruncateStmt",
  "UpdateStmt",
]);

/** Writes down what the statements of a replay do; the trace fills while it goes on. */
export function tracing(): { readonly observer: ReplayObserver; readonly trace: Trace } {
  const trace = new Map<string, StatementEffect>();
  return {
    trace,
    observer: {
      wants: ({ kind }) => MEASURED.has(kind),
      run: async ({ file, statement, session }, run) => {
        const [settings] = await session.query<{ path: string; role: string }>(
          `select pg_catalog.current_setting('search_path') as path,
            case when current_user = session_user then '' else current_user::text end as role`,
        );
        const before = await writesOf(session);
        await run();
        const after = await writesOf(session);
        const written = [...after].filter(([oid, { counts }]) => before.get(oid)?.counts !== counts);
        const names = written.map(([, table]) => table);
        trace.set(traceKey(file, statement), {
          searchPath: settings?.path ?? "",
          role: settings?.role ?? "",
          catalogs: names
            .filter(({ schema }) => schema === "pg_catalog")
            .map(({ name }) => name)
            .sort(),
          tables: names
            .filter(({ schema }) => schema !== "pg_catalog" && !schema.startsWith("pg_toast"))
            .map(({ schema, name }) => qualify(schema, name))
            .sort(),
        });
      },
    },
  };
}

interface Written {
  readonly schema: string;
  readonly name: string;
  readonly counts: string;
}

/** Rows that this transaction has written so far, by table. Counts never fall but by TRUNCATE, which resets them. */
async function writesOf(session: Session): Promise<ReadonlyMap<number, Written>> {
  const rows = await session.query<Written & { oid: number }>(`
    select written.oid::int8::int4 as oid, nsp.nspname::text as schema, written.relname::text as name, written.counts
    from (
      select rel.oid, rel.relname, rel.relnamespace, pg_catalog.concat_ws(' ',
        pg_catalog.pg_stat_get_xact_tuples_inserted(rel.oid), pg_catalog.pg_stat_get_xact_tuples_updated(rel.oid),
        pg_catalog.pg_stat_get_xact_tuples_deleted(rel.oid)) as counts
      from pg_catalog.pg_class rel
      where rel.relkind in ('r', 't', 'm')
    ) written
    join pg_catalog.pg_namespace nsp on nsp.oid = written.relnamespace
    where written.counts <> '0 0 0'`);
  return new Map(rows.map(({ oid, ...table }) => [oid, table]));
}
