import { type Access, accessOf } from "../catalog/access.ts";
import { type ExposedSchemas, exposedSchemas } from "../catalog/exposure.ts";
import { type CatalogLookup, lookupOf } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import type { SqlParser } from "../sql/parser.ts";

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
