import { readSnapshot } from "../../shared/catalog/read_snapshot.ts";
import { isPlatformRole, isPlatformSchema, isUserObject } from "../../shared/catalog/scope.ts";
import type { CatalogSnapshot } from "../../shared/catalog/snapshot.ts";
import { type ColumnOrder, withOrderedColumns } from "../../shared/consolidate/ordered_columns.ts";
import { type Database, messageOf, type Session, sqlState } from "../../shared/database/database.ts";
import { compareSnapshots, type ObjectDifference } from "../../shared/drift/compare_snapshots.ts";
import { objectsOf } from "../../shared/drift/objects.ts";
import { objectKey } from "../../shared/drift/schema_object.ts";
import { ruleInput } from "../../shared/facts/rule_input.ts";
import { type Neighbours, neighboursIn } from "../../shared/proof/neighbours.ts";
import { readUses } from "../../shared/proof/uses.ts";
import { loadSqlParser, type SqlParser } from "../../shared/sql/parser.ts";
import { columnOrder } from "./column_order.ts";
import { type PlannedStatement, planSchema, type ReadSchema, readSchema } from "./plan_schema.ts";
import { rolesSql } from "./role_sql.ts";
import { storageSql } from "./storage_sql.ts";

/** How like the original a copy is. */
export interface Clone {
  /** Objects of the user that the copy lacks or has otherwise, by the key of what they belong to, with the reason. */
  readonly unfaithful: ReadonlyMap<string, string>;
  /** Objects that use one which the copy lacks, by key: there they stand alone, which the copy itself cannot tell. */
  readonly bereft: ReadonlyMap<string, string>;
  /** The same, one line for each object, and what was left out as a whole. */
  readonly notes: readonly string[];
}

const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/**
 * Makes the schema of `original` in `copy`, an empty shadow database: definitions, roles and privileges, no row and no
 * password. The original is read in one read-only transaction. What cannot be made is told, and our own loader looks at
 * both afterwards: the copy is as like the original as it says, not as the plan hopes.
 */
export async function cloneSchema(original: Database, copy: Database): Promise<Clone> {
  const parser = await loadSqlParser();
  const { snapshot, schema, order, storage, neighbours } = await original.transaction(
    "snapshot",
    async (session) => {
      const snapshot = await apart(session, () => readSnapshot(session, { takenAt: TAKEN_AT }));
      const uses = await readUses(session, ruleInput(snapshot, { config: {}, parser }));
      const schema = await limited(session, () => readSchema(session));
      const order = await columnOrder(session);
      const storage = await apart(session, () => storageSql(session));
      return { snapshot, schema, order, storage, neighbours: neighboursIn(snapshot, uses) };
    },
  );
  return copy.transaction("write", async (session) => {
    const empty = await apart(session, () => readSnapshot(session, { takenAt: TAKEN_AT }));
    const refused = new Map<string, string>();
    for (const { role, sql } of rolesSql(snapshot, empty)) {
      const failure = await attempt(session, sql);
      if (failure !== undefined) refused.set(`role ${role}`, failure);
    }
    const omitted = [
      ...(await makeSchema(session, { schema, order, parser, refused })).filter(
        (line) => !isStatistics(line),
      ),
      ...(await storeAlike(session, storage)),
    ];
    const made = await apart(session, () => readSnapshot(session, { takenAt: TAKEN_AT }));
    const differences = compareSnapshots({ snapshot }, { snapshot: made });
    return reportOf(differences, { original: snapshot, neighbours, made, refused, omitted });
  });
}

/** Runs a reading and takes back the settings that it made. */
async function apart<T>(session: Session, read: () => Promise<T>): Promise<T> {
  await session.execute("savepoint clone_reading");
  const value = await read();
  await session.execute("rollback to savepoint clone_reading; release savepoint clone_reading");
  return value;
}

async function limited<T>(session: Session, read: () => Promise<T>): Promise<T> {
  await session.execute("set local lock_timeout = 2000; set local max_parallel_workers_per_gather = 0");
  return read();
}

/** Runs the plan, each statement alone; what depends on a later one is tried again. Returns what the plan leaves out. */
async function makeSchema(
  session: Session,
  {
    schema,
    order,
    parser,
    refused,
  }: {
    readonly schema: ReadSchema;
    readonly order: ColumnOrder;
    readonly parser: SqlParser;
    readonly refused: Map<string, string>;
  },
): Promise<readonly string[]> {
  const { statements, settings, omitted } = planSchema(
    await apart(session, () => readSchema(session)),
    schema,
  );
  for (const { name, value } of settings) await session.execute(`set local ${name} = ${value}`);
  // Event triggers of the original must not act on its copy while it is made.
  await session.execute("set local event_triggers = off");
  let waiting = withColumnsInOrder(statements, { order, parser });
  for (;;) {
    const failed: Failed[] = [];
    for (let start = 0; start < waiting.length; start += CHUNK) {
      failed.push(...(await runTogether(session, waiting.slice(start, start + CHUNK))));
    }
    if (failed.length === 0 || failed.length === waiting.length) {
      for (const { statement, failure } of failed) {
        for (const object of statement.objects) if (!refused.has(object)) refused.set(object, failure);
      }
      break;
    }
    waiting = failed.map(({ statement }) => statement);
  }
  await session.execute("reset search_path; reset check_function_bodies; reset event_triggers");
  return omitted;
}

/** Makes the copy's rows stored and sampled as the original's. Returns what was refused, where it matters. */
async function storeAlike(session: Session, statements: readonly string[]): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const sql of statements) {
    const failure = await attempt(session, sql);
    if (failure !== undefined) notes.push(`\`${sql}\` was refused on the copy: ${failure}`);
  }
  return notes;
}

