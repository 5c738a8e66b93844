import type { Parameter, Session } from "../../database/database.ts";
import { PRINTED_TEXTS } from "../../database/printed_texts.ts";
import type { ObjectName, ObjectType } from "../object_type.ts";
import { OBJECT_SOURCES, OTHER_SOURCES } from "./mod.ts";
import {
  type ObjectSource,
  type OtherSource,
  type SourceServer,
  scopeSql,
  type TextSource,
  textQuery,
} from "./source.ts";
import { TEXT_SOURCES } from "./texts.ts";

/** What a reading is limited to. */
export interface Scope {
  readonly server: SourceServer;
  /** Only these schemas; all of the user's where it is left out. */
  readonly schemas?: readonly string[];
  /** Only these types. */
  readonly types?: readonly ObjectType[];
}

const FIRST_OID = 16384;

/**
 * Makes the texts that Postgres prints the same everywhere: qualified names, ISO dates in UTC. To be rolled back by the
 * caller, with the locks that deparsing takes.
 */
export async function beginReading(session: Session): Promise<void> {
  await session.execute(`
    savepoint drift_reading;${PRINTED_TEXTS};
    set local search_path = '';
    set local work_mem = '32MB';
    set local jit = off;
    set local max_parallel_workers_per_gather = 0`);
}

/** Takes back settings and locks of a reading. */
export async function endReading(session: Session): Promise<void> {
  await session.execute("rollback to savepoint drift_reading; release savepoint drift_reading");
}

/** A query of `schema`, `parent`, `name` and one column an attribute, as a table expression. */
export function objectQuery(
  source: ObjectSource,
  server: SourceServer,
): { readonly tables: string; readonly query: string; readonly attributes: readonly string[] } {
  const attributes = Object.entries(source.attributes(server));
  return {
    tables: [...scopeSql(), ...(source.tables?.(server) ?? [])].join(",\n"),
    query: `select ${source.schema} as schema, ${source.parent} as parent, ${source.name} as name,
      ${attributes.map(([name, sql]) => `${sql} as ${name}`).join(",\n      ")}
    from ${source.from(server)}`,
    attributes: attributes.map(([name]) => name),
  };
}

/** The sources of objects that the scope asks for. */
export function objectSources({ types }: Scope): readonly ObjectSource[] {
  return OBJECT_SOURCES.filter((source) => types?.includes(source.type) !== false);
}

/** The sources of objects that are read whole. */
export function otherSources({ types }: Scope): readonly OtherSource[] {
  return OTHER_SOURCES.filter((source) => types?.includes(source.type) !== false);
}

/** Texts of one source, whole or a stretch of them. */
export interface TextQuery {
  readonly type: ObjectType;
  /** Tables that end in `texts`. */
  readonly tables: string;
  /** Whether a table `locked` says how many `relations` deparsing would lock; above `most` there are no texts. */
  readonly most?: number;
}

/** A source, and the stretches in which it is read where it cannot be read at once. */
export interface TextPlan {
  /** Absent where the source has more rows than may be deparsed at once. */
  readonly whole?: TextQuery;
  readonly stretches: readonly TextQuery[];
}

/** How the texts that the scope asks for are read. Each query is to be rolled back, for its locks. */
async function textPlans(
  session: Session,
  scope: Scope,
  digest: ((text: string) => string) | undefined,
): Promise<readonly TextPlan[]> {
  const sources = TEXT_SOURCES.filter((source) => scope.types?.includes(source.type) !== false);
  const ends = await stretchEnds(session, sources);
  return sources.map((source, place) => {
    const bounds = [FIRST_OID, ...(ends.get(place) ?? [])];
    const { alias, key = "oid" } = source.catalog;
    const query = (from: number, to: number | undefined): TextQuery => {
      const window = `${alias}.${key} >= ${from}::oid${to === undefined ? "" : ` and ${alias}.${key} < ${to}::oid`}`;
      return {
        type: source.type,
        tables: [
          ...scopeSql(),
          ...textQuery(source, { window, server: scope.server, ...(digest === undefined ? {} : { digest }) }),
        ].join(",\n"),
        ...(source.stored === undefined || source.step === undefined ? {} : { most: source.step }),
      };
    };
    const isDeduplicated = source.stored !== undefined;
    return {
      ...(isDeduplicated || bounds.length === 1 ? { whole: query(FIRST_OID, undefined) } : {}),
      stretches: bounds.map((from, index) => query(from, bounds[index + 1])),
    };
  });
}

