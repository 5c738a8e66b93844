import type { RowPrivilege } from "../catalog/access.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, type ApiRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { createCauseFinder } from "./default_grants.ts";
import type { Rule } from "./rule.ts";

/** Schema of the queue tables, and the one with the functions that Supabase serves over them. */
const QUEUES = "pgmq";
const SERVED = "pgmq_public";

/** Finds message queues that clients can use without row level security. */
export const insecureQueueExposedInApi: Rule = {
  id: "insecure_queue_exposed_in_api",
  title: "Queue open to API clients",
  summary:
    "Looks for tables of pgmq's queues (`pgmq.q_…`) and archives (`pgmq.a_…`) that have row level security off while anon or authenticated holds a privilege on them and can get there, by the functions of pgmq_public or by an exposed schema pgmq.",
  severity: "error",
  category: "exposure",
  rationale:
    "Whoever has the public key can read the messages, take them away from the workers, delete them, or send their own, which a worker then carries out with its rights. INSERT alone is enough for that.",
  sources: [
    "splinter 0019_insecure_queue_exposed_in_api",
    "https://supabase.com/docs/guides/queues/quickstart",
  ],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "routines" },
    { role: "anon" },
    { role: "authenticated" },
    { exposed: true },
  ],
  reads: ["default_privileges", "policies"],
  limits:
    "`warn` for an archive that only pgmq_public reaches: its one function that touches archives, `archive`, moves a message there. Where nothing in SQL says which schemas are exposed, a schema pgmq_public is taken for exposed, since the dashboard makes it for that and drops it when the switch is turned off. Unlike splinter the rule sees archives, partitioned queues, grants other than SELECT and grants on columns; a queue on which the role holds a grant without USAGE on schema pgmq is not reported, since the functions run with the rights of the caller and fail. A function in pgmq_public that was made SECURITY DEFINER goes past grants and policies alike and is not judged here.",
  *check(input) {
    const ways = waysToQueues(input);
    if (ways.size === 0) return;
    const causeOf = createCauseFinder(input);
    for (const table of input.snapshot.relations) {
      if (!isQueueTable(table) || table.rls_enabled) continue;
      const reach = new Map<ApiRole, readonly RowPrivilege[]>();
      for (const role of ways.keys()) {
        const privileges = input.access.rowPrivileges(role, table);
        if (privileges.length > 0) reach.set(role, privileges);
      }
      if (reach.size === 0) continue;
      const held = { roles: [...reach.keys()], privileges: [...new Set([...reach.values()].flat())] };
      yield { ...verdict(input, table, { reach, ways }), ...causeOf(table, held) };
    }
  },
};

/** How a role gets to the tables of the queues. */
interface Way {
  /** The schema itself is exposed. */
  readonly direct: boolean;
  /** Functions of pgmq_public that it can call. */
  readonly functions: readonly string[];
}

function isQueueTable(relation: Relation): boolean {
  return (
    relation.schema === QUEUES &&
    (relation.kind === "table" || relation.kind === "partitioned table") &&
    /^[qa]_/.test(relation.name)
  );
}

function waysToQueues({ access, exposed, lookup, snapshot }: RuleInput): ReadonlyMap<ApiRole, Way> {
  const isServed =
    exposed.schemas.includes(SERVED) || (exposed.source === "default" && lookup.schemas.has(SERVED));
  const isDirect = exposed.schemas.includes(QUEUES);
  const ways = new Map<ApiRole, Way>();
  if (!isServed && !isDirect) return ways;
  const wrappers = snapshot.routines.filter((routine) => routine.schema === SERVED);
  for (const role of API_ROLES) {
    if (!access.schemaUsage(role, QUEUES)) continue;
    const functions =
      isServed && access.schemaUsage(role, SERVED)
        ? wrappers.filter((routine) => access.canExecute(role, routine)).map(({ name }) => name)
        : [];
    if (isDirect || functions.length > 0) ways.set(role, { direct: isDirect, functions });
  }
  return ways;
}

function verdict(
  input: RuleInput,
  table: Relation,
  {
    reach,
    ways,
  }: {
    readonly reach: ReadonlyMap<ApiRole, readonly RowPrivilege[]>;
    readonly ways: ReadonlyMap<ApiRole, Way>;
  },
): Verdict {
  const roles = [...reach.keys()];
  const name = qualified(table);
  const isArchive = table.name.startsWith("a_");
  const isDirect = roles.some((role) => ways.get(role)?.direct === true);
  const functions = [...new Set(roles.flatMap((role) => ways.get(role)?.functions ?? []))].sort();
  const commands = [...reach].map(([role, held]) => `${role} holds ${held.join(", ")}`).join("; ");
  const through = [
    ...(isDirect ? ["schema pgmq is exposed"] : []),
    ...(functions.length === 0 ? [] : [`pgmq_public serves ${functions.join(", ")}`]),
  ].join(", ");
  return {
    object: schemaObjectRef("relation", table),
    severity: isArchive && !isDirect ? "warn" : "error",
    message: `Row level security of ${isArchive ? "queue archive" : "queue"} ${name} is off and clients can get there (${through}): ${commands}.`,
    evidence: {
      kind: table.kind,
      archive: isArchive,
      privileges: Object.fromEntries(reach),
      functions,
      schema_exposed: isDirect,
      exposed_by: input.exposed.source,
      policies: (input.lookup.policies.get(table.oid) ?? []).map((policy) => policy.name),
    },
    remediation: {
      sql: `alter table ${name}\n  enable row level security;`,
      undo_sql: `alter table ${name}\n  disable row level security;`,
      safety: "review",
      note: `${roles.join(" and ")} see, send and delete no message until policies say which. Workers with the service key or as the owner are not affected. Where no client should use the queue, revoke the grants of ${roles.join(" and ")}, or take pgmq_public off the exposed schemas.`,
    },
  };
}
