import type { Parameter, Session } from "../../database/database.ts";
import type { ObjectType } from "../object_type.ts";
import type { Scope } from "./queries.ts";
import { scopeSql, type TextSource, textQuery } from "./source.ts";
import { TEXT_SOURCES } from "./texts.ts";

const FIRST_OID = 16384;

/** Texts of one source, whole or a stretch of them. */
export interface TextQuery {
  readonly type: ObjectType;
  /** Tables that end in `texts`. */
  readonly tables: string;
  /** Whether a table `locked` says how many `relations` deparsing would lock; above `most` there are no texts. */
  readonly most?: number;
}

/** What is asked of the texts of a scope. */
export interface TextRequest {
  /** Makes the query, by `withLocked`. */
  readonly select: (query: TextQuery) => string;
  readonly parameters: readonly Parameter[];
  /** Makes `texts.digest` of a text, once for each distinct one. */
  readonly digest?: (text: string) => string;
  /** How many sessions may deparse at once: each one locks only its part of what one alone may. */
  readonly sessions?: number;
}

/** Reads the texts of one source. */
export interface TextJob<Row extends object> {
  readonly type: ObjectType;
  /** Lets go the locks that it took. */
  readonly run: (session: Session) => Promise<readonly Row[]>;
}

/**
 * A job for each source of texts that the scope asks for: whole sources where few relations are locked, stretches of them
 * otherwise. Locks are let go after each.
 */
export function textJobs<Row extends object>(scope: Scope, request: TextRequest): readonly TextJob<Row>[] {
  return TEXT_SOURCES.filter((source) => scope.types?.includes(source.type) !== false).map((source) => {
    const own =
      source.step === undefined
        ? source
        : { ...source, step: Math.ceil(source.step / (request.sessions ?? 1)) };
    return { type: source.type, run: (session) => readSource<Row>(session, own, { scope, request }) };
  });
}

/** Runs a query over the texts of a scope, source after source. */
export async function queryTexts<Row extends object>(
  session: Session,
  scope: Scope,
  request: TextRequest & { readonly each: (rows: readonly Row[], type: ObjectType) => void },
): Promise<void> {
  for (const { type, run } of textJobs<Row>(scope, request)) request.each(await run(session), type);
}

async function readSource<Row extends object>(
  session: Session,
  source: TextSource,
  { scope, request }: { readonly scope: Scope; readonly request: TextRequest },
): Promise<readonly Row[]> {
  const { alias, key = "oid" } = source.catalog;
  const read = async (from: number, to?: number) => {
    const window = `${alias}.${key} >= ${from}::oid${to === undefined ? "" : ` and ${alias}.${key} < ${to}::oid`}`;
    const { digest } = request;
    const query: TextQuery = {
      type: source.type,
      tables: [
        ...scopeSql(),
        ...textQuery(source, { window, server: scope.server, ...(digest === undefined ? {} : { digest }) }),
      ].join(",\n"),
      ...(source.stored === undefined || source.step === undefined ? {} : { most: source.step }),
    };
    const rows = await queryStretch<Row & { locked: number | null }>(
      session,
      request.select(query),
      request.parameters,
    );
    return {
      rows: rows.filter((row) => row.locked === null),
      isTooMuch: (rows.find((row) => row.locked !== null)?.locked ?? 0) > (query.most ?? 0),
    };
  };
  const isDeduplicated = source.stored !== undefined;
  if (isDeduplicated) {
    const whole = await read(FIRST_OID);
    if (!whole.isTooMuch) return whole.rows;
  }
  const bounds = [FIRST_OID, ...(await stretchEnds(session, source))];
  const found: Row[][] = [];
  for (const [place, from] of bounds.entries()) found.push((await read(from, bounds[place + 1])).rows);
  return found.flat();
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

/** The OIDs at which the catalog of a source is cut. */
async function stretchEnds(
  session: Session,
  { catalog, step, counted = "true" }: TextSource,
): Promise<readonly number[]> {
  if (step === undefined) return [];
  const key = `${catalog.alias}.${catalog.key ?? "oid"}`;
  const rows = await session.query<{ key: string }>(
    `select cut.key::int8::text as key
    from (
      select ${key} as key, row_number() over (order by ${key}) as number
      from pg_catalog.${catalog.name} ${catalog.alias}
      where ${key} >= ${FIRST_OID}::oid and (${counted})
    ) cut
    where cut.number % ${step} = 0
    order by cut.key`,
  );
  return rows.map((row) => Number(row.key));
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
