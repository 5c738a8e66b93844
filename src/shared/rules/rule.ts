import { type Access, accessOf } from "../catalog/access.ts";
import { type ExposedSchemas, exposedSchemas } from "../catalog/exposure.ts";
import type { ObjectRef } from "../catalog/identity.ts";
import { type CatalogLookup, lookupOf } from "../catalog/lookup.ts";
import type { ScopeRequest } from "../catalog/reading_scope.ts";
import type { CatalogSnapshot, PartName } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import type { Category, Evidence, Location, Remediation, Severity } from "../findings/finding.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import type { SqlParser } from "../sql/parser.ts";

/**
 * What a rule cannot be judged without: a part of the snapshot, one of the Data API's roles, the SQL parser, or a manifest. Where the
 * database cannot have an optional family, there is nothing to judge; where it may not be read, the rule is not evaluated.
 * With `partly` it is judged without the parser too, but knows less; with `when` the parser is only loaded for what that
 * says cannot be judged without it.
 */
export type Requirement =
  | { readonly family: PartName; readonly optional?: true }
  | { readonly role: string }
  | { readonly parser: true | "partly"; readonly when?: (seen: Seen) => boolean }
  | { readonly manifest: true };

/** What tells whether the parser is needed. */
export type Seen = Pick<RuleInput, "snapshot" | "manifest">;

/** Everything a rule may look at. */
export interface RuleInput {
  readonly snapshot: CatalogSnapshot;
  readonly lookup: CatalogLookup;
  readonly access: Access;
  readonly exposed: ExposedSchemas;
  readonly config: Config;
  /** `null` where this runtime could not load it; rules that require it are then not evaluated. */
  readonly parser: SqlParser | null;
  /** What earlier runs found in routine bodies; without it they are read anew for each snapshot. */
  readonly bodyFacts?: BodyFactsCache;
  /** What the database should be, where the run was given it. */
  readonly manifest?: Manifest;
}

/** What a rule says of one object; the audit completes it to a finding. */
export interface Verdict {
  readonly object: ObjectRef;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  /** What is wrong with this object, one sentence that names it. */
  readonly message: string;
  readonly evidence: Evidence;
  readonly remediation: Remediation;
  /** Tells apart several findings of the rule on one object; stable across runs. */
  readonly discriminator?: string;
  readonly location?: Location;
  /** Same text, same cause: such findings are shown as one group. */
  readonly root_cause?: string;
}

/** The rule, or a part of its subjects, could not be judged. */
export interface NotEvaluated {
  readonly not_evaluated: string;
  /**
   * What it is about, where everything else was judged: only the findings on these objects stay as they were when this
   * run does not find them. None at all where weaker means than wished judged everything, this time as every time.
   * For rules without discriminators.
   */
  readonly about?: readonly ObjectRef[];
}

/** Where a rule looks. */
export type RuleScope = "shard" | Extract<ScopeRequest, { readonly only: string }>["only"];

/** What may tell that. */
export interface ScopeGiven {
  readonly config: Config;
  readonly extensions: ReadonlySet<string>;
}

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

/** Assembles what rules look at. */
export function ruleInput(
  snapshot: CatalogSnapshot,
  options: Pick<RuleInput, "config" | "parser" | "bodyFacts" | "manifest">,
): RuleInput {
  return {
    snapshot,
    lookup: lookupOf(snapshot),
    access: accessOf(snapshot),
    exposed: exposedSchemas(snapshot, options.config.exposed_schemas),
    config: options.config,
    parser: options.parser,
    ...(options.bodyFacts === undefined ? {} : { bodyFacts: options.bodyFacts }),
    ...(options.manifest === undefined ? {} : { manifest: options.manifest }),
  };
}