/**
 * Runs a query over the texts of a scope: whole sources where few relations are locked, stretches of them otherwise. Locks
 * are let go after each.
 * @param select makes the query, by `withLocked`.
 */
export async function queryTexts<Row extends object>(
  session: Session,
  scope: Scope,
  request: {
    readonly select: (query: TextQuery) => string;
    readonly parameters: readonly Parameter[];
    /** Makes `texts.digest` of a text, once for each distinct one. */
    readonly digest?: (text: string) => string;
    readonly each: (rows: readonly Row[], type: ObjectType) => void;
  },
): Promise<void> {
  const { select, parameters, digest, each } = request;
  for (const { whole, stretches } of await textPlans(session, scope, digest)) {
    if (whole !== undefined) {
      const rows = await queryStretch<Row & { locked: number | null }>(session, select(whole), parameters);
      const locked = rows.find((row) => row.locked !== null)?.locked ?? 0;
      if (whole.most === undefined || locked <= whole.most) {
        each(
          rows.filter((row) => row.locked === null),
          whole.type,
        );
        continue;
      }
    }
    for (const stretch of stretches) {
      const rows = await queryStretch<Row & { locked: number | null }>(session, select(stretch), parameters);
      each(
        rows.filter((row) => row.locked === null),
        stretch.type,
      );
    }
  }
}

/** Puts a row at the end that tells how many relations are locked, where the query counts them. */
export function withLocked(
  { tables, most }: TextQuery,
  query: { readonly columns: readonly string[]; readonly rest: string },
): string {
  const own = `select null::int4 as locked, ${query.columns.join(", ")} ${query.rest}`;
  if (most === undefined) return `with ${tables} ${own}`;
  return `with ${tables} (${own}) union all select locked.relations, ${query.columns.map(() => "null").join(", ")} from locked`;
}

/** The OIDs at which the catalogs of the sources are cut. */
async function stretchEnds(
  session: Session,
  sources: readonly TextSource[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const parts = sources.flatMap(({ catalog, step, counted }, place) => {
    if (step === undefined) return [];
    const key = `${catalog.alias}.${catalog.key ?? "oid"}`;
    return [
      `select ${place} as place, cut.key::int8::text as key
      from (
        select ${key} as key, row_number() over (order by ${key}) as number
        from pg_catalog.${catalog.name} ${catalog.alias}
        where ${key} >= ${FIRST_OID}::oid and (${counted ?? "true"})
      ) cut
      where cut.number % ${step} = 0`,
    ];
  });
  const ends = new Map<number, number[]>();
  if (parts.length === 0) return ends;
  const rows = await session.query<{ place: number; key: string }>(
    `${parts.join("\nunion all\n")}\norder by 1, 2`,
  );
  for (const { place, key } of rows)
    ends.set(
      place,
      [...(ends.get(place) ?? []), Number(key)].sort((a, b) => a - b),
    );
  return ends;
}

async function queryStretch<Row extends object>(
  session: Session,
  sql: string,
  parameters: readonly Parameter[],
): Promise<readonly Row[]> {
  await session.execute("savepoint drift_stretch");
  const rows = await session.query<Row>(sql, parameters);
  await session.execute("rollback to savepoint drift_stretch; release savepoint drift_stretch");
  return rows;
}

/** The parameter for the schemas of a scope. */
export function schemasParameter({ schemas }: Scope): Parameter {
  return schemas === undefined ? null : schemas;
}

/** How the fingerprint of what belongs to an object is filed: columns under their relation. */
export function fileUnder(type: ObjectType): ObjectType {
  return type === "column" ? "relation" : type;
}

/** Names of objects as a parameter: `[[schema, parent, name], …]`. */
export function namesParameter(names: readonly Pick<ObjectName, "schema" | "parent" | "name">[]): Parameter {
  return JSON.stringify(names.map(({ schema, parent, name }) => [schema, parent ?? "", name]));
}
