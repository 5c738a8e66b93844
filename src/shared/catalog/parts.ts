import type { Session } from "../database/database.ts";
import { FAMILIES, type FamilyName, familyNames } from "./families.ts";
import type { Family } from "./family.ts";
import { ORPHAN_BUDGET, readOrphanCounts } from "./orphan_counts.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import { readVectorSamples } from "./vector_samples.ts";

/** Name of a part of a snapshot: a family, or what is read of the user's data once the families are known. */
export type PartName = FamilyName | SampleName | "body_checks" | "drift";

/** What is read of the user's data, or asked about it, once the families are known. */
export type SampleName = "vector_samples" | "orphan_counts";

/** Families that every reading needs: who may do what, and what belongs to whom. */
const BASE = ["schemas", "roles", "memberships", "extensions"] as const satisfies readonly FamilyName[];

/** Limits of what is read of the data. */
export interface SampleOptions {
  /** Time for counting rows that refer to no row, in milliseconds; 0 counts none. */
  readonly orphanBudget?: number | undefined;
}

/** A part that is read of the data. */
interface Sample {
  /** Families that tell what to read. */
  readonly from: readonly FamilyName[];
  readonly read: (
    session: Session,
    facts: CatalogSnapshot,
    options: SampleOptions,
  ) => Promise<readonly unknown[]>;
}

/** The parts that are read of the data. */
export const SAMPLES: Readonly<Record<SampleName, Sample>> = {
  vector_samples: { from: ["relations", "columns", "types"], read: readVectorSamples },
  orphan_counts: {
    from: ["relations", "columns", "constraints"],
    read: (session, facts, options) =>
      readOrphanCounts(session, facts, { budget: options.orphanBudget ?? ORPHAN_BUDGET }),
  },
};

/** Names of all samples. */
export const sampleNames = Object.keys(SAMPLES) as SampleName[];
/** Names of all parts of a snapshot. */
export const partNames: readonly PartName[] = [...familyNames, ...sampleNames, "body_checks", "drift"];

/** The parts to read for those asked for, with what they build on. */
export function partsNeeded(asked: readonly PartName[] | undefined): ReadonlySet<PartName> {
  if (asked === undefined) return new Set(partNames);
  const needed = new Set<PartName>(BASE);
  const queue = [...asked];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    if (needed.has(part)) continue;
    needed.add(part);
    queue.push(...((SAMPLES as Partial<Record<PartName, Sample>>)[part]?.from ?? []));
    queue.push(...((FAMILIES as Partial<Record<PartName, Family<unknown>>>)[part]?.after ?? []));
  }
  return needed;
}
