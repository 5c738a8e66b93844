import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { isInvokerView } from "./policy_reads.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Tables that the Data API serves without row level security. */
export const rlsDisabledInPublic: Rule = {
  id: "rls_disabled_in_public",
  title: "Table served without row level security",
  summary:
    "A table, partitioned table or partition that role anon or authenticated can reach through the Data API has row level security off.",
  severity: "error",
  category: "rls",
  rationale:
    "The key of the Data API is public: it ships in every browser. Without row level security the grants alone decide, so whoever has the key reads, changes or deletes every row of the table.",
  sources: [
    "splinter 0013_rls_disabled_in_public",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  requires: [{ family: "relations" }, { family: "columns" }, { role: "anon" }, { role: "authenticated" }],
  limits:
    "A schema that the dashboard exposes is visible in SQL only when it is also set on role authenticator; name it in the configuration otherwise. Unlike splinter, the rule sees partitioned tables, grants other than SELECT and grants on columns, and it is silent where the role lacks USAGE on the schema, since the Data API then refuses every request.",
  *check(input) {
    const views = viewsByTable(input);
    for (const relation of input.snapshot.relations) {
      if (relation.kind !== "table" && relation.kind !== "partitioned table") continue;
      if (relation.rls_enabled || isPlatformSchema(relation.schema)) continue;
      const reach = apiReach(input.snapshot, relation, input.exposed);
      if (reach.size > 0) yield verdict(input, relation, { reach, views: views.get(relation.oid) ?? [] });
    }
  },
};

function verdict(
  input: RuleInput,
  relation: Relation,
  { reach, views }: { reach: ReturnType<typeof apiReach>; views: readonly string[] },
): Verdict {
  const name = qualified(relation);
  const commands = [...reach].map(([role, privileges]) => `${role} can ${privileges.join(", ")}`).join("; ");
  const policies = input.lookup.policies.get(relation.oid) ?? [];
  const parent =
    relation.partition_of === null ? undefined : input.lookup.relations.get(relation.partition_of);
  return {
    object: schemaObjectRef("relation", relation),
    message: `Row level security of ${relation.kind} ${name} is off, and the Data API serves it: ${commands}.`,
    evidence: {
      relation_kind: relation.kind,
      privileges: Object.fromEntries(reach),
      policies: policies.map((policy) => policy.name),
      owner: relation.owner,
      ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
      ...(views.length === 0 ? {} : { views_with_rights_of_their_owner: views }),
      ...(relation.extension === null ? {} : { extension: relation.extension }),
    },
    remediation:
      relation.extension === null
        ? {
            sql: `alter table ${name}\n  enable row level security;`,
            undo_sql: `alter table ${name}\n  disable row level security;`,
            safety: "review",
            note: noteFor(policies.length, parent !== undefined),
          }
        : {
            safety: "review",
            note: `The table belongs to extension ${relation.extension}: move the extension to a schema that is not exposed, or revoke the grants of anon and authenticated as the table's owner (${relation.owner}).`,
          },
  };
}

function noteFor(policies: number, partition: boolean): string {
  const rows =
    policies === 0
      ? "With no policy on the table, anon and authenticated see and change no row until one is written, and rls_enabled_no_policy says so."
      : "From then on the policies that exist on the table decide what anon and authenticated see and change.";
  return partition
    ? `${rows} Policies of the partitioned table apply to requests through it, not to requests that name the partition.`
    : rows;
}

/** Views that read a table with the rights of their owner: row level security of the table does not close them. */
function viewsByTable(input: RuleInput): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const { view, relation } of input.snapshot.view_dependencies) {
    const reader = input.lookup.relations.get(view);
    if (reader === undefined || apiReach(input.snapshot, reader, input.exposed).size === 0) continue;
    if (isInvokerView(reader)) continue;
    const names = found.get(relation);
    if (names === undefined) found.set(relation, [qualified(reader)]);
    else names.push(qualified(reader));
  }
  return found;
}
