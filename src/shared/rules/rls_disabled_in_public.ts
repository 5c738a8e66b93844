import type { RowPrivilege } from "../catalog/access.ts";
import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { createTableFinder, isInvokerView } from "./policy_reads.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";

/** Tables that the Data API serves without row level security. */
export const rlsDisabledInPublic: Rule = {
  id: "rls_disabled_in_public",
  title: "Table served without row level security",
  summary:
    "A table, partitioned table or partition that role anon or authenticated can reach through the Data API, by its own name or through a view with security_invoker, has row level security off.",
  severity: "error",
  category: "rls",
  rationale:
    "The key of the Data API is public: it ships in every browser. Without row level security the grants alone decide, so whoever has the key reads, changes or deletes every row of the table.",
  sources: [
    "splinter 0013_rls_disabled_in_public",
    "https://supabase.com/docs/guides/database/postgres/row-level-security",
  ],
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "view_dependencies" },
    { role: "anon" },
    { role: "authenticated" },
  ],
  reads: ["policies"],
  limits:
    "A schema that the dashboard exposes is visible in SQL only when it is also set on role authenticator; name it in the configuration otherwise. Unlike splinter, the rule sees partitioned tables, grants other than SELECT and grants on columns, and it is silent where the role lacks USAGE on the schema, since the Data API then refuses every request. A table behind a view with the rights of its owner is security_definer_view's: row level security would not close it.",
  *check(input) {
    const views = viewsByTable(input);
    for (const relation of input.snapshot.relations) {
      if (relation.kind !== "table" && relation.kind !== "partitioned table") continue;
      if (relation.rls_enabled || isPlatformSchema(relation.schema)) continue;
      const direct = apiReach(input.snapshot, relation, input.exposed);
      const seen = views.get(relation.oid) ?? NO_VIEWS;
      if (direct.size > 0 || seen.reach.size > 0) yield verdict(input, relation, { direct, seen });
    }
  },
};

type Reach = ReadonlyMap<string, readonly RowPrivilege[]>;

/** The views of the Data API through which a table is read. */
interface SeenThrough {
  /** Views with the caller's rights, and what a role of the Data API can do to the table through them. */
  readonly invoker: readonly string[];
  readonly reach: Reach;
  /** Views with the rights of their owner: row level security of the table does not close them. */
  readonly owner: readonly string[];
}

const NO_VIEWS: SeenThrough = { invoker: [], reach: new Map(), owner: [] };

function verdict(
  input: RuleInput,
  relation: Relation,
  { direct, seen }: { direct: Reach; seen: SeenThrough },
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
    message: `Row level security of ${relation.kind} ${name} is off, and the Data API serves it${way}: ${commands}.`,
    evidence: {
      relation_kind: relation.kind,
      privileges: Object.fromEntries(reach),
      policies: policies.map((policy) => policy.name),
      owner: relation.owner,
      ...(parent === undefined ? {} : { partition_of: qualified(parent) }),
      ...(seen.invoker.length === 0 ? {} : { views_with_rights_of_the_caller: seen.invoker }),
      ...(seen.owner.length === 0 ? {} : { views_with_rights_of_their_owner: seen.owner }),
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

/** What the views of the Data API show of each table. */
function viewsByTable(input: RuleInput): ReadonlyMap<number, SeenThrough> {
  const found = new Map<number, ReturnType<typeof emptyEntry>>();
  const entry = (table: number) => {
    const known = found.get(table) ?? emptyEntry();
    found.set(table, known);
    return known;
  };
  const reaches = new Map<number, Reach>();
  const behind = createTableFinder(input);
  for (const view of input.snapshot.relations) {
    if (view.kind !== "view") continue;
    const reach = apiReach(input.snapshot, view, input.exposed);
    if (reach.size > 0) reaches.set(view.oid, reach);
    // Behind such a view the privileges on the table still count, though not USAGE on its schema.
    for (const table of reach.size > 0 ? behind(view) : []) {
      const relation = input.lookup.relations.get(table);
      if (relation === undefined) continue;
      for (const [role, privileges] of reach) {
        const held = input.access.rowPrivileges(role, relation).filter((each) => privileges.includes(each));
        if (held.length === 0) continue;
        const seen = entry(table);
        if (seen.invoker.at(-1) !== qualified(view)) seen.invoker.push(qualified(view));
        seen.reach.set(role, [...new Set([...(seen.reach.get(role) ?? []), ...held])]);
      }
    }
  }
  for (const { view, relation } of input.snapshot.view_dependencies) {
    const reader = input.lookup.relations.get(view);
    if (reader === undefined || !reaches.has(view) || isInvokerView(reader)) continue;
    entry(relation).owner.push(qualified(reader));
  }
  return found;
}

function emptyEntry(): { invoker: string[]; reach: Map<string, readonly RowPrivilege[]>; owner: string[] } {
  return { invoker: [], reach: new Map(), owner: [] };
}
