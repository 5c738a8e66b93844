import type { DefaultPrivilege } from "../catalog/default_privileges.ts";
import type { Policy } from "../catalog/policies.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Routine } from "../catalog/routines.ts";
import { wasRead } from "../catalog/unread_parts.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Finding } from "../findings/finding.ts";
import { once } from "../once.ts";

/** On how many tables something must be alike before it is said to have been made by one loop. */
export const LOOP_MINIMUM = 3;

/** A finding that has a cause together with others of the same key, where they are enough. */
export interface CauseCandidate {
  readonly finding: Finding;
  readonly key: string;
  /** OID of the relation or routine that it counts for. */
  readonly member: number;
  /** The cause's text. Where the texts of a key differ, it is the least. */
  readonly cause: string;
}

/** What the sources of causes ask of the snapshot; a part that was not read answers nothing. */
export interface CauseContext {
  readonly defaultPrivileges: readonly DefaultPrivilege[];
  /** The findings are not all that the run will have. */
  readonly isPart: boolean;
  /** The relation that the finding's object is, or belongs to. */
  relationOf(finding: Finding): Relation | undefined;
  relationByOid(oid: number): Relation | undefined;
  policiesOf(relation: Relation): readonly Policy[];
  routineOf(finding: Finding): Routine | undefined;
}

/** The context of a snapshot; what a finding names is looked up by name, in maps that are made when first asked. */
export function causeContext({ snapshot, lookup }: RuleInput, isPart: boolean): CauseContext {
  const relations = once(() =>
    mapBy(wasRead(snapshot, "relations") ? snapshot.relations : [], (relation) => nameKey(relation)),
  );
  const indexes = once(() => mapBy(wasRead(snapshot, "indexes") ? snapshot.indexes : [], nameKey));
  const routines = once(() =>
    mapBy(wasRead(snapshot, "routines") ? snapshot.routines : [], (routine) => routine.signature),
  );
  const relationByOid = (oid: number) =>
    wasRead(snapshot, "relations") ? lookup.relations.get(oid) : undefined;
  return {
    isPart,
    defaultPrivileges: wasRead(snapshot, "default_privileges") ? snapshot.default_privileges : [],
    relationByOid,
    relationOf: ({ object }) => {
      const { schema, table, kind, name } = object;
      if (schema === undefined) return undefined;
      if (kind === "index") {
        const index = indexes().get(nameKey({ schema, name }));
        return index === undefined ? undefined : relationByOid(index.relation);
      }
      if (table !== undefined) return relations().get(nameKey({ schema, name: table }));
      return kind === "relation" ? relations().get(nameKey({ schema, name })) : undefined;
    },
    policiesOf: (relation) =>
      wasRead(snapshot, "policies") ? (lookup.policies.get(relation.oid) ?? []) : [],
    routineOf: ({ object }) =>
      object.signature === undefined ? undefined : routines().get(object.signature),
  };
}

function nameKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}\0${name}`;
}

function mapBy<Value>(values: readonly Value[], key: (value: Value) => string): ReadonlyMap<string, Value> {
  return new Map(values.map((value) => [key(value), value]));
}
