import type { QualifiedName } from "../sql/walk.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import type { DataType } from "./types.ts";

/** Types whose type modifier is a number of dimensions: pgvector's three, and the bit strings it can search. */
export type VectorKind = "vector" | "halfvec" | "sparsevec" | "bit";

/** A vector type with its size. */
export interface VectorType {
  readonly kind: VectorKind;
  /** -1 where the type says none: values of any size fit. */
  readonly dimension: number;
  readonly array: boolean;
  /** The domain that it is declared with, the outermost one. */
  readonly domain?: DataType;
}

/** The vector types of one database. */
export interface VectorTypes {
  /** Schema of extension `vector`, wherever it was installed. */
  readonly schema: string;
  /** A type by OID, through domains and arrays; nothing for a type that holds no vector. */
  byOid(oid: number, typmod: number): VectorType | undefined;
  /** A type as SQL names it. A bare name is found in any schema, as long as only one has it. */
  byName(
    name: QualifiedName,
    options?: { readonly typmod?: number; readonly array?: boolean },
  ): VectorType | undefined;
  /** Whether a name could be one of a vector type: what makes it worth to parse a text. */
  mayName(word: string): boolean;
}

/** OIDs that every Postgres has (pg_type.dat). */
const BIT_OID = 1560;
const BIT_ARRAY_OID = 1561;
const EXTENSION_KINDS: readonly string[] = ["vector", "halfvec", "sparsevec"];

/** Dimensions above which pgvector builds no index, by type (`HNSW_MAX_DIM`; `sparsevec` is limited by its non-zero elements). */
export const INDEX_LIMITS: Readonly<Record<VectorKind, number>> = {
  vector: 2000,
  halfvec: 4000,
  sparsevec: Number.POSITIVE_INFINITY,
  bit: 64000,
};

/** Finds the types of extension `vector`; nothing where it is not installed. */
export function vectorTypesOf(
  snapshot: Pick<CatalogSnapshot, "extensions" | "types">,
): VectorTypes | undefined {
  const installed = snapshot.extensions.find((extension) => extension.name === "vector");
  if (installed === undefined) return undefined;
  const types = new Map(snapshot.types.map((type) => [type.oid, type]));
  const elements = new Map(snapshot.types.map((type) => [type.array_oid, type]));

  const byOid = (oid: number, typmod: number): VectorType | undefined => {
    if (oid === BIT_OID) return { kind: "bit", dimension: typmod, array: false };
    if (oid === BIT_ARRAY_OID) return { kind: "bit", dimension: typmod, array: true };
    const type = types.get(oid);
    if (type === undefined) {
      const element = elements.get(oid);
      const below = element && byOid(element.oid, typmod);
      return below && { ...below, array: true };
    }
    if (isExtensionKind(type)) return { kind: type.name, dimension: typmod, array: false };
    if (type.kind !== "domain" || type.base_type_oid === null) return undefined;
    const base = byOid(type.base_type_oid, type.base_typmod);
    return base && { ...base, domain: type };
  };

  const named = new Map<string, DataType[]>();
  for (const type of snapshot.types) {
    if (byOid(type.oid, -1) === undefined) continue;
    const known = named.get(type.name);
    if (known === undefined) named.set(type.name, [type]);
    else known.push(type);
  }

  return {
    schema: installed.schema,
    byOid,
    byName: (name, { typmod = -1, array = false } = {}) => {
      if (name.name === "bit" && (name.schema === undefined || name.schema === "pg_catalog")) {
        // A bare `bit` is bit(1).
        return { kind: "bit", dimension: typmod === -1 ? 1 : typmod, array };
      }
      const found = (named.get(name.name) ?? []).filter(
        (type) => name.schema === undefined || type.schema === name.schema,
      );
      const [only] = found;
      if (only === undefined || found.length > 1) return undefined;
      const type = byOid(only.oid, typmod);
      return type && { ...type, array: array || type.array };
    },
    mayName: (word) => named.has(word),
  };
}

function isExtensionKind(type: DataType): type is DataType & { readonly name: VectorKind } {
  return type.extension === "vector" && type.kind === "base" && EXTENSION_KINDS.includes(type.name);
}

/** The type as SQL writes it: `extensions.vector(1536)`. */
export function vectorTypeText(type: VectorType, schema: string): string {
  const name = type.kind === "bit" ? "bit" : `${schema}.${type.kind}`;
  return `${name}${type.dimension === -1 ? "" : `(${type.dimension})`}${type.array ? "[]" : ""}`;
}
