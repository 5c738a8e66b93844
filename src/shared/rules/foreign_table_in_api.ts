import { ROW_PRIVILEGES } from "../catalog/access.ts";
import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { createCauseFinder } from "./default_grants.ts";
import { revokeFromApi } from "./relation_revoke.ts";
import type { Rule } from "./rule.ts";

/** Finds foreign tables that the Data API serves. */
export const foreignTableInApi: Rule = {
  id: "foreign_table_in_api",
  title: "Foreign table served by the API",
  summary:
    "Looks for foreign tables of an exposed schema, partitions among them, that anon or authenticated can read or write.",
  severity: "warn",
  category: "exposure",
  rationale:
    "Row level security cannot be enabled on a foreign table. The other side sees the login of the user mapping, not the caller, so whoever may use the table has all of what that login has: a second database, a payment provider, a bucket of files. Each request also costs a call to the other side.",
  sources: [
    "splinter 0017_foreign_table_in_api",
    "https://supabase.com/docs/guides/database/extensions/wrappers/overview",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { role: "anon" },
    { role: "authenticated" },
    { exposed: true },
  ],
  reads: ["default_privileges"],
  limits:
    "User mappings are not read: where the role has none and the wrapper needs one, requests fail today. Unlike splinter the rule sees grants other than SELECT and grants on columns, and it is silent where the role lacks USAGE on the schema. Requests to a partitioned table reach its foreign partitions under the policies of the partitioned table; reported is the partition that has a grant of its own.",
  *check(input) {
    const causeOf = createCauseFinder(input);
    for (const table of input.snapshot.relations) {
      if (table.kind !== "foreign table" || !isUserObject(table)) continue;
      const reach = apiReach(input.snapshot, table, input.exposed);
      if (reach.size === 0) continue;
      const roles = [...reach.keys()];
      const privileges = ROW_PRIVILEGES.filter((privilege) =>
        [...reach.values()].some((held) => held.includes(privilege)),
      );
      const commands = [...reach].map(([role, held]) => `${role} can ${held.join(", ")}`).join("; ");
      const parent = table.partition_of === null ? undefined : input.lookup.relations.get(table.partition_of);
      yield {
        object: schemaObjectRef("relation", table),
        message: `Foreign table ${qualified(table)} is served by the API, and no row level security can limit it: ${commands}.`,
        evidence: {
          kind: table.kind,
          privileges: Object.fromEntries(reach),
          owner: table.owner,
          exposed_by: input.exposed.source,
          ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
        },
        remediation: revokeFromApi(input, table, {
          roles,
          privileges,
          note: `Requests of ${roles.join(" and ")} for it fail afterwards, and views with security_invoker that read it. Where users need some of it, put the table into a schema that is not exposed and let a function hand out the rows that are theirs.`,
        }),
        ...causeOf(table, { roles, privileges }),
      };
    }
  },
};
