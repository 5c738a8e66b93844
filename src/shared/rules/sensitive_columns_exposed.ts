import type { Column } from "../catalog/columns.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, type ApiRole, isUserObject } from "../catalog/scope.ts";
import type { Severity } from "../findings/finding.ts";
import { narrowSelect } from "./narrow_select.ts";
import type { Rule, RuleInput, Verdict } from "./rule.ts";
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
  requires: [{ family: "relations" }, { family: "columns" }],
  live: true,
  limits:
    "Judged by column names; contents are not read. Unlike splinter, a table in a schema on which the role has no USAGE is not reported, since the API cannot reach it. A view that runs with its owner's rights is a warning, since its query may limit the rows; a view with security_invoker is left to the relations below it.",
  check: function* (input: RuleInput): Iterable<Verdict> {
    for (const relation of input.snapshot.relations) {
      const severity = unprotected(relation);
      if (severity === undefined || !isUserObject(relation)) continue;
      if (!input.exposed.schemas.includes(relation.schema)) continue;
      const sensitive = sensitiveColumns(input, relation);
      if (sensitive.length > 0) yield verdict(input, relation, { severity, sensitive });
    }
  },
};

interface SensitiveColumn {
  readonly column: Column;
  readonly kind: SensitiveKind;
  readonly readers: readonly ApiRole[];
}

/** How bad it is that the relation shows a row to whoever may select it; `undefined` where policies decide. */
function unprotected(relation: Relation): Severity | undefined {
  if (relation.kind === "view") return runsAsInvoker(relation) ? undefined : "warn";
  if (relation.kind === "table" || relation.kind === "partitioned table") {
    return relation.rls_enabled ? undefined : "error";
  }
  // Row level security cannot be enabled on a materialized view or a foreign table.
  return "error";
}

function runsAsInvoker(relation: Relation): boolean {
  return relation.options.some((option) => /^security_invoker=(true|on|yes|1)$/i.test(option));
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
  { severity, sensitive }: { readonly severity: Severity; readonly sensitive: readonly SensitiveColumn[] },
): Verdict {
  const readers = API_ROLES.filter((role) => sensitive.some((entry) => entry.readers.includes(role)));
  const names = sensitive.map(({ column }) => JSON.stringify(column.name)).join(", ");
  return {
    object: schemaObjectRef("relation", relation),
    severity,
    message: `${readers.join(" and ")} can read ${names} of ${relation.kind} ${qualified(relation)} over the API${severity === "error" ? ", every row of it" : ", past the row level security of the tables below"}.`,
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
    },
    remediation: narrowSelect(input, relation, {
      columns: sensitive.map(({ column }) => column),
      readers,
    }),
  };
}
