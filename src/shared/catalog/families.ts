import { auditRuns } from "./audit_runs.ts";
import { buckets } from "./buckets.ts";
import { columns } from "./columns.ts";
import { constraints } from "./constraints.ts";
import { cronJobs } from "./cron_jobs.ts";
import { cronRuns } from "./cron_runs.ts";
import { defaultPrivileges } from "./default_privileges.ts";
import { eventTriggers } from "./event_triggers.ts";
import { extensions } from "./extensions.ts";
import { foreignServers } from "./foreign_servers.ts";
import { graphqlDirectives } from "./graphql_directives.ts";
import { indexes } from "./indexes.ts";
import { ledger } from "./ledger.ts";
import { looseTables } from "./loose_tables.ts";
import { memberships } from "./memberships.ts";
import { otherLedgers } from "./other_ledgers.ts";
import { policies } from "./policies.ts";
import { publications } from "./publications.ts";
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
import { viewDependencies } from "./view_dependencies.ts";

/** Every family, in the order in which it is read. */
export const FAMILIES = {
  // The parser is loaded while the server works on routines; their bodies are read while it works on what follows.
  routines,
  schemas,
  roles,
  memberships,
  relations,
  columns,
  policies,
  view_dependencies: viewDependencies,
  constraints,
  indexes,
  triggers,
  event_triggers: eventTriggers,
  types,
  sequences,
  extensions,
  default_privileges: defaultPrivileges,
  publications,
  buckets,
  graphql_directives: graphqlDirectives,
  cron_jobs: cronJobs,
  cron_runs: cronRuns,
  other_ledgers: otherLedgers,
  ledger,
  stored_settings: storedSettings,
  foreign_servers: foreignServers,
  usage_statistics: usageStatistics,
  loose_tables: looseTables,
  audit_runs: auditRuns,
  system_names: systemNames,
} as const;

/** Name of a family of catalog facts. */
export type FamilyName = keyof typeof FAMILIES;

/** Names of all families, in the order in which they are read. */
export const familyNames = Object.keys(FAMILIES) as FamilyName[];
