import { isPlatformSchema } from "../catalog/scope.ts";
import { sameTextBy } from "../drift/canonical_text.ts";
import type { DriftState } from "../drift/compare_objects.ts";
import { withoutCascades } from "../drift/fold.ts";
import { withoutSpellingInDumps } from "./deparsed.ts";
import { dumpLines, stateLines } from "./difference_lines.ts";
import { differingObjects } from "./drift_state.ts";
import { compareDumps, type DumpDifference } from "./dump_entries.ts";
import type { ObservedChain, ProofContext } from "./observed_chain.ts";
import type { Parity } from "./parity.ts";
import { settle } from "./settled_schema.ts";
import type { ObservedSchema } from "./side.ts";

/** Production, read where it is and once more on a copy of its schema. */
export interface ProductionSchema {
  readonly state: DriftState;
  /** The copy, for the second observer: pg_dump takes a lock on every table, which production is spared. */
  readonly copy: ObservedSchema;
  /** Objects that the copy lacks or has otherwise, with the reason. */
  readonly notes: readonly string[];
}

/**
 * A parity proof with production as the third party: the old chain must make what production has. Schema only; rows, the
 * ledger and what the platform makes by itself are left out.
 */
export async function withProduction(
  parity: Parity,
  { chain, production }: { readonly chain: ObservedChain; readonly production: ProductionSchema },
  context: ProofContext,
): Promise<Parity> {
  context.onStep?.("comparing production");
  const sameText = sameTextBy(context.parser);
  const sides = { expected: chain.observed.state, actual: production.state };
  const drifts = withoutCascades(
    differingObjects({ before: sides.expected, after: sides.actual }, sameText),
    sides,
  ).filter(
    ({ object, change }) =>
      object.type !== "bucket" &&
      object.type !== "cron job" &&
      // A login is made for a person or a service, not by a migration; what it may do shows in the grants.
      !(object.type === "role" && change === "unexpected"),
  );
  const dumps = await compareCopies(chain, production, context);
  const differences = [...stateLines(drifts, "production"), ...dumpLines(dumps, "production")];
  const word = (found: readonly unknown[]) =>
    found.length === 0 ? ("same" as const) : ("different" as const);
  return {
    ...parity,
    verdict: parity.verdict === "same" && differences.length === 0 ? "same" : "different",
    observers: [
      ...parity.observers,
      { name: "production: catalog, attribute by attribute", sees: word(drifts) },
      {
        name: "production: pg_dump --schema-only of a copy",
        sees: word(dumps),
        note: "the copy is made by pg-delta and judged by the catalog snapshot",
      },
    ],
    differences: [...parity.differences, ...differences],
    notes: [...parity.notes, ...production.notes.map((note) => `production: ${note}`)],
  };
}

async function compareCopies(
  chain: ObservedChain,
  { copy }: ProductionSchema,
  context: ProofContext,
): Promise<readonly DumpDifference[]> {
  const found = compareDumps(chain.observed.entries, copy.entries).filter(({ entry }) => isUserEntry(entry));
  if (!found.some(({ change }) => change === "changed")) return found;
  const settled = { before: await chain.settled(), after: await settle(copy, context) };
  return withoutSpellingInDumps(found, settled);
}

/** Entries of the user's schemas: `POLICY public.notes owner`. */
function isUserEntry(entry: string): boolean {
  const name = entry.replace(/^[A-Z ]+ /, "");
  const at = name.indexOf(".");
  return at > 0 && !isPlatformSchema(name.slice(0, at)) && !name.startsWith("supawarden.");
}
