import { isPlatformSchema } from "../catalog/scope.ts";
import { type Database, type Session, sqlState } from "../database/database.ts";
import { qualify } from "../sql/ident.ts";

/** Where a connection string leads. */
export interface ConnectionTarget {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly database: string;
  /** Transaction pooling was asked for, by the port of Supabase's poolers or by Prisma's parameter. */
  readonly isTransactionPooler: boolean;
}

const LOOPBACK = ["", "localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0"];
const SUPABASE = [".supabase.co", ".supabase.com", ".supabase.net", ".supabase.red"];

/** Takes a connection string apart; it has been looked through before. */
export function connectionTarget(url: string): ConnectionTarget {
  const parsed = new URL(url);
  const host = parsed.hostname.toLowerCase();
  const port = parsed.port || "5432";
  return {
    host,
    port,
    user: decodeURIComponent(parsed.username),
    database: decodeURIComponent(parsed.pathname.slice(1)) || "postgres",
    isTransactionPooler:
      parsed.searchParams.get("pgbouncer") === "true" || (port === "6543" && !isLoopback(host)),
  };
}

/** The name by which a person shows to know which database is meant: the project's reference, else host and database. */
export function databaseName(target: ConnectionTarget): string {
  const direct = /^db\.([a-z0-9]+)\.supabase\.(?:co|net|red)$/.exec(target.host)?.[1];
  const pooled = isSupabase(target.host) ? /^[^.]+\.([a-z0-9]+)$/.exec(target.user)?.[1] : undefined;
  return direct ?? pooled ?? `${target.host === "" ? "localhost" : target.host}/${target.database}`;
}

/** Why a database is taken for one that people depend on; empty for an empty one on this machine. */
export async function productionSigns(
  database: Database,
  target: ConnectionTarget,
): Promise<readonly string[]> {
  const signs: string[] = [];
  if (isSupabase(target.host)) signs.push(`${target.host} is a hosted Supabase project`);
  else if (!isLoopback(target.host)) signs.push(`${target.host} is not this machine`);
  return [...signs, ...(await database.transaction("snapshot", rowSigns))];
}

function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host) || host.startsWith("127.");
}

function isSupabase(host: string): boolean {
  return SUPABASE.some((domain) => host.endsWith(domain));
}

/** How many tables are asked at once whether they have a row. */
const BATCH = 100;

async function rowSigns(session: Session): Promise<readonly string[]> {
  // Rows that row level security hides from this role would look like none: then the server is to refuse.
  await session.execute("set local row_security = off");
  const tables = await session.query<{ schema: string; name: string }>(`
    select ns.nspname::text as schema, cl.relname::text as name
    from pg_catalog.pg_class cl
    join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
    where cl.relkind = 'r'
      and ns.nspname !~ '^pg_'
    order by 1, 2`);
  const [users, own] = [
    tables.filter(({ schema, name }) => schema === "auth" && name === "users"),
    tables.filter(({ schema }) => !isPlatformSchema(schema) && schema !== "supawarden"),
  ];
  const [withUsers, withRows] = [await filled(session, users), await filled(session, own)];
  const [first] = withRows.names;
  return [
    ...(withUsers.names.length > 0 ? ["auth.users has users"] : []),
    ...(first === undefined
      ? []
      : [
          `${withRows.names.length === 1 ? "a table has" : `${withRows.names.length} tables have`} rows, such as ${first}`,
        ]),
    ...[withUsers, withRows].flatMap(({ unread }) =>
      unread.length === 0 ? [] : [`whether ${unread[0]} has rows could not be read`],
    ),
  ];
}

async function filled(
  session: Session,
  tables: readonly { readonly schema: string; readonly name: string }[],
): Promise<{ readonly names: readonly string[]; readonly unread: readonly string[] }> {
  const names: string[] = [];
  const unread: string[] = [];
  for (let start = 0; start < tables.length; start += BATCH) {
    const batch = tables.slice(start, start + BATCH).map(({ schema, name }) => qualify(schema, name));
    await session.execute("savepoint filled");
    try {
      const checks = batch.map(
        (name, index) => `select ${index} as place where exists (select from only ${name})`,
      );
      const rows = await session.query<{ place: number }>(checks.join("\nunion all\n"));
      names.push(...rows.map(({ place }) => batch[place] ?? ""));
    } catch (error) {
      if (sqlState(error) !== "42501") throw error;
      await session.execute("rollback to savepoint filled");
      unread.push(batch[0] ?? "");
    }
    await session.execute("release savepoint filled");
  }
  return { names, unread };
}
