import type { Config } from "../config.ts";

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** What the configuration can name a column by. */
export interface ConfiguredColumn {
  readonly ref: { readonly identity: string };
  readonly relation: Named;
  readonly column: { readonly name: string };
}

/** Sizes that the configuration gives. */
export interface ConfiguredSizes {
  /** Sizes that a column may hold; nothing where the configuration does not name it. */
  column(column: ConfiguredColumn): readonly number[] | undefined;
  /** Sizes that a routine may work with. */
  routine(routine: Named & { readonly signature: string }): readonly number[] | undefined;
  /** Models that are named but have no size under `vector.models`. */
  readonly gaps: readonly string[];
}

/** Reads the part `vector` of the configuration: model → size, and which column or routine uses which. */
export function configuredSizes({ vector }: Config): ConfiguredSizes {
  const gaps: string[] = [];
  const sizesOf = (key: string, named: Entry): readonly number[] => {
    const models = Array.isArray(named) ? named : [named];
    return models.flatMap((model: string | number) => {
      if (typeof model === "number") return [model];
      const size = vector?.models?.[model];
      if (size === undefined) gaps.push(`${key} names model "${model}", which vector.models does not size`);
      return size ?? [];
    });
  };
  const read = (
    entries: Readonly<Record<string, Entry>> | undefined,
  ): ReadonlyMap<string, readonly number[]> =>
    new Map(
      Object.entries(entries ?? {}).flatMap(([key, named]) => {
        const sizes = sizesOf(key, named);
        return sizes.length === 0 ? [] : [[key, sizes] as const];
      }),
    );
  const columns = read(vector?.columns);
  const routines = read(vector?.routines);
  return {
    gaps,
    column: ({ ref, relation, column }) =>
      columns.get(ref.identity) ?? columns.get(`${relation.schema}.${relation.name}.${column.name}`),
    routine: ({ signature, schema, name }) => routines.get(signature) ?? routines.get(`${schema}.${name}`),
  };
}

type Entry = string | number | readonly (string | number)[];
