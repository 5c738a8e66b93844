import type { ScopeRequest } from "../catalog/reading_scope.ts";
import type { Config } from "../config.ts";

/** What tells how much of the database a rule has to see. */
export interface ScopeGiven {
  readonly config: Config;
  readonly extensions: ReadonlySet<string>;
}

/** Where a rule looks. */
export type RuleScope = "shard" | Extract<ScopeRequest, { readonly only: string }>["only"];
