import { NOT_SYSTEM_SCHEMA } from "../../shared/catalog/family.ts";
import {
  type BaselineParts,
  type BaselineStatement,
  carriedStatement,
  writtenStatement,
} from "../../shared/consolidate/baseline_parts.ts";
import type { ChainStatement } from "../../shared/consolidate/chain_statements.ts";
import type { Fate, Fates } from "../../shared/consolidate/fates.ts";
import { groupedByTable } from "../../shared/consolidate/group_statements.ts";
import type { ObservedChain, ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { withOrderedColumns } from "../../shared/consolidate/ordered_columns.ts";
import {
  type LeftOut,
  type RowDigests,
  readRowDigests,
  readSequenceStates,
} from "../../shared/consolidate/row_digests.ts";
import { rowsSql } from "../../shared/consolidate/rows_sql.ts";
import {
  addsForeignKey,
  indexNameOf,
  newOwnerOf,
  onlyStatement,
} from "../../shared/consolidate/statement_shape.ts";
import type { Database, Session } from "../../shared/database/database.ts";
import { qualify, quoteLiteral } from "../../shared/sql/ident.ts";
import type { SqlParser } from "../../shared/sql/parser.ts";
import { columnOrder } from "../proof/column_order.ts";
import { type PlannedStatement, planBaseline, planSchema, readSchema } from "../proof/plan_schema.ts";
import { runInOrder, runUntilStill, type Trial } from "./trial.ts";

/** A baseline in parts, tried on a shadow. */
export interface Composition {
  readonly parts: BaselineParts;
  /** Statements of the old chain that did not run in their place. */
  readonly refused: ReadonlyMap<ChainStatement, string>;
  /** What the tables of the trial hold, without columns that no replay gives twice. */
  readonly rows: RowDigests;
  /** Statements of the schema part that did not run: the proof will name what is missing. */
  readonly failed: readonly { readonly statement: BaselineStatement; readonly message: string }[];
  /** What the schema engine does not write, in its words. */
  readonly omitted: readonly string[];
}

/** What to compose. */
export interface CompositionRequest {
  readonly chain: ObservedChain;
  readonly fates: Fates;
  /** Tables whose rows are written as they stand. */
  readonly rows: ReadonlySet<string>;
  /** Columns that no replay gives twice. */
  readonly leftOut: LeftOut;
  /** What the old chain's tables hold, without those columns. */
  readonly expected: RowDigests;
}

/**
 * Puts a baseline together on an empty shadow, part by part, each part tried before the next is planned: so privileges
 * that a new object gets by itself are not written, and what a carried statement makes is not made twice.
 */
export async function composeBaseline(
  request: CompositionRequest,
  context: ProofContext,
): Promise<Composition> {
  const shadow = await context.world.open("trial of the baseline");
  try {
    return await shadow.transaction("write", (session) =>
      compose(session, { ...request, parser: context.parser }),
    );
  } finally {
    await shadow.close();
  }
}

async function compose(
  session: Session,
  { chain, fates, rows, leftOut, expected, parser }: CompositionRequest & { readonly parser: SqlParser },
): Promise<Composition> {
  const carried = (part: Extract<Fate, { readonly kind: "carried" }>["part"]) =>
    [...fates].flatMap(([entry, fate]) =>
      fate.kind === "carried" && fate.part === part ? [carriedStatement(entry)] : [],
    );
  const own = [...fates].flatMap(([entry, fate]) =>
    fate.kind === "own_file" ? [carriedStatement(entry)] : [],
  );
  const ownIndexes = await namesOfOwnIndexes(chain.database, own);

  const cluster = await runInOrder(session, carried("cluster"));
  const original = await chain.database.transaction("snapshot", readSchema);
  const plan = planBaseline(
    await guarded(session, readSchema),
    original,
    ({ kind, of, schema, name }) =>
      isLater(kind) ||
      // An extension brings its comment; one that was changed shows when all else is there.
      (kind === "comment" && of === "extension") ||
      isMadeByCall(schema, name) ||
      (kind === "index" && ownIndexes.has(name)),
  );
  for (const { name, value } of plan.settings) await session.execute(`set local ${name} = ${value}`);
  const planned = withOrderedColumns(
    plan.statements
      .map(plannedStatement)
      .filter((statement) => !isOwnersOwn(statement, parser) && !isGrant(statement, parser)),
    { order: await columnOrder(chain.database), parser },
  );
  const isLink = (statement: BaselineStatement) =>
    statement.kind === "trigger" || isForeignKey(statement, parser);
  const structure = await runUntilStill(session, [
    ...carried("definitions"),
    ...groupedByTable(planned.filter((statement) => !isLink(statement))),
  ]);
  const lateCluster = await runInOrder(
    session,
    cluster.refused.map(({ statement }) => statement),
  );
  const written = await rowStatements(chain.database, rows);
  const filled = await runInOrder(session, written);
  const links = await runUntilStill(session, planned.filter(isLink));
  await session.execute("reset search_path; reset check_function_bodies");
  const data = await runInOrder(session, carried("data"));

  const rest = planSchema(await guarded(session, readSchema), original);
  const wanted = rest.statements
    .map(plannedStatement)
    .filter(
      (statement) =>
        !isOwnersOwn(statement, parser) &&
        !(statement.kind === "index" && statement.objects.some((key) => ownIndexes.has(nameOf(key)))),
    );
  const access = await runUntilStill(
    session,
    wanted.sort((left, right) => rankOf(left) - rankOf(right)),
  );
  const sequences = [
    ...(await sequenceStatements(session, chain)),
    ...(await refreshStatements(session, { chain, expected, leftOut })),
  ];
  return {
    parts: {
      cluster: cluster.done,
      structure: [...structure.done, ...lateCluster.done],
      rows: filled.done,
      links: links.done,
      data: data.done,
      access: access.done,
      sequences,
      own,
    },
    refused: new Map(
      [...lateCluster.refused, ...data.refused, ...structure.refused].flatMap(({ statement, message }) =>
        statement.from === undefined ? [] : [[statement.from, message] as const],
      ),
    ),
    failed: failures(structure, filled, links, access),
    rows: await guarded(session, async (reading) => {
      await reading.execute("set local search_path = ''");
      return readRowDigests(reading, leftOut);
    }),
    omitted: plan.omitted,
  };
}

function failures(...trials: readonly Trial[]): Composition["failed"] {
  return trials.flatMap(({ refused }) => refused.filter(({ statement }) => statement.from === undefined));
}

/** Reads in a savepoint, which takes back the settings of the reading. */
async function guarded<T>(session: Session, read: (session: Session) => Promise<T>): Promise<T> {
  await session.execute("savepoint composing");
  const value = await read(session);
  await session.execute("rollback to savepoint composing; release savepoint composing");
  return value;
}

function plannedStatement({ sql, objects, kind, makes, needs, table }: PlannedStatement): BaselineStatement {
  // Definitions of views and rules come with their semicolon.
  return {
    sql: sql.replace(/;\s*$/, ""),
    objects,
    kind,
    makes,
    needs,
    ...(table === undefined ? {} : { table }),
  };
}

/** What is planned when everything else is there: only then it shows what of it is left to write. */
function isLater(kind: string): boolean {
  return kind === "acl" || kind === "defaultPrivilege" || kind === "eventTrigger";
}

/** Tables of queues, which `pgmq.create` makes. */
function isMadeByCall(schema: string, name: string): boolean {
  return schema === "pgmq" && /^[aq]_/.test(name);
}

/** Event triggers come last, so that they do not fire on what else is written. */
function rankOf({ kind }: BaselineStatement): number {
  return kind === "eventTrigger" ? 2 : kind === "defaultPrivilege" ? 1 : 0;
}

/** The role that runs a migration owns what it makes. */
function isOwnersOwn({ sql }: BaselineStatement, parser: SqlParser): boolean {
  const statement = onlyStatement(sql, parser);
  return statement !== undefined && newOwnerOf(statement) === "postgres";
}

/** Privileges are written when everything is there. */
function isGrant({ sql }: BaselineStatement, parser: SqlParser): boolean {
  return onlyStatement(sql, parser)?.kind === "GrantStmt";
}

function isForeignKey({ kind, sql }: BaselineStatement, parser: SqlParser): boolean {
  if (kind !== "constraint") return false;
  const statement = onlyStatement(sql, parser);
  return statement !== undefined && addsForeignKey(statement);
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1).replaceAll('"', "");
}

