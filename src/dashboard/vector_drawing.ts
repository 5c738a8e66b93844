import type { DrawnEdge, DrawnNode } from "../components/graph_layout.ts";
import type { VectorMap } from "../shared/vector/vector_map.ts";
import { href } from "./address.ts";

/** What of a database has one number of dimensions. */
export interface DimensionGroup {
  /** -1 where none is stated. */
  readonly dimension: number;
  readonly columns: VectorMap["columns"];
  readonly indexes: VectorMap["indexes"];
  readonly models: VectorMap["models"];
  readonly routines: VectorMap["routines"];
}

/** The map by number of dimensions, most columns first; a routine is with every size that it works with. */
export function dimensionGroups(map: VectorMap): readonly DimensionGroup[] {
  const sizes = new Map(map.columns.map(({ identity, dimension }) => [identity, dimension]));
  const routineSizes = map.routines.map((routine) => ({
    routine,
    sizes: new Set([
      ...routine.columns.map((column) => sizes.get(column) ?? -1),
      ...routine.sizes.map(({ dimension }) => dimension),
      ...routine.conflicts.flatMap(({ left, right }) => [left.dimension, right.dimension]),
    ]),
  }));
  const dimensions = new Set([
    ...map.columns.map(({ dimension }) => dimension),
    ...map.models.map(({ dimension }) => dimension),
    ...routineSizes.flatMap((entry) => [...entry.sizes]),
  ]);
  return [...dimensions]
    .map((dimension) => ({
      dimension,
      columns: map.columns.filter((column) => column.dimension === dimension),
      indexes: map.indexes.filter((index) => index.dimension === dimension),
      models: map.models.filter((model) => model.dimension === dimension),
      routines: routineSizes.filter((entry) => entry.sizes.has(dimension)).map(({ routine }) => routine),
    }))
    .toSorted(
      (left, right) => right.columns.length - left.columns.length || left.dimension - right.dimension,
    );
}

/** The map as boxes and arrows: routine → column → model, index → column; red where sizes do not fit. */
export function vectorDrawing(map: VectorMap): {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
} {
  const sizes = new Map(map.columns.map(({ identity, dimension }) => [identity, dimension]));
  const models = new Map(map.models.map(({ name, dimension }) => [name, dimension]));
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const fits = (left: number | undefined, right: number | undefined) =>
    left === undefined || right === undefined || left === -1 || right === -1 || left === right;
  const link = (from: string, to: string, fitting: boolean) =>
    edges.push({ from, to, ...(fitting ? {} : { tone: "bad" as const }) });
  for (const { name, dimension } of map.models) {
    nodes.push({ id: `model ${name}`, label: name, note: `model, ${dimension}`, tone: "quiet" });
  }
  for (const column of map.columns) {
    const id = `column ${column.identity}`;
    nodes.push({
      id,
      label: column.identity,
      note: `column, ${sizeText(column.dimension)}`,
      tone: "accent",
      href: href("findings", { object: column.identity }),
    });
    for (const model of column.models) {
      if (models.has(model)) link(id, `model ${model}`, fits(column.dimension, models.get(model)));
    }
  }
  for (const index of map.indexes) {
    const id = `index ${index.identity}`;
    nodes.push({ id, label: index.identity, note: `${index.method} index, ${sizeText(index.dimension)}` });
    if (sizes.has(index.column))
      link(id, `column ${index.column}`, fits(index.dimension, sizes.get(index.column)));
  }
  for (const routine of map.routines) {
    const id = `routine ${routine.identity}`;
    const bad = routine.conflicts.length > 0;
    nodes.push({
      id,
      label: routine.identity,
      note: bad ? "function, sizes do not fit" : "function",
      ...(bad ? { tone: "bad" as const } : {}),
      href: href("findings", { object: routine.identity }),
    });
    for (const column of new Set([...routine.columns, ...routine.searches.map((search) => search.column)])) {
      if (!sizes.has(column)) continue;
      const clash = routine.conflicts.some(
        ({ left, right }) => left.name === column || right.name === column,
      );
      link(id, `column ${column}`, !clash);
    }
    for (const model of routine.models) if (models.has(model)) link(id, `model ${model}`, true);
  }
  return { nodes, edges };
}

/** `1536`, or that none is stated. */
export function sizeText(dimension: number): string {
  return dimension === -1 ? "no size stated" : String(dimension);
}
