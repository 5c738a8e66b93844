import type { Database } from "../../database/database.ts";
import type { MigrationFile } from "../discover.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";
import type { ReplayFault } from "../replay_file.ts";
import { type MissingName, missingName } from "./missing_name.ts";

/** Looks after each file whether what failed statements missed has come to be, whoever made it and how. */
export interface CreationWatch {
  readonly afterFile: (file: MigrationFile, faults: readonly ReplayFault[]) => Promise<void>;
  /** The file after which the object was there; it may be gone again later. */
  readonly madeBy: ReadonlyMap<ReplayFault, string>;
}

interface Waiting {
  readonly fault: ReplayFault;
  readonly missing: MissingName;
}

/** Watches a replay of these files. */
export function watchCreations(database: Database, files: readonly ReadFile[]): CreationWatch {
  const statements = statementIndex(files);
  const madeBy = new Map<ReplayFault, string>();
  let waiting: Waiting[] = [];
  let seen = 0;
  return {
    madeBy,
    afterFile: async (file, faults) => {
      for (const fault of faults.slice(seen)) {
        const missing = missingName(fault, statements(fault));
        if (missing !== undefined && missing.name !== "") waiting.push({ fault, missing });
      }
      seen = faults.length;
      if (waiting.length === 0) return;
      const there = await present(database, waiting);
      for (const index of there) {
        const found = waiting[index];
        if (found !== undefined) madeBy.set(found.fault, file.file);
      }
      waiting = waiting.filter((_, index) => !there.has(index));
    },
  };
}

/** Finds the statement of a fault. */
export function statementIndex(
  files: readonly ReadFile[],
): (fault: Pick<ReplayFault, "file" | "start" | "stage">) => ReadStatement | undefined {
  const byPlace = new Map(
    files.flatMap(({ file, statements }) =>
      statements.map((read) => [`${file}\0${read.statement.start}`, read] as const),
    ),
  );
  return ({ file, start, stage }) =>
    stage === "statement" || stage === "refused" ? byPlace.get(`${file}\0${start}`) : undefined;
}

const PRESENT = `
with wanted as (
  select item.place - 1 as place, item.value ->> 'kind' as kind, item.value ->> 'schema' as schema,
    item.value ->> 'name' as name, item.value ->> 'table' as tab
  from pg_catalog.jsonb_array_elements($1::text::jsonb) with ordinality item (value, place)
), own as (
  select nsp.oid, nsp.nspname from pg_catalog.pg_namespace nsp
  where nsp.nspname not in ('pg_catalog', 'information_schema') and nsp.nspname !~ '^pg_(toast|temp)'
)
select wan.place::int as place from wanted wan
where case wan.kind
  when 'relation' then exists (
    select from pg_catalog.pg_class cls join own on own.oid = cls.relnamespace
    where cls.relname = wan.name and (wan.schema is null or own.nspname = wan.schema))
  when 'type' then exists (
    select from pg_catalog.pg_type typ join own on own.oid = typ.typnamespace
    where typ.typname = wan.name and (wan.schema is null or own.nspname = wan.schema))
  when 'routine' then exists (
    select from pg_catalog.pg_proc pro join own on own.oid = pro.pronamespace
    where pro.proname = wan.name and (wan.schema is null or own.nspname = wan.schema))
  when 'schema' then exists (select from own where own.nspname = wan.name)
  when 'extension' then exists (select from pg_catalog.pg_extension ext where ext.extname = wan.name)
  when 'role' then exists (select from pg_catalog.pg_roles rol where rol.rolname = wan.name)
  when 'publication' then exists (select from pg_catalog.pg_publication pub where pub.pubname = wan.name)
  when 'column' then exists (
    select from pg_catalog.pg_attribute att
    join pg_catalog.pg_class cls on cls.oid = att.attrelid join own on own.oid = cls.relnamespace
    where att.attname = wan.name and cls.relname = wan.tab and not att.attisdropped)
  when 'policy' then exists (
    select from pg_catalog.pg_policy pol join pg_catalog.pg_class cls on cls.oid = pol.polrelid
    where pol.polname = wan.name and cls.relname = wan.tab)
  when 'trigger' then exists (
    select from pg_catalog.pg_trigger tri join pg_catalog.pg_class cls on cls.oid = tri.tgrelid
    where tri.tgname = wan.name and cls.relname = wan.tab)
  when 'constraint' then exists (
    select from pg_catalog.pg_constraint con join pg_catalog.pg_class cls on cls.oid = con.conrelid
    where con.conname = wan.name and cls.relname = wan.tab)
  else exists (
    select from pg_catalog.pg_opclass opc where opc.opcname = wan.name
    union all select from pg_catalog.pg_language lan where lan.lanname = wan.name
    union all select from pg_catalog.pg_am ame where ame.amname = wan.name
    union all select from pg_catalog.pg_foreign_data_wrapper fdw where fdw.fdwname = wan.name
    union all select from pg_catalog.pg_foreign_server srv where srv.srvname = wan.name
    union all select from pg_catalog.pg_collation col where col.collname = wan.name
    union all select from pg_catalog.pg_ts_config cfg where cfg.cfgname = wan.name)
end`;

async function present(database: Database, waiting: readonly Waiting[]): Promise<ReadonlySet<number>> {
  const wanted = JSON.stringify(
    waiting.map(({ missing: { kind, schema, name, table } }) => ({ kind, schema, name, table })),
  );
  const rows = await database.query<{ place: number }>(PRESENT, [wanted]);
  return new Set(rows.map(({ place }) => Number(place)));
}
