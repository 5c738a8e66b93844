import type { ObjectRef } from "../catalog/identity.ts";
import type { ObjectDifference, SchemaState } from "../drift/compare_snapshots.ts";
import { objectsOf } from "../drift/objects.ts";
import type { SchemaObject } from "../drift/schema_object.ts";
import { objectKey } from "../drift/schema_object.ts";
import type { Finding } from "../findings/finding.ts";
import { treatmentOf } from "../migrations/statement_kind.ts";
import { qualify } from "../sql/ident.ts";
import { type ParsedStatement, type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { type Mentions, mentionsOf } from "./mentions.ts";

/** The SQL of a remediation, ready to be tried, with every finding it is the remediation of. */
export interface Fix {
  readonly findings: readonly Finding[];
  readonly statements: readonly string[];
  /** Absent where the remediation has no undo_sql. */
  readonly undo?: readonly string[];
  /** Objects it touches: the findings' and those its SQL names, each by the key of what it belongs to. */
  readonly containers: ReadonlySet<string>;
  /** Touches what much else depends on (a role, a schema, an extension), so it is tried alone. */
  readonly isWide: boolean;
  /** Whether a difference is what the fix is for. */
  intends(difference: ObjectDifference): boolean;
}

/** A remediation that cannot be tried on a copy. */
export interface Untriable {
  readonly findings: readonly Finding[];
  readonly reason: string;
}

/** Finds objects of the copy by name. */
export interface ObjectDirectory {
  readonly objects: ReadonlyMap<string, SchemaObject>;
  readonly byName: ReadonlyMap<string, readonly SchemaObject[]>;
  /** Of a partition its partitioned table, of an inheriting table its parents, by key. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** Parts of a relation that an ALTER TABLE on it may change without naming them. */
const PARTS: ReadonlySet<ObjectRef["kind"]> = new Set(["column", "constraint", "index", "sequence"]);
const WIDE: ReadonlySet<ObjectRef["kind"]> = new Set(["role", "schema", "extension", "database"]);

/** Lists the objects of a copy by name. */
export function directoryOf({ snapshot, definitions }: SchemaState): ObjectDirectory {
  const objects = objectsOf(snapshot);
  const byName = new Map<string, SchemaObject[]>();
  for (const object of objects.values()) {
    const named = byName.get(object.ref.name);
    if (named === undefined) byName.set(object.ref.name, [object]);
    else named.push(object);
  }
  const parents = new Map<string, readonly string[]>();
  for (const [key, { ref, attributes }] of objects) {
    if (ref.kind !== "relation") continue;
    const inherits = definitions?.get(key)?.attributes.inherits;
    const inherited = typeof inherits === "string" ? (JSON.parse(inherits) as [string, string][]) : [];
    const above = [
      ...(typeof attributes.partition_of === "string" ? [attributes.partition_of] : []),
      ...inherited.map(([schema, name]) => qualify(schema, name)),
    ];
    if (above.length > 0)
      parents.set(
        key,
        above.map((identity) => `relation ${identity}`),
      );
  }
  return { objects, byName, parents };
}

/** Makes fixes of findings that have SQL; those with the same SQL are one fix. */
export function fixesOf(
  findings: readonly Finding[],
  context: { readonly parser: SqlParser; readonly directory: ObjectDirectory },
): readonly (Fix | Untriable)[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { sql, undo_sql: undo } = finding.remediation;
    if (sql === undefined) continue;
    const key = JSON.stringify([sql, undo ?? null]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].map((group) => fixOf(group, context));
}

function fixOf(
  findings: readonly Finding[],
  { parser, directory }: { readonly parser: SqlParser; readonly directory: ObjectDirectory },
): Fix | Untriable {
  const remediation = findings[0]?.remediation;
  const forward = readable(remediation?.sql ?? "", parser);
  const backward = remediation?.undo_sql === undefined ? undefined : readable(remediation.undo_sql, parser);
  for (const part of [forward, backward]) {
    if (part !== undefined && "reason" in part) return { findings, reason: part.reason };
  }
  if ("reason" in forward || (backward !== undefined && "reason" in backward))
    return { findings, reason: "" };
  const mentions = mentionsOf([...forward.parsed, ...(backward?.parsed ?? [])], parser);
  const own = new Set(findings.map((finding) => objectKey(finding.object)));
  const named = objectsNamed(mentions, directory);
  return {
    findings,
    statements: forward.run,
    ...(backward === undefined ? {} : { undo: backward.run }),
    containers: new Set([
      ...findings.map(({ object }) => containerOf(object, directory)),
      ...named.map((object) => object.container),
    ]),
    isWide: [...findings.map(({ object }) => object.kind), ...named.map(({ ref }) => ref.kind)].some((kind) =>
      WIDE.has(kind),
    ),
    intends: (difference) =>
      own.has(objectKey(difference.ref)) ||
      // Rows of one version are one migration.
      (difference.ref.kind === "migration" && own.has(difference.container)) ||
      isNamed(difference, mentions, directory),
  };
}

interface Readable {
  readonly parsed: readonly ParsedStatement[];
  readonly run: readonly string[];
}

function readable(sql: string, parser: SqlParser): Readable | { readonly reason: string } {
  let parsed: readonly ParsedStatement[];
  try {
    parsed = parser.parse(sql).statements;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return { reason: `the SQL does not parse: ${error.message}` };
    throw error;
  }
  const run: string[] = [];
  for (const statement of parsed) {
    const treatment = treatmentOf(statement, parser);
    if (treatment.kind === "run") run.push(treatment.sql);
    else if (treatment.kind === "skip")
      return { reason: `it cannot be tried inside a transaction: ${treatment.reason}` };
    else if (treatment.kind === "refuse") return { reason: treatment.message };
    else return { reason: "it ends its transaction by itself" };
  }
  return { parsed, run };
}

function objectsNamed(mentions: Mentions, directory: ObjectDirectory): readonly SchemaObject[] {
  const found: SchemaObject[] = [];
  for (const word of mentions.words) {
    for (const object of directory.byName.get(word) ?? []) if (mentions.names(object.ref)) found.push(object);
  }
  return found;
}

/** The key of what an object belongs to, also of one that the copy lacks. */
export function containerOf(ref: ObjectRef, directory: ObjectDirectory): string {
  const known = directory.objects.get(objectKey(ref));
  if (known !== undefined) return known.container;
  const table = [...(directory.byName.get(ref.table ?? "") ?? [])].find(
    (object) => object.ref.kind === "relation" && object.ref.schema === ref.schema,
  );
  return table?.container ?? objectKey(ref);
}

function isNamed(difference: ObjectDifference, mentions: Mentions, directory: ObjectDirectory): boolean {
  if (mentions.names(difference.ref)) return true;
  const isPart = PARTS.has(difference.ref.kind);
  if (!isPart && difference.ref.kind !== "trigger") return false;
  const isSpokenOf = (key: string): boolean => {
    const whole = directory.objects.get(key);
    return whole !== undefined && mentions.names(whole.ref);
  };
  if (isPart && isSpokenOf(difference.container)) return true;
  // What is done to a table is done to its partitions and to the tables that inherit from it.
  const queue = [...(directory.parents.get(difference.container) ?? [])];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (isSpokenOf(key)) return true;
    queue.push(...(directory.parents.get(key) ?? []));
  }
  return false;
}