/** Names of indexes that keep a file of their own. */
async function namesOfOwnIndexes(
  database: Database,
  own: readonly BaselineStatement[],
): Promise<ReadonlySet<string>> {
  const names = own.flatMap(({ from }) => {
    const name = from === undefined ? undefined : indexNameOf(from.statement);
    return name === undefined ? [] : [name];
  });
  if (names.length === 0) return new Set();
  const rows = await database.query<{ name: string }>(
    "select rel.relname::text as name from pg_catalog.pg_class rel where rel.relkind in ('i', 'I') and rel.relname = any ($1::text[])",
    [names],
  );
  return new Set(rows.map(({ name }) => name));
}

async function rowStatements(
  database: Database,
  tables: ReadonlySet<string>,
): Promise<readonly BaselineStatement[]> {
  return database.transaction("snapshot", async (session) => {
    await session.execute("set local search_path = ''");
    const statements: BaselineStatement[] = [];
    for (const table of [...tables].sort()) {
      for (const sql of await rowsSql(session, table)) statements.push(writtenStatement(sql, table));
    }
    return statements;
  });
}

/** Materialized views that were filled before or after they are here, in the order in which they were made. */
async function refreshStatements(
  session: Session,
  { chain, expected, leftOut }: Pick<CompositionRequest, "chain" | "expected" | "leftOut">,
): Promise<readonly BaselineStatement[]> {
  const views = await chain.database.query<{ schema: string; name: string; filled: boolean }>(`
    select nsp.nspname::text as schema, rel.relname::text as name, rel.relispopulated as filled
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    where rel.relkind = 'm' and ${NOT_SYSTEM_SCHEMA}
    order by rel.oid`);
  if (views.length === 0) return [];
  const now = await guarded(session, async (reading) => {
    await reading.execute("set local search_path = ''");
    return readRowDigests(reading, leftOut);
  });
  const statements = views
    .map(({ schema, name, filled }) => ({ name: qualify(schema, name), filled }))
    .filter(({ name }) => now.get(name)?.digest !== expected.get(name)?.digest)
    .map(({ name, filled }) =>
      writtenStatement(`refresh materialized view ${name}${filled ? "" : " with no data"}`),
    );
  return (await runInOrder(session, statements)).done;
}

async function sequenceStatements(
  session: Session,
  chain: ObservedChain,
): Promise<readonly BaselineStatement[]> {
  const now = await guarded(session, async (reading) => {
    await reading.execute("set local search_path = ''");
    return readSequenceStates(reading);
  });
  const statements = [...chain.observed.sequences]
    .filter(([name, value]) => now.get(name) !== value)
    .map(([name, value]) => writtenStatement(`select pg_catalog.setval(${quoteLiteral(name)}, ${value})`));
  for (const { sql } of statements) await session.execute(sql);
  return statements;
}
