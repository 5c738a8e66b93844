import type { Routine } from "../catalog/routines.ts";
import type { DataType } from "../catalog/types.ts";
import { type VectorTypes, vectorTypeText } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { pinnedPath } from "../facts/search_path.ts";
import type { RoutineBody } from "../sql/plpgsql.ts";
import type { QualifiedName } from "../sql/walk.ts";
import { columnSize, type VectorColumn } from "./columns.ts";
import type { DeclaredArguments } from "./declared_arguments.ts";
import type { FlowNames } from "./flow.ts";
import type { Row } from "./flow_scope.ts";
import type { FindRelation } from "./relation_names.ts";
import type { Size } from "./size.ts";
import { lastTwo, readTypeText, type TypeText } from "./type_text.ts";

/** What names in bodies may mean. */
export interface NameSources {
  readonly input: RuleInput;
  readonly types: VectorTypes;
  readonly columns: ReadonlyMap<number, readonly VectorColumn[]>;
  readonly findRelation: FindRelation;
  readonly declared: ReadonlyMap<number, DeclaredArguments>;
  readonly compositesByName: ReadonlyMap<string, readonly DataType[]>;
  readonly routinesByName: ReadonlyMap<string, readonly Routine[]>;
}

/** Names as one routine sees them, and the sizes that it declares. */
export interface RoutineNames {
  readonly names: FlowNames;
  readonly declaredSizes: readonly Size[];
}

/** Prepares the names that a routine's statements use. */
export function routineNames(sources: NameSources, routine: Routine, body: RoutineBody): RoutineNames {
  const { input, types, columns, findRelation } = sources;
  const path = pinnedPath(routine);
  const variables = new Map<string, Size>();
  const records = new Map<string, Row>();
  const declaredSizes: Size[] = [];
  const rowOfRelation = (name: QualifiedName): Row | undefined => {
    const relation = findRelation(name, path);
    return relation && rowOfColumns(columns.get(relation.oid) ?? []);
  };
  const sizeOfType = (text: TypeText, origin: Pick<Size, "source" | "name" | "line">): Size | undefined => {
    if (text.of === "type") {
      const column = rowOfRelation(lastTwo(text.parts.slice(0, -1)))?.get(text.parts.at(-1) ?? "");
      return column && withoutColumn(column, origin);
    }
    const type = types.byName(lastTwo(text.parts), text);
    return type && { kind: type.kind, dimension: type.dimension, array: type.array, ...origin };
  };
  const add = (
    name: string,
    typeText: string,
    origin: Pick<Size, "source" | "name" | "line">,
  ): Size | undefined => {
    const text = readTypeText(typeText);
    const size = text && sizeOfType(text, origin);
    if (size !== undefined) variables.set(name, size);
    else if (text !== undefined && text.of !== "type") {
      const row = rowOfRelation(lastTwo(text.parts)) ?? rowOfComposite(sources, lastTwo(text.parts));
      if (row !== undefined) records.set(name, row);
    }
    return size;
  };

  const inputs: (Size | undefined)[] = [];
  routine.all_argument_types.forEach((type, position) => {
    const name = routine.argument_names[position] ?? "";
    const label = name === "" ? `$${position + 1}` : name;
    const mode = routine.argument_modes[position] ?? "i";
    const written = add(name, type, { source: "argument", name: `${label} ${type}` });
    // Elsewhere a bare `bit` is bit(1); an argument's type has lost its length and takes strings of any.
    const known = written && /^bit(?:\[\])?$/.test(type) ? { ...written, dimension: -1 } : written;
    const declared = sources.declared.get(routine.oid)?.get(position);
    const isInput = mode === "i" || mode === "b" || mode === "v";
    const size = isInput ? (declared ?? known) : known;
    if (size !== undefined && name !== "") variables.set(name, size);
    if (!isInput) return;
    inputs.push(size);
    if (size !== undefined && size.dimension !== -1 && size.kind !== "bit") declaredSizes.push(size);
  });
  for (const { name, type, line } of body.declarations) {
    const size = add(name, type, { source: "declaration", name: `${name} ${type}`, line });
    if (size !== undefined && size.dimension !== -1 && size.kind !== "bit") declaredSizes.push(size);
  }
  const changed = rowOfTriggers(sources, routine);
  if (changed !== undefined) for (const name of ["new", "old"]) records.set(name, changed);

  return {
    declaredSizes,
    names: {
      row: rowOfRelation,
      columnNames: (name) => {
        const relation = findRelation(name, path);
        const all = relation === undefined ? [] : (input.lookup.columns.get(relation.oid) ?? []);
        return all.map((column) => column.name);
      },
      variable: (parts) => {
        const name = parts.at(-1) ?? "";
        const owner = parts.at(-2);
        if (owner === undefined || owner === routine.name) return variables.get(name);
        return records.get(owner)?.get(name);
      },
      parameter: (position) => inputs[position - 1],
      type: (name, options) => {
        const type = types.byName(name, options);
        if (type === undefined) return undefined;
        const { kind, dimension, array, domain } = type;
        return {
          kind,
          dimension,
          array,
          source: domain === undefined ? "cast" : "domain",
          name: domain === undefined ? vectorTypeText(type, types.schema) : `${domain.schema}.${domain.name}`,
        };
      },
      argument: (name, { key, count }) => argumentOf(sources, name, { key, count }),
    },
  };
}

