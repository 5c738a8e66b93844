import type { ApiRole } from "../../catalog/scope.ts";
import type { QualifiedName, TypeReference } from "../../sql/walk.ts";
import {
  creationSchema,
  type HiddenColumn,
  keyOf,
  newRelation,
  type PolicyLoop,
  type StateIndex,
  type StatePolicy,
  type StateRelation,
  type StateRoutine,
  type StateTrigger,
  sameInputs,
} from "./schema_objects.ts";

/** A schema as a folder's statements build it, statement by statement. Names are resolved, renames and drops followed. */
export class SchemaState {
  readonly relations = new Map<string, StateRelation>();
  readonly routines = new Map<string, StateRoutine[]>();
  readonly indexes = new Map<string, StateIndex>();
  readonly eventTriggers = new Map<string, StateTrigger>();
  readonly domains = new Map<string, TypeReference>();
  /** Every definition that a statement makes, also those that are replaced or dropped later. */
  readonly definitions: StateRoutine[] = [];
  readonly hiddenColumns: HiddenColumn[] = [];
  readonly policyLoops: PolicyLoop[] = [];
  /** Roles that are members of another, by the role that they are in. */
  readonly members = new Map<string, Set<string>>();
  /** Roles that new tables of a schema grant nothing to. */
  readonly closedByDefault = new Map<string, Set<ApiRole>>();
  /** Roles without USAGE on a schema. */
  readonly closedSchemas = new Map<string, Set<ApiRole>>();
  /** The relation of a name; a name without a schema is looked for along the path. */
  findRelation({ schema, name }: QualifiedName, path: readonly string[]): StateRelation | undefined {
    if (schema !== undefined) return this.relations.get(keyOf(schema, name));
    for (const candidate of ["pg_temp", ...path]) {
      const found = this.relations.get(keyOf(candidate, name));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The relation of a name; one that no file makes is taken to be there, of an unknown kind. */
  relationNamed(name: QualifiedName, path: readonly string[]): StateRelation {
    const found = this.findRelation(name, path);
    if (found !== undefined) return found;
    const relation = newRelation({ schema: name.schema ?? creationSchema(path), name: name.name }, "unknown");
    this.addRelation(relation);
    return relation;
  }

  /** The policies of all relations. */
  *policies(): Generator<StatePolicy> {
    for (const relation of this.relations.values()) yield* relation.policies.values();
  }

  addRelation(relation: StateRelation): void {
    this.relations.set(keyOf(relation.schema, relation.name), relation);
  }

  /** Takes a relation away with what is on it. */
  removeRelation(relation: StateRelation): void {
    this.relations.delete(keyOf(relation.schema, relation.name));
    for (const trigger of relation.triggers.values()) trigger.routine?.triggers.delete(trigger);
    for (const [key, index] of this.indexes) if (index.relation === relation) this.indexes.delete(key);
    for (const other of [...this.relations.values()]) {
      if (other.parent === relation) this.removeRelation(other);
    }
  }

  /** Gives a relation another name or schema. */
  moveRelation(relation: StateRelation, to: { readonly schema?: string; readonly name?: string }): void {
    this.relations.delete(keyOf(relation.schema, relation.name));
    relation.schema = to.schema ?? relation.schema;
    relation.name = to.name ?? relation.name;
    this.addRelation(relation);
  }

  /** The routines of a name, along the path where it has no schema. */
  routinesNamed({ schema, name }: QualifiedName, path: readonly string[]): readonly StateRoutine[] {
    if (schema !== undefined) return this.routines.get(keyOf(schema, name)) ?? [];
    for (const candidate of path) {
      const found = this.routines.get(keyOf(candidate, name)) ?? [];
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The routine of a signature; without input types the only one of the name. */
  findRoutine(
    name: QualifiedName,
    path: readonly string[],
    inputs: readonly string[] | undefined,
  ): StateRoutine | undefined {
    const found = this.routinesNamed(name, path);
    if (inputs === undefined) return found.length === 1 ? found[0] : undefined;
    return found.find((routine) => sameInputs(routine.inputs, inputs));
  }

  addRoutine(routine: StateRoutine): void {
    const key = keyOf(routine.schema, routine.name);
    this.routines.set(key, [...(this.routines.get(key) ?? []), routine]);
  }

  removeRoutine(routine: StateRoutine): void {
    const key = keyOf(routine.schema, routine.name);
    this.routines.set(
      key,
      (this.routines.get(key) ?? []).filter((other) => other !== routine),
    );
  }
}
