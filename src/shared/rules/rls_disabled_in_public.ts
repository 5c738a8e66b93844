import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { createCauseFinder } from "./default_grants.ts";
import { missingApiRoles } from "./missing_roles.ts";
import type { Rule } from "./rule.ts";
import { NO_VIEWS, type Reach, type SeenThrough, viewsByTable } from "./table_views.ts";

/** Tables that the Data API serves without row level security. */
export const rlsDisabledInPublic: Rule = {
  id: "rls_disabled_in_public",
  title: "Table served without row level security",
  summary:
    "A table, partitioned table or partition that role anon or authenticated can reach through the Data API, by its own name or through a view with security_invoker, has row level security off, or has it on without FORCE while that role owns the table.",
  severity: "error",
  category: "rls",
  rationale:
    "The key of the Data API is public: it ships in every browser. Without row level security the grants alone decide, so whoever has the key reads, changes or deletes every row of the table.",
  sources: [
    "splinter 0013_rls_disabled_in_public",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "view_dependencies" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { exposed: true },
  ],
  reads: ["policies", "default_privileges"],
  limits:
    "A schema that the dashboard exposes is visible in SQL only when it is also set on role authenticator; name it in the configuration otherwise. Unlike splinter, the rule sees partitioned tables, grants other than SELECT and grants on columns, and it is silent where the role lacks USAGE on the schema, since the Data API then refuses every request. A table behind a view with the rights of its owner is security_definer_view's: row level security would not close it.",
  *check(input) {
    yield* missingApiRoles(input);
    const views = viewsByTable(input);
    const exempt = exemptOwners(input);
    const causeOf = createCauseFinder(input);
    for (const relation of input.snapshot.relations) {
      if (relation.kind !== "table" && relation.kind !== "partitioned table") continue;
      if (isPlatformSchema(relation.schema)) continue;
      const owners = relation.rls_forced ? [] : (exempt.get(relation.owner) ?? []);
      if (relation.rls_enabled && owners.length === 0) continue;
      const roles = relation.rls_enabled ? owners : API_ROLES;
      const direct = only(apiReach(input.snapshot, relation, input.exposed), roles);
      const known = views.get(relation.oid) ?? NO_VIEWS;
      const seen = { ...known, reach: only(known.reach, roles) };
      if (direct.size === 0 && seen.reach.size === 0) continue;
      const reach = direct.size > 0 ? direct : seen.reach;
      const held = { roles: [...reach.keys()], privileges: [...new Set([...reach.values()].flat())] };
      yield {
        ...verdict(input, relation, { direct, seen, owners }),
        ...(relation.rls_enabled ? {} : causeOf(relation, held)),
      };
    }
  },
};

/** Roles of the Data API that own tables or inherit from an owner: row level security passes owners over unless it is forced. */
function exemptOwners({ access }: RuleInput): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const role of API_ROLES) {
    for (const owner of access.grantees(role)) owners.set(owner, [...(owners.get(owner) ?? []), role]);
  }
  return owners;
}

function only(reach: Reach, roles: readonly string[]): Reach {
  return new Map([...reach].filter(([role]) => roles.includes(role)));
}

function verdict(
  input: RuleInput,
  relation: Relation,
  { direct, seen, owners }: { direct: Reach; seen: SeenThrough; owners: readonly string[] },
): Verdict {
  const name = qualified(relation);
  const reach = direct.size > 0 ? direct : seen.reach;
  const commands = [...reach].map(([role, privileges]) => `${role} can ${privileges.join(", ")}`).join("; ");
  const way = direct.size > 0 ? "" : ` through ${seen.invoker.join(", ")}`;
  const policies = input.lookup.policies.get(relation.oid) ?? [];
  const parent =
    relation.partition_of === null ? undefined : input.lookup.relations.get(relation.partition_of);
  return {
    object: schemaObjectRef("relation", relation),
    message: relation.rls_enabled
      ? `Row level security of ${relation.kind} ${name} does not hold back ${owners.join(" and ")}, as it does no owner of a table, and the Data API serves it${way}: ${commands}.`
      : `Row level security of ${relation.kind} ${name} is off, and the Data API serves it${way}: ${commands}.`,
    evidence: {
      relation_kind: relation.kind,
      privileges: Object.fromEntries(reach),
      policies: policies.map((policy) => policy.name),
      owner: relation.owner,
      ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
      ...(seen.invoker.length === 0 ? {} : { views_with_rights_of_the_caller: seen.invoker }),
      ...(seen.owner.length === 0 ? {} : { views_with_rights_of_their_owner: seen.owner }),
      ...(owners.length === 0 ? {} : { owner_among_api_roles: [...owners] }),
      ...(relation.extension === null ? {} : { extension: relation.extension }),
    },
    remediation:
      relation.extension === null
        ? {
            sql: switches(relation, owners, { row: "enable", force: "force" }),
            undo_sql: switches(relation, owners, { row: "disable", force: "no force" }),
            safety: "review",
            note: noteFor(policies.length, parent !== undefined),
          }
        : {
            safety: "review",
            note: `The table belongs to extension ${relation.extension}: move the extension to a schema that is not exposed, or revoke the grants of anon and authenticated as the table's owner (${relation.owner}).`,
          },
  };
}

/** Row level security on (or off), and for owners among the API's roles too. */
function switches(
  relation: Relation,
  owners: readonly string[],
  words: { readonly row: "enable" | "disable"; readonly force: "force" | "no force" },
): string {
  const clauses = [
    ...(relation.rls_enabled ? [] : [words.row]),
    ...(owners.length === 0 || relation.rls_forced ? [] : [words.force]),
  ];
  return `alter table ${qualified(relation)}\n${clauses.map((clause) => `  ${clause} row level security`).join(",\n")};`;
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
