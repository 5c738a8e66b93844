import type { PartName } from "../catalog/parts.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { RuleScope, ScopeGiven } from "../facts/rule_scope.ts";
import type { Category, Severity } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";

/**
 * What a rule cannot be judged without: a part of the snapshot, one of the Data API's roles, the schemas that the configuration
 * calls exposed (one that does not exist is judged by no rule), the SQL parser, or a manifest. Where the
 * database cannot have an optional family, there is nothing to judge; where it may not be read, the rule is not evaluated.
 * With `partly` it is judged without the parser too, but knows less; with `when` the parser is only loaded for what that
 * says cannot be judged without it.
 */
export type Requirement =
  | { readonly family: PartName; readonly optional?: true }
  | { readonly role: string }
  | { readonly exposed: true }
  | { readonly parser: true | "partly"; readonly when?: (seen: Seen) => boolean }
  | { readonly manifest: true };

/** What tells whether the parser is needed. */
export type Seen = Pick<RuleInput, "snapshot" | "manifest">;

/** One rule: metadata as data, the judgement as a pure function of the snapshot. */
export interface Rule {
  readonly id: string;
  /** Short name of the problem, sentence case, no full stop. */
  readonly title: string;
  /** One or two sentences: what the rule looks for. */
  readonly summary: string;
  readonly severity: Severity;
  readonly category: Category;
  /** Why it hurts: what an attacker or a failing night makes of it. */
  readonly rationale: string;
  /** Rules of other tools that it answers to (`splinter 0011_function_search_path_mutable`), and documentation. */
  readonly sources: readonly string[];
  readonly requires: readonly Requirement[];
  /** Parts of the snapshot that it looks at as well; it can be judged where the database has none. */
  readonly reads?: readonly PartName[];
  /**
   * On what part of a large database the rule can be judged. `shard`: it says of one relation or routine what the shard
   * that holds it tells, with what lies around it (`catalog/reading_scope.ts`). Another scope: nothing outside of it
   * matters. A function tells by the configuration and the names of the extensions. The whole where it is left out.
   */
  readonly scope?: RuleScope | ((given: ScopeGiven) => RuleScope | undefined);
  /**
   * It looks at what moves without any change of the catalog: rows, sizes, counters of use, results of jobs, the time. Such
   * a rule is judged every night, any other only when something has changed. `findings` where the figures are only in
   * what it says of a finding, never what makes one; a function that tells by the definitions where it looks at none.
   */
  readonly live?: true | "findings" | ((snapshot: CatalogSnapshot) => boolean);
  /** What it cannot see, for the documentation. */
  readonly limits?: string;
  /** Verdicts in identity order. */
  readonly check: (input: RuleInput) => Iterable<Verdict | NotEvaluated>;
}
