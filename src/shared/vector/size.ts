import type { VectorColumn } from "./columns.ts";
import type { VectorKind } from "./types.ts";

/** Where a size is written. */
export type SizeSource = "column" | "cast" | "declaration" | "argument" | "domain" | "literal" | "subvector";

/** What is known of a vector value: how many dimensions, and who says so. */
export interface Size {
  readonly kind: VectorKind;
  /** -1 where nothing says. */
  readonly dimension: number;
  readonly array: boolean;
  readonly source: SizeSource;
  /** The column's identity, the variable's or argument's name, or the type as written. */
  readonly name: string;
  /** 1-based line in the routine's body. */
  readonly line?: number;
  /** Version of the migration whose CREATE FUNCTION declares it. */
  readonly migration?: string;
  /** The column whose value it is, also through a cast. */
  readonly column?: VectorColumn;
  /** The statement of a size that this value took its own from. */
  readonly stated?: Size;
  /** The argument whose value it is, through a cast. */
  readonly argument?: Size;
}

/** Two sizes that meet in one expression and cannot both be right. */
export interface SizeConflict {
  readonly left: Size;
  readonly right: Size;
  readonly line: number;
}

/** Says in words where a size comes from: `column public.docs.embedding (1536)`. */
export function describeSize(size: Size): string {
  const place =
    size.migration !== undefined
      ? `, declared by migration ${size.migration}`
      : size.line !== undefined
        ? `, line ${size.line} of the body`
        : "";
  return `${size.source} ${size.name} (${size.dimension} dimensions${place})`;
}

/** A size as evidence. */
export function sizeEvidence(size: Size): Readonly<Record<string, string | number>> {
  return {
    source: size.source,
    name: size.name,
    type: size.kind,
    dimension: size.dimension,
    ...(size.line === undefined ? {} : { line: size.line }),
    ...(size.migration === undefined ? {} : { migration: size.migration }),
  };
}
