import type { AttributeDifference } from "../drift/compare_snapshots.ts";

/** Who saw a difference: our catalog snapshot, pg_dump, the comparison of rows, or the replay itself. */
export type Observer = "catalog" | "pg_dump" | "rows" | "replay";

/** One difference between two histories of a schema. */
export interface ParityDifference {
  readonly observer: Observer;
  /** Which side it is a difference to: the baseline or production; the old chain is what both are compared with. */
  readonly side: "baseline" | "production";
  /** `policies`, `columns`, `grants`, `rows` …: the line of the counts it belongs to. */
  readonly kind: string;
  readonly object: string;
  /** Seen from the old chain: `removed` is what the other side lacks. */
  readonly change: "added" | "removed" | "changed";
  readonly attributes: readonly AttributeDifference[];
}

/** How many things of a kind the sides have. `same` counts what both have, down to the last attribute. */
export interface ParityCount {
  readonly kind: string;
  readonly before: number;
  readonly after: number;
  readonly same: number;
}

/** One history as it was replayed. */
export interface ReplayedSide {
  readonly name: string;
  readonly files: readonly string[];
  readonly statements: number;
}

/** A statement that failed in the replay of the old chain, and what was decided about it. */
export interface NamedFault {
  /** Stable from run to run: file and statement, not the line. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly sqlstate: string;
  readonly message: string;
  /** Why the schema is right without it; absent while nobody has said so. */
  readonly reason?: string;
}

/** Rows that could not be compared in every column. */
export interface LeftOutColumns {
  readonly table: string;
  readonly columns: readonly string[];
  readonly reason: string;
}

/** The result of a parity proof. */
export interface Parity {
  readonly version: 1;
  readonly verdict: "same" | "different";
  readonly server_version: string;
  readonly sides: readonly ReplayedSide[];
  readonly counts: readonly ParityCount[];
  readonly observers: readonly {
    readonly name: string;
    readonly sees: "same" | "different" | "not evaluated";
    readonly note?: string;
  }[];
  readonly differences: readonly ParityDifference[];
  readonly faults: readonly NamedFault[];
  readonly left_out: readonly LeftOutColumns[];
  /** What the proof does not cover, in words. */
  readonly notes: readonly string[];
}
