import type { Constraint } from "../catalog/constraints.ts";
import { domainConstraintRef, qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { Rule } from "./rule.ts";

/** Constraints that were never checked against the rows that exist. */
export const constraintNotValidated: Rule = {
  id: "constraint_not_validated",
  title: "Constraint was never checked against existing rows",
  summary:
    "A foreign key, check or not-null constraint of a table, or a check of a domain, was added with NOT VALID and not validated since, or is declared NOT ENFORCED.",
  severity: "warn",
  category: "integrity",
  rationale:
    "NOT VALID binds new rows only. The old ones may break the rule that everybody reads in the schema, the planner does not make use of it, and the day somebody updates or restores such a row it is refused.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES",
    "squawk constraint-missing-not-valid",
  ],
  scope: "shard",
  requires: [{ family: "relations" }, { family: "constraints" }, { family: "types" }],
  limits:
    "Says that nobody checked, not that rows are wrong: orphaned_rows counts those behind a foreign key. A constraint that partitions or child tables take over is reported on the table that declares it. NOT ENFORCED (Postgres 18) is a decision and reported as information.",
  *check(input) {
    for (const constraint of input.snapshot.constraints) {
      if (constraint.validated || constraint.inherited) continue;
      const relation = input.lookup.relations.get(constraint.relation);
      if (relation === undefined || !isUserObject(relation)) continue;
      yield constraint.enforced ? notValid(constraint, relation) : notEnforced(constraint, relation);
    }
    for (const domain of input.snapshot.types) {
      if (domain.unvalidated_constraints.length === 0 || !isUserObject(domain)) continue;
      for (const name of domain.unvalidated_constraints) {
        const object = domainConstraintRef(name, domain);
        yield {
          object,
          message: `Check constraint ${object.identity} was never validated against the values that exist.`,
          evidence: { constraint_kind: "check", domain: qualified(domain), base_type: domain.base_type },
          remediation: {
            sql: `alter domain ${qualified(domain)}\n  validate constraint ${quoteIdent(name)};`,
            safety: "review",
            note: "Reads every column of the domain's type once; writers of these tables wait meanwhile. It fails where a value breaks the constraint.",
          },
        };
      }
    }
  },
};

function notValid(constraint: Constraint, relation: Relation): Verdict {
  const object = tableObjectRef("constraint", constraint.name, relation);
  return {
    object,
    message: `${titled(constraint)} ${object.identity} was never validated against the rows that exist.`,
    evidence: evidence(constraint, relation),
    remediation: {
      sql: `alter table ${qualified(relation)}\n  validate constraint ${quoteIdent(constraint.name)};`,
      safety: "review",
      note: "Reads the table once, while reads and writes go on. It fails where a row breaks the constraint; repair these rows first.",
    },
  };
}

function notEnforced(constraint: Constraint, relation: Relation): Verdict {
  const object = tableObjectRef("constraint", constraint.name, relation);
  const name = quoteIdent(constraint.name);
  return {
    object,
    severity: "info",
    message: `${titled(constraint)} ${object.identity} is declared NOT ENFORCED: Postgres checks neither old nor new rows.`,
    evidence: evidence(constraint, relation),
    remediation: {
      // Postgres 18 can make a foreign key enforced afterwards, and no check constraint.
      ...(constraint.kind === "foreign key"
        ? {
            sql: `alter table ${qualified(relation)}\n  alter constraint ${name} enforced;`,
            undo_sql: `alter table ${qualified(relation)}\n  alter constraint ${name} not enforced;`,
          }
        : {}),
      safety: "review",
      note:
        constraint.kind === "foreign key"
          ? "Checks the rows that exist, fails where one breaks the constraint, and refuses such rows from then on. Where it only documents a relation, accept the finding."
          : "To have it enforced drop the constraint and add it again; to have it document something only, accept the finding.",
    },
  };
}

function evidence(constraint: Constraint, relation: Relation): Verdict["evidence"] {
  return {
    constraint_kind: constraint.kind,
    table: qualified(relation),
    relation_kind: relation.kind,
    enforced: constraint.enforced,
  };
}

function titled(constraint: Constraint): string {
  if (constraint.kind === "foreign key") return "Foreign key";
  return constraint.kind === "not null" ? "Not-null constraint" : "Check constraint";
}
