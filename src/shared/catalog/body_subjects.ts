import { groupBy } from "./lookup.ts";
import type { Routine } from "./routines.ts";
import { isUserObject } from "./scope.ts";
import type { CatalogSnapshot } from "./snapshot.ts";
import type { Trigger } from "./triggers.ts";

/** A routine as plpgsql_check can be asked about it. */
export interface BodySubject {
  readonly routine: Routine;
  /** OID of the table whose trigger it is; 0 for none. */
  readonly relation: number;
  /** Names of the trigger's transition tables; empty for none. */
  readonly oldTable: string;
  readonly newTable: string;
}

type Facts = Pick<CatalogSnapshot, "routines" | "triggers" | "columns" | "focus">;

const POLYMORPHIC = /^(?:"any"|any(?:element|array|nonarray|enum|range|multirange|compatible\w*))$/;

/**
 * The user's PL/pgSQL routines, in the snapshot's order. A trigger function is asked about once for each shape of the
 * tables it is on, since it may serve thousands of the same; one that no trigger runs cannot be asked about, nor can a
 * routine of polymorphic arguments, whose body depends on its call.
 */
export function bodySubjects(facts: Facts): readonly BodySubject[] {
  const triggers = groupBy(facts.triggers, (trigger) => trigger.routine);
  const shapeOf = tableShapes(facts);
  return facts.routines.flatMap((routine): readonly BodySubject[] => {
    if (routine.language !== "plpgsql" || !isUserObject(routine)) return [];
    // A shard has routines of others beside its own.
    if (facts.focus?.routines.has(routine.oid) === false) return [];
    if (routine.all_argument_types.some((type) => POLYMORPHIC.test(type))) return [];
    if (routine.return_type !== "trigger") return [{ routine, relation: 0, oldTable: "", newTable: "" }];
    const shapes = new Map<string, BodySubject>();
    for (const trigger of triggers.get(routine.oid) ?? []) {
      if (trigger.enabled === "D") continue;
      const subject = asTrigger(routine, trigger);
      const key = [subject.oldTable, subject.newTable, shapeOf(trigger.relation)].join("\u0000");
      if (!shapes.has(key)) shapes.set(key, subject);
    }
    return [...shapes.values()];
  });
}

function asTrigger(routine: Routine, trigger: Trigger): BodySubject {
  return {
    routine,
    relation: trigger.relation,
    oldTable: trigger.old_table ?? "",
    newTable: trigger.new_table ?? "",
  };
}

/** A text that is equal for tables of the same columns; each is made at most once. */
function tableShapes({ columns, triggers }: Facts): (relation: number) => string {
  const wanted = new Set(triggers.map((trigger) => trigger.relation));
  const shapes = new Map<number, string>();
  for (const { relation, name, type_oid, typmod } of columns) {
    if (!wanted.has(relation)) continue;
    shapes.set(relation, `${shapes.get(relation) ?? ""}${name} ${type_oid} ${typmod}\n`);
  }
  return (relation) => shapes.get(relation) ?? String(relation);
}
