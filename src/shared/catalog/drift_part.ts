import { z } from "zod";
import type { Session } from "../database/database.ts";
import type { DeepReadonly } from "./family.ts";
import type { ServerReading } from "./server_facts.ts";

/** Kept as it was read: an attribute can be of any shape, and a name in it can be anything. */
const value = z.custom<unknown>(() => true);

const difference = z.object({
  change: z.enum(["missing", "unexpected", "changed"]),
  type: z.string(),
  schema: z.string().nullable(),
  parent: z.string().nullable(),
  name: z.string(),
  attributes: z.array(z.object({ name: z.string(), expected: value.optional(), actual: value.optional() })),
  /** Texts differ that may mean the same: without a parser it cannot be told. */
  doubtful: z.boolean().optional(),
});

/** What a snapshot holds of the comparison with a manifest. */
export const driftPartRow = z.object({
  /** Hash of what it was compared with; null where there was nothing to compare with. */
  compared_with: z.string().nullable(),
  differences: z.array(difference),
});

/** The comparison with a manifest: made while the catalog is read, so that only what differs leaves the server. */
export type DriftPart = DeepReadonly<z.infer<typeof driftPartRow>>;

/** A difference as a snapshot holds it. */
export type DriftDifference = DriftPart["differences"][number];

/** Compares the database of the session; given by who has a manifest. */
export type ReadDriftPart = (session: Session, server: ServerReading) => Promise<DriftPart>;

/** What a snapshot holds that was taken without a manifest. */
export const NO_DRIFT_PART: DriftPart = { compared_with: null, differences: [] };
