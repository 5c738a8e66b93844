import type { Constraint } from "../catalog/constraints.ts";
import { qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { quoteIdent } from "../sql/ident.ts";
import { foreignKeyClause } from "./foreign_key_sql.ts";
import type { RuleInput, Verdict } from "./rule.ts";

/** A constraint that is not enforced, since triggers of Postgres' own do not fire. */
export interface DisabledConstraint {
  readonly constraint: Constraint;
  readonly relation: Relation;
  readonly triggers: Constraint["disabled_triggers"];
}

/**
 * Constraints with disabled internal triggers. Postgres keeps a constraint of its own for each partition on either side
 * of a foreign key; they count as the one that was declared, unless only a partition's triggers are off.
 */
export function disabledConstraints(input: RuleInput): readonly DisabledConstraint[] {
  const affected = input.snapshot.constraints.filter(({ disabled_triggers: off }) => off.length > 0);
  if (affected.length === 0) return [];
  const byOid = new Map(input.snapshot.constraints.map((constraint) => [constraint.oid, constraint]));
  const found = new Map<number, DisabledConstraint>();
  for (const constraint of affected) {
    let declared = constraint;
    for (let next = parentOf(declared); next !== undefined; next = parentOf(next)) {
      if (next.relation === declared.relation || next.disabled_triggers.length > 0) declared = next;
    }
    const relation = input.lookup.relations.get(declared.relation);
    if (relation === undefined) continue;
    const known = found.get(declared.oid)?.triggers ?? [];
    found.set(declared.oid, {
      constraint: declared,
      relation,
      triggers: [...known, ...constraint.disabled_triggers],
    });
  }
  return [...found.values()];

  function parentOf({ parent }: Constraint): Constraint | undefined {
    return parent === null ? undefined : byOid.get(parent);
  }
}

/** What is said of such a constraint. */
export function disabledVerdict(input: RuleInput, disabled: DisabledConstraint): Verdict {
  const { constraint, relation, triggers } = disabled;
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
    remediation: remediation(input, disabled),
  };
}

function remediation(input: RuleInput, disabled: DisabledConstraint): Verdict["remediation"] {
  const { constraint, relation, triggers } = disabled;
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
