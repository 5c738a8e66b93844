import type { Layout } from "../../shared/consolidate/layout.ts";
import type { Numbering } from "../../shared/consolidate/renumber.ts";
import type { ProofFlags } from "./proof_context.ts";
import type { DocumentFlags } from "./render_document.ts";

/** Flags of the commands that make a baseline. */
export interface ConsolidateFlags extends DocumentFlags, ProofFlags {
  readonly decisions?: string;
  readonly decide?: readonly string[];
  readonly yes?: boolean;
  readonly layout: Layout;
  readonly ifNotExists?: boolean;
  readonly baselineVersion?: string;
  readonly numbering: Numbering;
  readonly config?: string;
  /** Production: there is counted what a merge of tables would lose. */
  readonly dbUrl?: string;
}
