import { qualified } from "../../catalog/identity.ts";
import { lookupOf } from "../../catalog/lookup.ts";
import type { Relation } from "../../catalog/relations.ts";
import { isUserObject } from "../../catalog/scope.ts";
import type { CatalogSnapshot } from "../../catalog/snapshot.ts";
import { isAstNode } from "../../sql/ast.ts";
import { type QualifiedName, relationName, walk } from "../../sql/walk.ts";
import type { ChainStatement } from "../chain_statements.ts";

/** Two tables that seem to hold the same thing. */
export interface TablePair {
  readonly source: Relation;
  readonly target: Relation;
  readonly evidence: readonly string[];
}

/** More tables of one noun than this are a way of naming, not one thing made twice. */
const MOST_OF_A_NOUN = 20;
/** How many of the smaller table's columns the other must have. */
const SHARED_PART = 0.6;
/** Columns that most tables have say nothing. */
const COMMON = new Set(["id", "uuid", "created_at", "updated_at", "deleted_at", "inserted_at"]);

/** Finds tables that hold the same thing: by what copies one into the other, or by their names and columns together. */
export function findMerges(
  snapshot: CatalogSnapshot,
  statements: readonly ChainStatement[],
): readonly TablePair[] {
  const tables = snapshot.relations.filter(
    (relation) =>
      (relation.kind === "table" || relation.kind === "partitioned table") &&
      relation.partition_of === null &&
      relation.persistence !== "t" &&
      isUserObject(relation),
  );
  const pairs = new Map<string, TablePair>();
  const add = ([source, target]: readonly [Relation, Relation], evidence: readonly string[]) => {
    const key = [source.oid, target.oid].sort((left, right) => left - right).join(" ");
    const known = pairs.get(key);
    pairs.set(key, { ...(known ?? { source, target }), evidence: [...(known?.evidence ?? []), ...evidence] });
  };
  const judge = judgeOf(snapshot);
  for (const { from, into, place } of copies(statements, tables)) {
    if (judge.shared(from, into).length > 0) add([from, into], [`${place} copies the one into the other`]);
  }
  for (const group of nouns(tables).values()) {
    if (group.length > MOST_OF_A_NOUN) continue;
    for (const [index, one] of group.entries()) {
      for (const other of group.slice(index + 1)) {
        const evidence = judge.alike(one, other);
        if (evidence !== undefined) add(judge.directed(one, other), [evidence]);
      }
    }
  }
  return [...pairs.values()];
}

function judgeOf(snapshot: CatalogSnapshot) {
  const lookup = lookupOf(snapshot);
  const names = ({ oid }: Relation) =>
    new Set((lookup.columns.get(oid) ?? []).map(({ name }) => name).filter((name) => !COMMON.has(name)));
  const shared = (one: Relation, other: Relation) => {
    const others = names(other);
    return [...names(one)].filter((name) => others.has(name));
  };
  const pointsAt = (one: Relation, other: Relation) =>
    (lookup.constraints.get(one.oid) ?? []).some(
      ({ referenced_relation }) => referenced_relation === other.oid,
    );
  return {
    shared,
    alike: (one: Relation, other: Relation): string | undefined => {
      // A row that points at another is a part of it, not the same thing.
      if (!namesAgree(one.name, other.name) || pointsAt(one, other) || pointsAt(other, one)) return undefined;
      const common = shared(one, other);
      const least = Math.min(names(one).size, names(other).size);
      if (common.length < 2 || common.length < least * SHARED_PART) return undefined;
      return `their names agree, and ${common.length} of ${least} columns: ${common.join(", ")}`;
    },
    /** The one with more columns stays; of two alike the one that more points at, then the one made later. */
    directed: (one: Relation, other: Relation): readonly [Relation, Relation] => {
      const weight = (relation: Relation) => [
        names(relation).size,
        snapshot.constraints.filter(({ referenced_relation }) => referenced_relation === relation.oid).length,
        relation.oid,
      ];
      const left = weight(one);
      const right = weight(other);
      const at = left.findIndex((value, index) => value !== right[index]);
      return (left[at] ?? 0) > (right[at] ?? 0) ? [other, one] : [one, other];
    },
  };
}

/** Words of a name in the singular, without numbers: `ai_memories` → ai, memory. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.replace(/ies$/, "y").replace(/([^s])s$/, "$1"));
}

/** Whether the words of one name are all in the other. */
function namesAgree(one: string, other: string): boolean {
  const left = new Set(wordsOf(one));
  const right = new Set(wordsOf(other));
  const [less, more] = left.size <= right.size ? [left, right] : [right, left];
  return less.size > 0 && [...less].every((word) => more.has(word));
}

/** Tables by the last word of their names, which says what they hold. */
function nouns(tables: readonly Relation[]): ReadonlyMap<string, readonly Relation[]> {
  const groups = new Map<string, Relation[]>();
  for (const table of tables) {
    const noun = wordsOf(table.name).at(-1);
    if (noun === undefined) continue;
    const group = groups.get(noun);
    if (group === undefined) groups.set(noun, [table]);
    else group.push(table);
  }
  return groups;
}

interface Copy {
  readonly from: Relation;
  readonly into: Relation;
  readonly place: string;
}

/** Statements that insert into one table what they select from one other alone. */
function copies(statements: readonly ChainStatement[], tables: readonly Relation[]): readonly Copy[] {
  const byName = new Map<string, Relation[]>();
  for (const table of tables) byName.set(table.name, [...(byName.get(table.name) ?? []), table]);
  const find = ({ schema, name }: QualifiedName): Relation | undefined => {
    const named = byName.get(name) ?? [];
    if (schema !== undefined) return named.find((table) => table.schema === schema);
    return named.find((table) => table.schema === "public") ?? (named.length === 1 ? named[0] : undefined);
  };
  return statements.flatMap(({ statement, file }): Copy[] => {
    const fields = statement.kind === "InsertStmt" ? statement.node.InsertStmt : undefined;
    if (!isAstNode(fields) || !isAstNode(fields.relation) || !isAstNode(fields.selectStmt)) return [];
    const read = new Map<string, QualifiedName>();
    walk(fields.selectStmt, (kind, node) => {
      if (kind !== "RangeVar") return;
      const name = relationName(node);
      read.set(JSON.stringify(name), name);
    });
    const [only] = read.values();
    if (only === undefined || read.size > 1) return [];
    const from = find(only);
    const into = find(relationName(fields.relation));
    if (from === undefined || into === undefined || from === into) return [];
    return [{ from, into, place: `${file.file}:${statement.line} (${qualified(into)})` }];
  });
}
