import type { RuleInput } from "../rules/rule.ts";
import type { VectorColumn } from "./columns.ts";
import { vectorGraphOf } from "./graph.ts";
import type { DistanceOperator } from "./operators.ts";
import type { Size, SizeSource } from "./size.ts";

/** A size as the map says it. */
export interface MappedSize {
  readonly source: SizeSource;
  readonly name: string;
  /** -1 where nothing says. */
  readonly dimension: number;
}

/** What in a database has a number of dimensions, and what meets what. Dimensions are -1 where none is stated. */
export interface VectorMap {
  /** False where extension `vector` is not installed. */
  readonly installed: boolean;
  /** Models of the configuration. */
  readonly models: readonly { readonly name: string; readonly dimension: number }[];
  readonly columns: readonly {
    readonly identity: string;
    readonly type: string;
    readonly dimension: number;
    /** Models that the configuration names for it. */
    readonly models: readonly string[];
    /** Numbers of dimensions in a sample of its values. */
    readonly sampled: readonly number[];
  }[];
  readonly indexes: readonly {
    readonly identity: string;
    readonly column: string;
    readonly dimension: number;
    readonly method: string;
  }[];
  readonly routines: readonly {
    readonly identity: string;
    /** Columns of the relations that it names. */
    readonly columns: readonly string[];
    readonly searches: readonly { readonly column: string; readonly operator: DistanceOperator }[];
    /** Sizes that it writes down and that meet no column. */
    readonly sizes: readonly MappedSize[];
    /** Sizes that meet in it and cannot both be right. */
    readonly conflicts: readonly { readonly left: MappedSize; readonly right: MappedSize }[];
    readonly models: readonly string[];
  }[];
  /** What could not be read. */
  readonly gaps: readonly string[];
}

/** The map of a snapshot that has the parts `VECTOR_PARTS`, `relations`, `columns`, `types` and `view_dependencies`. */
export function vectorMapOf(input: RuleInput): VectorMap {
  const settings = input.config.vector;
  const models = Object.entries(settings?.models ?? {}).map(([name, dimension]) => ({ name, dimension }));
  const graph = vectorGraphOf(input);
  if (graph === undefined) {
    return { installed: false, models, columns: [], indexes: [], routines: [], gaps: [] };
  }
  return {
    installed: true,
    models,
    columns: [...graph.columns.values()].flat().map((vector) => ({
      identity: vector.ref.identity,
      type: vector.type.kind,
      dimension: vector.type.dimension,
      models: modelNames(settings?.columns, [vector.ref.identity, plainName(vector)]),
      sampled: sampledSizes(input, vector),
    })),
    indexes: [...graph.indexes.values()].flat().map(({ ref, column, type, index }) => ({
      identity: ref.identity,
      column: column.ref.identity,
      dimension: type.dimension,
      method: index.access_method,
    })),
    routines: graph.routines.map((subject) => ({
      identity: subject.routine.signature,
      columns: subject.columns.map(({ ref }) => ref.identity),
      searches: subject.searches.map(({ column, operator }) => ({ column: column.ref.identity, operator })),
      sizes: subject.loose.map(mapped),
      conflicts: subject.conflicts.map(({ left, right }) => ({ left: mapped(left), right: mapped(right) })),
      models: modelNames(settings?.routines, [
        subject.routine.signature,
        `${subject.routine.schema}.${subject.routine.name}`,
      ]),
    })),
    gaps: graph.gaps,
  };
}

function plainName({ relation, column }: VectorColumn): string {
  return `${relation.schema}.${relation.name}.${column.name}`;
}

function mapped(size: Size): MappedSize {
  return { source: size.source, name: size.name, dimension: size.dimension };
}

function sampledSizes({ snapshot }: RuleInput, { relation, column }: VectorColumn): readonly number[] {
  const sample = snapshot.vector_samples.find(
    (entry) => entry.relation === relation.oid && entry.column === column.name,
  );
  return sample?.dimensions ?? [];
}

type Named = string | number | readonly (string | number)[];

function modelNames(
  entries: Readonly<Record<string, Named>> | undefined,
  keys: readonly string[],
): readonly string[] {
  const named = keys.map((key) => entries?.[key]).find((entry) => entry !== undefined);
  return [named ?? []].flat().filter((name) => typeof name === "string");
}
