import type { Column } from "./columns.ts";
import type { Constraint } from "./constraints.ts";
import { disabledConstraints } from "./disabled_constraints.ts";
import { groupBy } from "./lookup.ts";
import type { Relation } from "./relations.ts";
import { isUserObject } from "./scope.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** Why rows may refer to rows that do not exist; the order is that in which they are counted. */
export const ORPHAN_CAUSES = ["not valid", "not enforced", "triggers disabled", "no foreign key"] as const;

/** Columns of a table that refer, or look as if they referred, to another one, with nothing that sees to it. */
export interface OrphanCandidate {
  readonly cause: (typeof ORPHAN_CAUSES)[number];
  /** How sure it is that the columns refer to that table: declared is certain. */
  readonly confidence: "declared" | "high" | "low";
  readonly relation: Relation;
  readonly columns: readonly Column[];
  readonly referenced: Relation;
  readonly referencedColumns: readonly Column[];
  /** The foreign key; `null` where there is none. */
  readonly constraint: Constraint | null;
}

/** The facts that candidates follow from. */
export type OrphanFacts = Pick<CatalogSnapshot, "relations" | "columns" | "constraints">;

interface Lookup {
  readonly relations: ReadonlyMap<number, Relation>;
  readonly columns: ReadonlyMap<number, readonly Column[]>;
}

/** Candidates in the order in which they are counted: the surest first, small tables before large ones. */
export function orphanCandidates(facts: OrphanFacts, known?: Lookup): readonly OrphanCandidate[] {
  const foreignKeys = doubtfulForeignKeys(facts.constraints);
  const named = facts.columns.filter(
    (column) => column.name.endsWith("_id") || column.name.endsWith("_uuid"),
  );
  if (foreignKeys.length === 0 && named.length === 0) return [];
  const lookup = known ?? {
    relations: new Map(facts.relations.map((relation) => [relation.oid, relation])),
    columns: groupBy(facts.columns, (column) => column.relation),
  };
  return inOrder(facts, [
    ...foreignKeys.flatMap((doubtful) => declared(doubtful, lookup)),
    ...(named.length === 0 ? [] : undeclared(facts, named, lookup)),
  ]);
}

interface Doubtful {
  readonly constraint: Constraint;
  readonly cause: OrphanCandidate["cause"];
}

function doubtfulForeignKeys(constraints: readonly Constraint[]): readonly Doubtful[] {
  const found = new Map<number, Doubtful>();
  for (const constraint of constraints) {
    if (constraint.kind !== "foreign key" || constraint.validated || constraint.inherited) continue;
    found.set(constraint.oid, { constraint, cause: constraint.enforced ? "not valid" : "not enforced" });
  }
  for (const { constraint } of disabledConstraints(constraints)) {
    if (constraint.kind !== "foreign key" || found.has(constraint.oid)) continue;
    found.set(constraint.oid, { constraint, cause: "triggers disabled" });
  }
  return [...found.values()];
}

function declared({ constraint, cause }: Doubtful, lookup: Lookup): readonly OrphanCandidate[] {
  const relation = lookup.relations.get(constraint.relation);
  const referenced = lookup.relations.get(constraint.referenced_relation ?? 0);
  if (relation === undefined || referenced === undefined || !isUserObject(relation)) return [];
  const own = columnsOf(lookup, relation, constraint.columns);
  const theirs = columnsOf(lookup, referenced, constraint.referenced_columns);
  if (own === undefined || theirs === undefined) return [];
  const columns = { columns: own, referencedColumns: theirs };
  return [{ cause, confidence: "declared", relation, referenced, ...columns, constraint }];
}

function columnsOf(
  lookup: Lookup,
  relation: Relation,
  numbers: readonly number[],
): readonly Column[] | undefined {
  const columns = lookup.columns.get(relation.oid) ?? [];
  const found = numbers.map((number) => columns.find((column) => column.number === number));
  return found.every((column) => column !== undefined) ? found : undefined;
}

