import type { Size } from "./size.ts";

/** A value that a query puts out; without a size where it is no vector, or nothing is known of it. */
export interface Output {
  readonly name: string;
  readonly size?: Size;
}

/** Vector columns of one entry of a FROM clause, by name. */
export type Row = ReadonlyMap<string, Size>;

/** The names that a query can use. */
export interface Scope {
  readonly outer?: Scope;
  readonly rows: Map<string, Row>;
  readonly withQueries: Map<string, readonly Output[]>;
}

/** A scope inside another. */
export function innerScope(outer?: Scope): Scope {
  return { ...(outer === undefined ? {} : { outer }), rows: new Map(), withQueries: new Map() };
}

/** The output of a query of the WITH clause in reach. */
export function findWithQuery(scope: Scope | undefined, name: string): readonly Output[] | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const found = at.withQueries.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The entry of a FROM clause in reach. */
export function findRow(scope: Scope, name: string): Row | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.rows.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A bare column name: the innermost query that has it; `ambiguous` where two of its entries do. */
export function findColumn(scope: Scope, name: string): Size | "ambiguous" | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = [...at.rows.values()].flatMap((row) => row.get(name) ?? []);
    if (found.length > 1) return "ambiguous";
    if (found[0] !== undefined) return found[0];
  }
  return undefined;
}

/** Outputs as the columns of an alias, renamed by the alias' own list. */
export function rowOf(outputs: readonly Output[], names: readonly string[]): Row {
  return new Map(
    outputs.flatMap(({ name, size }, position) =>
      size === undefined ? [] : [[names[position] ?? name, size] as const],
    ),
  );
}
