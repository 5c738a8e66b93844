import { z } from "zod";
import { type DeepReadonly, extensionJoin, type Family, name } from "./family.ts";
import { qualified } from "./identity.ts";
import { isPlatformSchema } from "./scope.ts";
import type { Unread } from "./snapshot.ts";

const row = z.object({
  schema: name,
  name,
  /** The tool that keeps it. */
  tool: z.string(),
});
/** A table in which another tool than the Supabase CLI records migrations. Its rows are not read. */
export type OtherLedger = DeepReadonly<z.infer<typeof row>>;

/** What is known of a table by its name. */
interface LedgerKind {
  readonly tool: string;
  /** Columns that it has at least. */
  readonly columns: readonly string[];
}

/** By table name; of several the first whose columns are there. */
const KINDS: Readonly<Record<string, readonly LedgerKind[]>> = {
  SequelizeMeta: [{ tool: "Sequelize", columns: ["name"] }],
  __EFMigrationsHistory: [{ tool: "Entity Framework", columns: ["MigrationId"] }],
  __diesel_schema_migrations: [{ tool: "Diesel", columns: ["version", "run_on"] }],
  __drizzle_migrations: [{ tool: "Drizzle", columns: ["hash", "created_at"] }],
  _migrations: [{ tool: "a runner of its own", columns: [] }],
  _prisma_migrations: [{ tool: "Prisma", columns: ["migration_name", "checksum"] }],
  _sqlx_migrations: [{ tool: "sqlx", columns: ["version", "checksum"] }],
  alembic_version: [{ tool: "Alembic", columns: ["version_num"] }],
  atlas_schema_revisions: [{ tool: "Atlas", columns: ["version", "hash"] }],
  databasechangelog: [{ tool: "Liquibase", columns: ["id", "author", "filename"] }],
  django_migrations: [{ tool: "Django", columns: ["app", "name", "applied"] }],
  flyway_schema_history: [{ tool: "Flyway", columns: ["installed_rank", "script"] }],
  goose_db_version: [{ tool: "goose", columns: ["version_id", "is_applied"] }],
  knex_migrations: [{ tool: "Knex", columns: ["name", "batch"] }],
  kysely_migration: [{ tool: "Kysely", columns: ["name", "timestamp"] }],
  migrations: [
    { tool: "graphile-migrate", columns: ["hash", "previous_hash"] },
    { tool: "Laravel", columns: ["migration", "batch"] },
    { tool: "TypeORM", columns: ["timestamp", "name"] },
    { tool: "node-postgres-migrations", columns: ["name", "hash", "executed_at"] },
  ],
  mikro_orm_migrations: [{ tool: "MikroORM", columns: ["name", "executed_at"] }],
  pgmigrations: [{ tool: "node-pg-migrate", columns: ["name", "run_on"] }],
  refinery_schema_history: [{ tool: "Refinery", columns: ["version", "checksum"] }],
  schema_migrations: [
    { tool: "golang-migrate", columns: ["version", "dirty"] },
    { tool: "Rails, dbmate or a runner of its own", columns: ["version"] },
    { tool: "a runner of its own", columns: ["filename"] },
    { tool: "a runner of its own", columns: ["name"] },
  ],
  schema_version: [{ tool: "Flyway", columns: ["installed_rank", "script"] }],
  seaql_migrations: [{ tool: "SeaORM", columns: ["version", "applied_at"] }],
};

/** Ledgers of other tools, told by name and columns alone, by schema and name. */
export const otherLedgers: Family<OtherLedger> = {
  name: "other_ledgers",
  row,
  answer: ["schema", "name", "columns"],
  sql: () => `
    select
      nsp.nspname as schema,
      rel.relname as name,
      array(
        select att.attname::text
        from pg_catalog.pg_attribute att
        where att.attrelid = rel.oid
          and att.attnum > 0
          and not att.attisdropped
        order by att.attnum
      ) as columns
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    ${extensionJoin("pg_class", "rel.oid")}
    where rel.relname in (${Object.keys(KINDS)
      .map((known) => `'${known}'`)
      .join(", ")})
      and rel.relkind in ('r', 'p')
      and member.objid is null
    order by nsp.nspname collate "C", rel.relname collate "C"`,
  finish: async (answer) =>
    (answer.columns ?? []).flatMap((columns, place): OtherLedger[] => {
      const found = { schema: String(answer.schema?.[place]), name: String(answer.name?.[place]) };
      const known = (KINDS[found.name] ?? []).find((kind) =>
        kind.columns.every((column) => (columns as readonly string[]).includes(column)),
      );
      return known === undefined || isPlatformSchema(found.schema) ? [] : [{ ...found, tool: known.tool }];
    }),
};

/** The tables and their tools in words: `public._prisma_migrations (Prisma)`. */
export function namedLedgers(ledgers: readonly OtherLedger[]): string {
  return ledgers.map((ledger) => `${qualified(ledger)} (${ledger.tool})`).join(", ");
}

/** Where the CLI's ledger is absent, says in `unread` which other there is: what is recorded there is not compared. */
export function nameOtherLedgers(unread: Unread[], ledgers: readonly OtherLedger[]): void {
  const place = unread.findIndex((entry) => entry.family === "ledger" && entry.kind === "absent");
  const absent = unread[place];
  if (absent === undefined || ledgers.length === 0) return;
  const [are, them] = ledgers.length === 1 ? ["is a ledger", "is"] : ["are ledgers", "are"];
  unread[place] = {
    ...absent,
    reason: `${absent.reason}; ${namedLedgers(ledgers)} ${are} of another tool, which ${them} not compared`,
  };
}
