import type { Constraint } from "./constraints.ts";

/** A constraint that is not enforced, since triggers of Postgres' own do not fire. */
export interface DisabledConstraint {
  readonly constraint: Constraint;
  readonly triggers: Constraint["disabled_triggers"];
}

/**
 * Constraints with disabled internal triggers. Postgres keeps a constraint of its own for each partition on either side
 * of a foreign key; they count as the one that was declared, unless only a partition's triggers are off.
 */
export function disabledConstraints(constraints: readonly Constraint[]): readonly DisabledConstraint[] {
  const affected = constraints.filter(({ disabled_triggers: off }) => off.length > 0);
  if (affected.length === 0) return [];
  const byOid = new Map(constraints.map((constraint) => [constraint.oid, constraint]));
  const found = new Map<number, DisabledConstraint>();
  for (const constraint of affected) {
    let declared = constraint;
    for (let next = parentOf(declared); next !== undefined; next = parentOf(next)) {
      if (next.relation === declared.relation || next.disabled_triggers.length > 0) declared = next;
    }
    const known = found.get(declared.oid)?.triggers ?? [];
    found.set(declared.oid, {
      constraint: declared,
      triggers: [...known, ...constraint.disabled_triggers],
    });
  }
  return [...found.values()];

  function parentOf({ parent }: Constraint): Constraint | undefined {
    return parent === null ? undefined : byOid.get(parent);
  }
}