/** The engine says that it leaves extended statistics out; they are made here. */
function isStatistics(omitted: string): boolean {
  return omitted.includes('"statistics object"');
}

/** Tables whose columns the engine adds later are made with all of them, in the order of the original. */
function withColumnsInOrder(
  statements: readonly PlannedStatement[],
  { order, parser }: { readonly order: ColumnOrder; readonly parser: SqlParser },
): readonly PlannedStatement[] {
  const made = new Set<string>();
  const extended = new Set<string>();
  for (const { kind, table = "" } of statements) {
    if (kind !== "table" && kind !== "column") continue;
    if (made.has(table)) extended.add(table);
    made.add(table);
  }
  const some: ColumnOrder = new Map([...order].filter(([table]) => extended.has(table)));
  return some.size === 0 ? statements : withOrderedColumns(statements, { order: some, parser });
}

/** How many statements travel to the copy at once. */
const CHUNK = 64;

interface Failed {
  readonly statement: PlannedStatement;
  readonly failure: string;
}

/** Runs statements at once; where one is refused, in halves, so that only those are left out that must be. */
async function runTogether(
  session: Session,
  statements: readonly PlannedStatement[],
): Promise<readonly Failed[]> {
  const failure = await attempt(session, statements.map(({ sql }) => sql).join("\n;\n"));
  if (failure === undefined) return [];
  const [statement, ...more] = statements;
  if (statement !== undefined && more.length === 0) return [{ statement, failure }];
  const middle = Math.ceil(statements.length / 2);
  const first = await runTogether(session, statements.slice(0, middle));
  return [...first, ...(await runTogether(session, statements.slice(middle)))];
}

async function attempt(session: Session, sql: string): Promise<string | undefined> {
  await session.execute("savepoint clone_statement");
  try {
    await session.execute(sql);
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    await session.execute("rollback to savepoint clone_statement; release savepoint clone_statement");
    return messageOf(error);
  }
  await session.execute("release savepoint clone_statement");
  return undefined;
}

interface Context {
  readonly original: CatalogSnapshot;
  readonly neighbours: Neighbours;
  readonly made: CatalogSnapshot;
  readonly refused: ReadonlyMap<string, string>;
  readonly omitted: readonly string[];
}

function reportOf(differences: readonly ObjectDifference[], context: Context): Clone {
  const unfaithful = new Map<string, string>();
  const notes: string[] = [];
  const missing = new Set(
    differences.filter(({ change }) => change === "removed").map(({ ref }) => objectKey(ref)),
  );
  for (const difference of differences) {
    const { ref, container } = difference;
    // What belongs to a missing object is missing with it.
    const reason =
      container !== objectKey(ref) && missing.has(container) ? undefined : reasonOf(difference, context);
    if (reason === undefined) continue;
    const said = `${ref.kind} ${ref.identity} ${reason}`;
    if (!unfaithful.has(container)) unfaithful.set(container, said);
    notes.push(said);
  }
  const bereft = new Map<string, string>();
  for (const key of missing) {
    const reason = unfaithful.get(key);
    if (reason === undefined) continue;
    for (const user of context.neighbours.get(key) ?? []) bereft.set(user, reason);
  }
  return { unfaithful, bereft, notes: [...notes, ...context.omitted] };
}

/** Attributes whose text depends on the version of the server that deparses it. */
const DEPARSED: ReadonlySet<string> = new Set(["using", "with_check", "default", "predicate", "expressions"]);

/** Why an object counts as not copied; `undefined` where it does not matter. */
function reasonOf(difference: ObjectDifference, context: Context): string | undefined {
  const { ref, change, attributes } = difference;
  if (!isCopied(difference, context)) return undefined;
  const failure = context.refused.get(objectKey(ref)) ?? context.refused.get(difference.container);
  const because = failure === undefined ? "" : `: ${failure}`;
  if (change === "removed") return `could not be made on the copy${because}`;
  if (change === "added") return "is on the copy alone";
  const isOtherVersion =
    Math.trunc(context.original.server.version / 10_000) !== Math.trunc(context.made.server.version / 10_000);
  const names = attributes
    .map(({ name }) => name)
    .filter((name) => !(isOtherVersion && DEPARSED.has(name)))
    // Settings that could hold a secret are left out on purpose.
    .filter((name) => ref.kind !== "role" || name !== "settings");
  if (names.length === 0) return undefined;
  return `differs on the copy in its ${names.join(", ").replaceAll("_", " ")}${because}`;
}

/** Rows are not copied, and the platform's own objects are the shadow's; policies and triggers there are the user's. */
function isCopied(difference: ObjectDifference, { original, made }: Context): boolean {
  const { ref, container, change, attributes } = difference;
  switch (ref.kind) {
    case "bucket":
    case "cron_job":
    case "migration":
    case "publication":
    case "database":
      return false;
    case "extension":
      return change === "removed" || attributes.some(({ name }) => name === "schema");
    case "role":
      return !isPlatformRole(ref.name);
    case "schema":
      return !isPlatformSchema(ref.name);
    case "policy":
    case "trigger":
      return true;
    case "privilege":
      return !ref.name.startsWith("supabase_");
    default: {
      const objects = objectsOf(change === "added" ? made : original);
      const own = objects.get(objectKey(ref))?.attributes.extension;
      const member = own ?? objects.get(container)?.attributes.extension;
      return isUserObject({
        schema: ref.schema ?? "",
        extension: typeof member === "string" ? member : null,
      });
    }
  }
}
