import type { Constraint } from "../catalog/constraints.ts";
import type { DisabledConstraint } from "../catalog/disabled_constraints.ts";
import { qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { foreignKeyClause } from "./foreign_key_sql.ts";

/** What is said of a constraint whose triggers are off. */
export function disabledVerdict(input: RuleInput, relation: Relation, disabled: DisabledConstraint): Verdict {
  const { constraint, triggers } = disabled;
  const object = tableObjectRef("constraint", constraint.name, relation);
  const tables = tablesOf(input, triggers);
  const kind = constraint.kind === "foreign key" ? "Foreign key" : "Deferrable constraint";
  return {
    object,
    severity: "error",
    message: `${kind} ${object.identity} is not enforced: the triggers by which Postgres checks it are disabled on ${tables.join(" and ")}.`,
    evidence: {
      constraint_kind: constraint.kind,
      relation_kind: relation.kind,
      triggers_disabled_on: tables,
      disabled_triggers: triggers.length,
    },
    remediation: remediation(input, relation, disabled),
  };
}

function remediation(
  input: RuleInput,
  relation: Relation,
  disabled: DisabledConstraint,
): Verdict["remediation"] {
  const { constraint, triggers } = disabled;
  const clause = constraint.inherited ? undefined : foreignKeyClause(input, constraint);
  const name = quoteIdent(constraint.name);
  if (clause !== undefined) {
    // Only a superuser may enable a trigger of Postgres' own, and rows that came in meanwhile would stay unchecked.
    return {
      sql: `alter table ${qualified(relation)}\n  drop constraint ${name},\n  add constraint ${name} ${clause};`,
      safety: "review",
      note: "Makes the foreign key anew, which its table's owner may do, and checks every row; writes to both tables wait meanwhile. It fails where rows break the foreign key: orphaned_rows counts them. The other triggers that `disable trigger all` switched off are findings of their own.",
    };
  }
  return {
    sql: triggers
      .flatMap((trigger) => {
        const table = input.lookup.relations.get(trigger.relation);
        return table === undefined
          ? []
          : [`alter table ${qualified(table)}\n  enable trigger ${quoteIdent(trigger.name)};`];
      })
      .join("\n"),
    safety: "review",
    note: "Needs a superuser, since the triggers are Postgres' own; without one drop the constraint and add it again. Rows that were written while the triggers were off are not checked: look for them first.",
  };
}

function tablesOf(input: RuleInput, triggers: Constraint["disabled_triggers"]): readonly string[] {
  const oids = [...new Set(triggers.map((trigger) => trigger.relation))];
  return oids.flatMap((oid) => {
    const table = input.lookup.relations.get(oid);
    return table === undefined ? [] : [qualified(table)];
  });
}
