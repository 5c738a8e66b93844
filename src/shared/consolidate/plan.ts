import type { ObjectRef } from "../catalog/identity.ts";
import type { Decision } from "./decisions.ts";
import type { MergeProposal } from "./merge/merge_proposal.ts";

/** A question that somebody has to answer before the baseline can be written. */
export interface OpenDecision {
  readonly id: string;
  readonly question: string;
  readonly choices: readonly string[];
  readonly proposal: string;
  /** Why it is proposed. */
  readonly why: string;
}

/** An object that the old files define more than once. */
export interface Resolution {
  readonly object: Pick<ObjectRef, "kind" | "identity">;
  /** Places of its definitions, in order. */
  readonly places: readonly string[];
  /** The one that the baseline has; nothing where the object is gone at the end. */
  readonly wins?: string;
  readonly why: string;
  /** How the winner differs from the others, in words; `same` where it does not. */
  readonly differences: string;
}

/** What becomes of one old file. */
export interface FileMapping {
  readonly file: string;
  readonly domain: string;
  /** Files of the baseline that what it says went to. */
  readonly to: readonly string[];
  /** How many of its statements went where: rendered, carried, rows, own_file, waived, failed, unsettled. */
  readonly statements: Readonly<Record<string, number>>;
  /** A number for those who keep the file: see `numbering`. */
  readonly renumbered: string;
}

/** A statement that no object of the schema stands for: data, side effects, and what failed. */
export interface StatementFate {
  readonly id: string;
  readonly place: string;
  /** What it is, without values. */
  readonly what: string;
  readonly fate: string;
  /** Where it stands now. */
  readonly to?: string;
  readonly reason?: string;
}

/** An object of the baseline, in the order in which it is made. */
export interface OrderedObject {
  readonly object: string;
  readonly needs: readonly string[];
}

/** Everything a team reviews before the baseline is written. */
export interface ConsolidationPlan {
  readonly version: 1;
  readonly server_version: string;
  readonly folders: readonly { readonly path: string; readonly files: number }[];
  readonly files: readonly FileMapping[];
  /** Files that are no part of the chain, with the reason; they are archived too. */
  readonly left_out: readonly { readonly file: string; readonly reason: string }[];
  readonly new_files: readonly {
    readonly file: string;
    readonly statements: number;
    readonly bytes: number;
  }[];
  readonly numbering: "gaps" | "timestamps";
  readonly duplicates: readonly { readonly version: string; readonly files: readonly string[] }[];
  readonly resolutions: readonly Resolution[];
  readonly order: readonly OrderedObject[];
  readonly statements: readonly StatementFate[];
  /** Tables that seem to hold the same thing; none is merged without a decision. */
  readonly merges: readonly MergeProposal[];
  /** Lines of psql and other text that no server runs. */
  readonly dropped_lines: readonly {
    readonly place: string;
    readonly text: string;
    readonly reason: string;
  }[];
  /** What needs a newer server than the project declares. */
  readonly too_new: readonly { readonly place: string; readonly feature: string; readonly since: number }[];
  /** What the schema engine does not write; the proof tells whether it is missed. */
  readonly notes: readonly string[];
  readonly decisions: {
    readonly open: readonly OpenDecision[];
    readonly made: readonly Decision[];
    /** Decisions that answer nothing any more. */
    readonly stale: readonly string[];
  };
}
