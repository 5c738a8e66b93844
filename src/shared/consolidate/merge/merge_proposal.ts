/** How the values of a column get into another. */
export type Conversion =
  /** The same type. */
  | "same"
  /** By its text, which the other type reads. */
  | "text"
  /** Only vectors that have the other column's size; the rest has to be embedded anew. */
  | "fitting_dimension"
  /** Vectors of another size: none can be converted, all have to be embedded anew. */
  | "other_dimension"
  /** Values of the one type are never values of the other. */
  | "none";

/** A column of the table that goes, and the column of the table that stays. */
export interface MappedColumn {
  readonly source: string;
  readonly target: string;
  readonly source_type: string;
  readonly target_type: string;
  readonly conversion: Conversion;
  /** What a null becomes where the target takes none: the target's default, or it stops the merge. */
  readonly nulls: "kept" | "default" | "refused";
}

/** What was counted of a column before anything ran. Numbers are rows; `null` where it could not be counted. */
export interface ColumnCounts {
  readonly column: string;
  /** Values that would not be carried. */
  readonly lost: number | null;
  /** Values that would arrive as others: rounded, cut. */
  readonly changed: number | null;
  /** Values that the target refuses, which stops the merge: too long, out of range, no label of the enum, null. */
  readonly refused: number | null;
  /** Nulls that become the target's default. */
  readonly defaulted: number | null;
}

/** Row counts of a merge, before and after, with its losses. */
export interface MergeCounts {
  /** Where it was counted. */
  readonly on: string;
  readonly source_rows: number;
  readonly target_rows: number;
  /** Rows of the source whose key is in the target already. */
  readonly conflicts: number;
  readonly target_rows_after: number;
  /** Columns in which something is lost, changed, refused or filled. */
  readonly columns: readonly ColumnCounts[];
}

/** A proposal to bring the rows of one table into another that holds the same thing. It is never run unasked. */
export interface MergeProposal {
  /** Of the decision: `merge:public.ai_memories:public.memories`. */
  readonly id: string;
  /** Qualified name of the table that the rows come from; it is left as it is. */
  readonly source: string;
  readonly target: string;
  /** Why they seem to hold the same thing. */
  readonly evidence: readonly string[];
  readonly columns: readonly MappedColumn[];
  /** Columns of the source that have no counterpart: their values stay behind. */
  readonly left_behind: readonly string[];
  /** Columns of the target that no column fills: they get their default. */
  readonly filled: readonly string[];
  /** Keys of the target that both have; empty where rows get new keys. */
  readonly keys: readonly (readonly string[])[];
  /** Foreign keys that point at the source, and so have to be moved before it can go. */
  readonly referenced_by: readonly string[];
  /** Why it cannot be done; nothing where it can. */
  readonly obstacle?: string;
  readonly counts?: MergeCounts;
  /** Why nothing was counted. */
  readonly uncounted?: string;
}

/** What can be decided of a merge. */
export const MERGE_CHOICES = {
  keep: "keep_both",
  targetWins: "merge_target_wins",
  sourceWins: "merge_source_wins",
} as const;

/** Beginning of the names of files that merge: they change rows on purpose and are no part of the baseline. */
export const MERGE_FILE = "merge_";