function withoutColumn(size: Size, origin: Pick<Size, "source" | "name" | "line">): Size {
  return { kind: size.kind, dimension: size.dimension, array: size.array, ...origin };
}

function rowOfColumns(columns: readonly VectorColumn[]): Row {
  return new Map(columns.map((column) => [column.column.name, columnSize(column)]));
}

function rowOfComposite(
  { compositesByName, types }: NameSources,
  { schema, name }: QualifiedName,
): Row | undefined {
  const type = compositesByName.get(name)?.find((entry) => schema === undefined || entry.schema === schema);
  if (type === undefined) return undefined;
  return new Map(
    type.attributes.flatMap((attribute): [string, Size][] => {
      const vector = types.byOid(attribute.type_oid, attribute.typmod);
      if (vector === undefined) return [];
      const { kind, dimension, array } = vector;
      const label = `${type.schema}.${type.name}.${attribute.name}`;
      return [[attribute.name, { kind, dimension, array, source: "declaration", name: label }]];
    }),
  );
}

/** NEW and OLD: the columns that every table with a trigger of this routine has with the same size. */
function rowOfTriggers({ input, columns }: NameSources, routine: Routine): Row | undefined {
  const triggers = input.lookup.triggersByRoutine.get(routine.oid) ?? [];
  const [first, ...others] = triggers.map((trigger) => rowOfColumns(columns.get(trigger.relation) ?? []));
  if (first === undefined) return undefined;
  return new Map(
    [...first].filter(([name, size]) => others.every((row) => row.get(name)?.dimension === size.dimension)),
  );
}

function argumentOf(
  { routinesByName, declared }: NameSources,
  { schema, name }: QualifiedName,
  { key, count }: { readonly key: string | number; readonly count: number },
): Size | undefined {
  const found = (routinesByName.get(name) ?? []).filter(
    (routine) =>
      declared.has(routine.oid) &&
      (schema === undefined || routine.schema === schema) &&
      routine.argument_types.length >= count,
  );
  const [routine] = found;
  if (routine === undefined || found.length > 1) return undefined;
  const inputs = routine.all_argument_types.flatMap((_type, position) =>
    ["i", "b", "v"].includes(routine.argument_modes[position] ?? "i") ? [position] : [],
  );
  const position = typeof key === "number" ? inputs[key] : routine.argument_names.indexOf(key);
  const size = position === undefined ? undefined : declared.get(routine.oid)?.get(position);
  // Bit strings are passed on for much else than searches, and Postgres takes any length.
  if (size === undefined || size.kind === "bit") return undefined;
  return { ...size, name: `${size.name} of ${routine.signature}`, stated: size };
}