/** Columns that are named after exactly one table of their schema and have its key's type, without a foreign key. */
function undeclared(
  facts: OrphanFacts,
  named: readonly Column[],
  lookup: Lookup,
): readonly OrphanCandidate[] {
  const keys = singleColumnKeys(facts, lookup);
  const referring = groupBy(
    facts.constraints.filter((constraint) => constraint.kind === "foreign key"),
    (constraint) => constraint.relation,
  );
  return named.flatMap((column): OrphanCandidate[] => {
    const relation = lookup.relations.get(column.relation);
    const type = typeClass(column);
    // A partition's rows are read through its root; a view or a foreign table could have no foreign key.
    if (relation === undefined || type === undefined || relation.partition_of !== null) return [];
    if ((relation.kind !== "table" && relation.kind !== "partitioned table") || !isUserObject(relation))
      return [];
    if (column.generated === "v") return [];
    if (referring.get(relation.oid)?.some((constraint) => constraint.columns.includes(column.number)))
      return [];
    const base = column.name.slice(0, column.name.lastIndexOf("_"));
    if (isPolymorphic(lookup.columns.get(relation.oid) ?? [], base)) return [];
    const targets = tableNames(base).flatMap((name) => {
      const key = keys.get(relation.schema)?.get(name);
      return key === undefined || key.column === column || typeClass(key.column) !== type ? [] : [key];
    });
    const [target, second] = targets;
    if (target === undefined || second !== undefined) return [];
    const isUsualKey = target.column.name === "id" || target.column.name === column.name;
    return [
      {
        cause: "no foreign key",
        confidence: isUsualKey && target.column.type === column.type && type !== "text" ? "high" : "low",
        relation,
        columns: [column],
        referenced: target.relation,
        referencedColumns: [target.column],
        constraint: null,
      },
    ];
  });
}

interface Key {
  readonly relation: Relation;
  readonly column: Column;
}

/** Tables with a primary key of one column, by schema and name. */
function singleColumnKeys(facts: OrphanFacts, lookup: Lookup): ReadonlyMap<string, ReadonlyMap<string, Key>> {
  const keys = new Map<string, Map<string, Key>>();
  for (const constraint of facts.constraints) {
    if (constraint.kind !== "primary key" || constraint.columns.length !== 1) continue;
    const relation = lookup.relations.get(constraint.relation);
    if (relation === undefined || relation.partition_of !== null || !isUserObject(relation)) continue;
    const column = lookup.columns.get(relation.oid)?.find(({ number }) => number === constraint.columns[0]);
    if (column === undefined) continue;
    const schema = keys.get(relation.schema) ?? new Map<string, Key>();
    keys.set(relation.schema, schema.set(relation.name, { relation, column }));
  }
  return keys;
}

/** Types that can be compared; a key of another type is not guessed at. */
function typeClass({ type }: Column): "integer" | "uuid" | "text" | undefined {
  if (type === "bigint" || type === "integer" || type === "smallint") return "integer";
  if (type === "uuid") return "uuid";
  return type === "text" || type.startsWith("character varying") ? "text" : undefined;
}

/** A column that says which table the number belongs to makes it refer to several of them. */
function isPolymorphic(columns: readonly Column[], base: string): boolean {
  const names = [`${base}_type`, `${base}_kind`, `${base}_table`];
  return columns.some(({ name }) => names.includes(name));
}

/** Names that a table can have to which `<base>_id` refers: the word itself and its plurals. */
function tableNames(base: string): readonly string[] {
  return [base, `${base}s`, `${base}es`, ...(base.endsWith("y") ? [`${base.slice(0, -1)}ies`] : [])];
}

const CONFIDENCES = ["declared", "high", "low"] as const;

function inOrder(facts: OrphanFacts, candidates: readonly OrphanCandidate[]): readonly OrphanCandidate[] {
  if (candidates.length < 2) return candidates;
  // Relations come by schema and name.
  const positions = new Map(facts.relations.map((relation, position) => [relation.oid, position]));
  return candidates
    .map((candidate) => ({
      candidate,
      rank:
        ORPHAN_CAUSES.indexOf(candidate.cause) * CONFIDENCES.length +
        CONFIDENCES.indexOf(candidate.confidence),
      pages: candidate.relation.pages,
      table: positions.get(candidate.relation.oid) ?? 0,
      name: candidate.constraint?.name ?? "",
      column: candidate.columns[0]?.number ?? 0,
    }))
    .sort(
      (left, right) =>
        left.rank - right.rank ||
        left.pages - right.pages ||
        left.table - right.table ||
        left.column - right.column ||
        (left.name < right.name ? -1 : 1),
    )
    .map(({ candidate }) => candidate);
}
