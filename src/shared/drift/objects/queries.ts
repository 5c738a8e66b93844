import type { Parameter, Session } from "../../database/database.ts";
import { PRINTED_TEXTS } from "../../database/printed_texts.ts";
import type { ObjectName, ObjectType } from "../object_type.ts";
import { OBJECT_SOURCES, OTHER_SOURCES } from "./mod.ts";
import { type ObjectSource, type OtherSource, type SourceServer, scopeSql } from "./source.ts";

/** What a reading is limited to. */
export interface Scope {
  readonly server: SourceServer;
  /** Only these schemas; all of the user's where it is left out. */
  readonly schemas?: readonly string[];
  /** Only these types. */
  readonly types?: readonly ObjectType[];
}

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
