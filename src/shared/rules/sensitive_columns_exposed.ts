import type { Column } from "../catalog/columns.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, type ApiRole, isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Severity } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { createCauseFinder } from "./default_grants.ts";
import { isInvokerView } from "./invoker_view.ts";
import { missingApiRoles } from "./missing_roles.ts";
import { narrowSelect } from "./narrow_select.ts";
import { createTableFinder } from "./policy_reads.ts";
import type { Rule } from "./rule.ts";
import { type SensitiveKind, sensitiveKind } from "./sensitive_names.ts";

/** Finds columns named like secrets that the Data API hands out without row level security. */
export const sensitiveColumnsExposed: Rule = {
  id: "sensitive_columns_exposed",
  title: "Sensitive columns readable over the API",
  summary:
    "Looks for relations that anon or authenticated can read without row level security and that have columns named like credentials, personal or payment data.",
  severity: "error",
  category: "exposure",
  rationale:
    "The public key is in every page and app that uses the project. Where no row level security applies, whoever has it reads these columns of every row with one request: keys and tokens are used the same day, and personal, payment or health data that has left cannot be taken back.",
  sources: [
    "splinter 0023_sensitive_columns_exposed",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0023_sensitive_columns_exposed",
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
  reads: ["default_privileges"],
  live: "findings",
  limits:
    "Judged by column names; contents are not read. Unlike splinter, a table in a schema on which the role has no USAGE is not reported, since the API cannot reach it. A view is a warning, since its query may limit the rows: one that runs with its owner's rights, or one with security_invoker over a table without row level security that is not exposed itself; other views with security_invoker are left to the tables below them. Columns are judged by the name that the view gives them.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    yield* missingApiRoles(input);
    const causeOf = createCauseFinder(input);
    const behind = createTableFinder(input);
    for (const relation of input.snapshot.relations) {
      if (isPlatformSchema(relation.schema) || !input.exposed.schemas.includes(relation.schema)) continue;
      const severity = unprotected(input, relation, behind);
      if (severity === undefined) continue;
      const sensitive = sensitiveColumns(input, relation);
      if (sensitive.length === 0) continue;
      const roles = API_ROLES.filter((role) => sensitive.some((entry) => entry.readers.includes(role)));
      yield {
        ...verdict(input, relation, { severity, sensitive, roles }),
        ...causeOf(relation, { roles, privileges: ["select"] }),
      };
    }
  },
};

interface SensitiveColumn {
  readonly column: Column;
  readonly kind: SensitiveKind;
  readonly readers: readonly ApiRole[];
}

/** How bad it is that the relation shows a row to whoever may select it; `undefined` where policies decide. */
function unprotected(
  input: RuleInput,
  relation: Relation,
  behind: ReturnType<typeof createTableFinder>,
): Severity | undefined {
  if (relation.kind === "view") {
    if (!isInvokerView(relation)) return "warn";
    const isOpen = [...behind(relation)].some((oid) => {
      const table = input.lookup.relations.get(oid);
      return table?.rls_enabled === false && !input.exposed.schemas.includes(table.schema);
    });
    return isOpen ? "warn" : undefined;
  }
  if (relation.kind === "table" || relation.kind === "partitioned table") {
    return relation.rls_enabled ? undefined : "error";
  }
  // Row level security cannot be enabled on a materialized view or a foreign table.
  return "error";
}

function sensitiveColumns(input: RuleInput, relation: Relation): readonly SensitiveColumn[] {
  const roles = API_ROLES.filter(
    (role) => input.access.roleExists(role) && input.access.schemaUsage(role, relation.schema),
  );
  return (input.lookup.columns.get(relation.oid) ?? []).flatMap((column) => {
    const kind = sensitiveKind(column);
    if (kind === undefined) return [];
    const readers = roles.filter((role) =>
      input.access.columnPrivilege(role, relation, { column, privilege: "select" }),
    );
    return readers.length === 0 ? [] : [{ column, kind, readers }];
  });
}

function verdict(
  input: RuleInput,
  relation: Relation,
  {
    severity,
    sensitive,
    roles: readers,
  }: {
    readonly severity: Severity;
    readonly sensitive: readonly SensitiveColumn[];
    readonly roles: readonly ApiRole[];
  },
): Verdict {
  const names = sensitive.map(({ column }) => JSON.stringify(column.name)).join(", ");
  return {
    object: schemaObjectRef("relation", relation),
    severity,
    message: `${readers.join(" and ")} can read ${names} of ${relation.kind} ${qualified(relation)} over the API${severity === "error" ? ", every row of it" : ", with no row level security in between"}.`,
    evidence: {
      kind: relation.kind,
      rls_enabled: relation.rls_enabled,
      columns: sensitive.map(({ column, kind, readers: by }) => ({
        name: column.name,
        type: column.type,
        kind,
        readers: [...by],
      })),
      estimated_rows: relation.estimated_rows,
      ...(relation.extension === null ? {} : { extension: relation.extension }),
    },
    remediation: narrowSelect(input, relation, {
      columns: sensitive.map(({ column }) => column),
      readers,
    }),
  };
}
