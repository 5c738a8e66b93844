import { z } from "zod";
import { auditRuns } from "./audit_runs.ts";
import { bodyChecksRow, NO_BODY_CHECKS } from "./body_checks.ts";
import { buckets } from "./buckets.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { cronJobs } from "./cron_jobs.ts";
import { cronRuns } from "./cron_runs.ts";
import { defaultPrivileges } from "./default_privileges.ts";
import { driftPartRow, NO_DRIFT_PART } from "./drift_part.ts";
import { eventTriggers } from "./event_triggers.ts";
import { extensions } from "./extensions.ts";
import { type FamilyName, familyNames } from "./families.ts";
import type { DeepReadonly } from "./family.ts";
import { foreignServers } from "./foreign_servers.ts";
import { graphqlDirectives } from "./graphql_directives.ts";
import { indexes } from "./indexes.ts";
import { ledger } from "./ledger.ts";
import { looseTables } from "./loose_tables.ts";
import { memberships } from "./memberships.ts";
import { orphanCountRow } from "./orphan_counts.ts";
import { otherLedgers } from "./other_ledgers.ts";
import { policies } from "./policies.ts";
import { publications } from "./publications.ts";
import type { Focus } from "./reading_scope.ts";
import { relations } from "./relations.ts";
import { roles } from "./roles.ts";
import { routines } from "./routines.ts";
import { schemas } from "./schemas.ts";
import { sequences } from "./sequences.ts";
import { storedSettings } from "./stored_settings.ts";
import { systemNames } from "./system_names.ts";
import { triggers } from "./triggers.ts";
import { types } from "./types.ts";
import { usageStatistics } from "./usage_statistics.ts";
import { vectorSampleRow } from "./vector_samples.ts";
import { viewDependencies } from "./view_dependencies.ts";

const unread = z.object({
  family: z.enum(familyNames as [FamilyName, ...FamilyName[]]),
  /** `absent` is not there, `forbidden` may not be read, `filtered` rows may be hidden by policies, `failed` else. */
  kind: z.enum(["absent", "forbidden", "filtered", "failed"]),
  reason: z.string(),
  sqlstate: z.string().optional(),
});
/** A family that was not read, or not wholly, and why. */
export type Unread = Readonly<z.infer<typeof unread>>;

/** The shape of a saved snapshot. */
export const snapshotSchema = z.object({
  format: z.literal(1),
  taken_at: z.string(),
  server: z.object({
    version: z.number().int(),
    version_text: z.string(),
    database: z.string(),
    user: z.string(),
    superuser: z.boolean(),
    in_recovery: z.boolean(),
  }),
  unread: z.array(unread),
  schemas: z.array(schemas.row),
  roles: z.array(roles.row),
  memberships: z.array(memberships.row),
  relations: z.array(relations.row),
  view_dependencies: z.array(viewDependencies.row),
  columns: z.array(columns.row),
  constraints: z.array(constraints.row),
  indexes: z.array(indexes.row),
  routines: z.array(routines.row),
  policies: z.array(policies.row),
  triggers: z.array(triggers.row),
  event_triggers: z.array(eventTriggers.row),
  types: z.array(types.row),
  sequences: z.array(sequences.row),
  extensions: z.array(extensions.row),
  default_privileges: z.array(defaultPrivileges.row),
  publications: z.array(publications.row),
  buckets: z.array(buckets.row),
  /** Absent from a snapshot of a version that did not read comments. */
  graphql_directives: z.array(graphqlDirectives.row).default([]),
  cron_jobs: z.array(cronJobs.row),
  cron_runs: z.array(cronRuns.row),
  /** Absent from a snapshot of a version that did not look for them. */
  other_ledgers: z.array(otherLedgers.row).default([]),
  ledger: z.array(ledger.row),
  stored_settings: z.array(storedSettings.row),
  foreign_servers: z.array(foreignServers.row),
  usage_statistics: z.array(usageStatistics.row),
  loose_tables: z.array(looseTables.row),
  audit_runs: z.array(auditRuns.row),
  /** What vector columns of no stated size hold; absent from a snapshot of a version that took no samples. */
  vector_samples: z.array(vectorSampleRow).default([]),
  /** Rows that refer to no row; absent from a snapshot of a version that counted none. */
  orphan_counts: z.array(orphanCountRow).default([]),
  /** Absent from a snapshot of a version that did not read them. */
  system_names: z.array(systemNames.row).default([]),
  /** What plpgsql_check said of the routines, in a transaction of its own. */
  body_checks: bodyChecksRow.default(NO_BODY_CHECKS as z.infer<typeof bodyChecksRow>),
  /** What differs from the manifest that was given with the reading. */
  drift: driftPartRow.default(NO_DRIFT_PART as z.infer<typeof driftPartRow>),
});

/** Everything the rules read of one database, taken in one transaction and frozen. */
export type CatalogSnapshot = DeepReadonly<z.infer<typeof snapshotSchema>> & {
  /** Of a shard: what it is there to judge. */
  readonly focus?: Focus;
};
