import { groupBy } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { type VectorTypes, vectorTypesOf } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { readVectorColumns, type VectorColumn } from "./columns.ts";
import { readLedgerArguments } from "./declared_arguments.ts";
import { readVectorIndexes, type VectorIndex } from "./indexes.ts";
import { policySearches } from "./policy_searches.ts";
import { relationFinder } from "./relation_names.ts";
import type { NameSources } from "./routine_names.ts";
import { type RoutineVectors, readRoutineVectors, type Search } from "./routine_vectors.ts";
import { viewSources } from "./view_sources.ts";

/** Everything in a database that has a vector size, and how it meets. */
export interface VectorGraph {
  readonly types: VectorTypes;
  /** Vector columns by relation. */
  readonly columns: ReadonlyMap<number, readonly VectorColumn[]>;
  /** Vector indexes by the column that they are on, by its key. */
  readonly indexes: ReadonlyMap<string, readonly VectorIndex[]>;
  readonly routines: readonly RoutineVectors[];
  /** Distance operators by the key of the table's column that they search. */
  readonly searches: ReadonlyMap<string, readonly Search[]>;
  /** What could not be read, for `not_evaluated`. */
  readonly gaps: readonly string[];
}

const graphs = new WeakMap<CatalogSnapshot, VectorGraph | "none">();

/** The graph of a snapshot, built once for all rules; nothing where extension `vector` is not installed. */
export function vectorGraphOf(input: RuleInput): VectorGraph | undefined {
  const known = graphs.get(input.snapshot);
  if (known !== undefined) return known === "none" ? undefined : known;
  const types = vectorTypesOf(input.snapshot);
  const graph = types && build(input, types);
  graphs.set(input.snapshot, graph ?? "none");
  return graph;
}

/** Key of a column within a snapshot. */
export function columnKey({ relation, column }: VectorColumn): string {
  return `${relation.oid} ${column.number}`;
}

function build(input: RuleInput, types: VectorTypes): VectorGraph {
  const columns = readVectorColumns(input, types);
  const ledger = readLedgerArguments(input, types);
  const sources: NameSources = {
    input,
    types,
    columns,
    findRelation: relationFinder(input.snapshot),
    declared: ledger.byRoutine,
    compositesByName: groupBy(
      input.snapshot.types.filter((type) => type.kind === "composite"),
      (type) => type.name,
    ),
    routinesByName: groupBy(input.snapshot.routines, (routine) => routine.name),
  };
  const relationNames = new Set(
    [...columns.values()].flatMap((found) =>
      found.flatMap(({ relation, type }) => (type.kind === "bit" ? [] : [relation.name])),
    ),
  );
  const routines: RoutineVectors[] = [];
  const gaps = [...ledger.gaps];
  for (const routine of input.snapshot.routines) {
    const read = readRoutineVectors(sources, routine, relationNames);
    if (typeof read === "string") gaps.push(read);
    else if (read !== undefined) routines.push(read);
  }
  const searches = [...routines.flatMap((routine) => routine.searches), ...policySearches(sources)];
  return {
    types,
    columns,
    indexes: groupBy(readVectorIndexes(input, { columns, types }), (index) => columnKey(index.column)),
    routines,
    searches: groupBy(
      searches.flatMap((search) =>
        storedColumns(sources, search.column).map((column) => ({ ...search, column })),
      ),
      (search) => columnKey(search.column),
    ),
    gaps,
  };
}

/** The columns that a search of this one reads: itself, or those of its name below a view, or of a partition's root. */
function storedColumns({ input, columns }: NameSources, column: VectorColumn): readonly VectorColumn[] {
  const same = (relation: number): readonly VectorColumn[] =>
    (columns.get(relation) ?? []).filter((other) => other.column.name === column.column.name);
  const found = new Map<string, VectorColumn>();
  const seen = new Set<number>();
  const visit = (at: VectorColumn): void => {
    if (seen.has(at.relation.oid)) return;
    seen.add(at.relation.oid);
    const root = at.relation.partition_of;
    const below =
      at.relation.kind === "view"
        ? viewSources(input.snapshot).get(at.relation.oid)
        : root !== null
          ? [root]
          : [];
    if (below === undefined || below.length === 0) found.set(columnKey(at), at);
    for (const relation of below ?? []) for (const other of same(relation)) visit(other);
  };
  visit(column);
  return [...found.values()];
}
