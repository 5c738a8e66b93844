import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { pinnedPath } from "../facts/search_path.ts";
import type { BodyFacts } from "../sql/body_facts_cache.ts";
import { BUILT_IN_NAMESAKES, type NameIndex, namesOf, schemasNaming } from "./name_index.ts";

/** What a body needs of the search_path in force. */
export interface PathNeed {
  /** Schemas of the names and operators that the body writes without one, pg_catalog left out. */
  readonly schemas: readonly string[];
  /** Unqualified names of relations and types: what an object in pg_temp could stand in for. */
  readonly shadowable: readonly string[];
  /** Why the list of schemas may fall short; empty where it does not. */
  readonly doubts: readonly string[];
}

/** Where Supabase's roles look for names when nothing else is set. */
export const DEFAULT_PATH = ["public", "extensions"] as const;

/** Extensions whose operators or casts a body can use without naming the schema. */
const OPERATOR_EXTENSIONS: ReadonlySet<string> = new Set(
  "vector pg_trgm hstore ltree citext cube intarray earthdistance postgis isn seg pgroonga btree_gist pg_jsonschema".split(
    " ",
  ),
);

/** Reads from a body which schemas its names come from. */
export function pathNeed(input: RuleInput, routine: Routine, body: BodyFacts): PathNeed {
  const index = namesOf(input.snapshot);
  const schemas = new Set<string>();
  const shadowable = new Set<string>();
  const need = (name: string): boolean => {
    const found = choose(schemasNaming(index, name), routine);
    if (found !== undefined) schemas.add(found);
    return found !== undefined;
  };
  for (const relation of body.relations) {
    if (relation.schema !== undefined) continue;
    shadowable.add(relation.name);
    need(relation.name);
  }
  for (const call of body.calls) {
    if (call.schema === undefined && !BUILT_IN_NAMESAKES.has(call.name)) need(call.name);
  }
  const types = [
    ...body.casts.flatMap((cast) => (cast.schema === undefined ? [cast.name] : [])),
    ...body.declarations.flatMap(({ type }) => unqualifiedType(type)),
  ];
  for (const type of types) if (need(type)) shadowable.add(type);
  for (const schema of operatorSchemas(input, body)) schemas.add(schema);
  return {
    schemas: inPathOrder([...schemas]),
    shadowable: [...shadowable],
    doubts: doubtsOf(input, index, body),
  };
}

/** The schemas in the order of the default path, then by name. */
export function inPathOrder(schemas: readonly string[]): readonly string[] {
  const rank = (schema: string): number => {
    const place = (DEFAULT_PATH as readonly string[]).indexOf(schema);
    return place === -1 ? DEFAULT_PATH.length : place;
  };
  return [...schemas].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));
}

function choose(schemas: readonly string[], routine: Routine): string | undefined {
  return (
    DEFAULT_PATH.find((schema) => schemas.includes(schema)) ??
    schemas.find((schema) => schema === routine.schema) ??
    (new Set(schemas).size === 1 ? schemas[0] : undefined)
  );
}

/** A declared type's name where it has no schema: of `profiles%rowtype`, `profiles.id%type` or `vector(3)`. */
function unqualifiedType(type: string): readonly string[] {
  const bare = type.replace(/^\s*setof\s+/i, "");
  const parts = [
    ...(/^[^(%[]*/.exec(bare)?.[0] ?? "").matchAll(/"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*)/gu),
  ].map((match) => match[1]?.replaceAll('""', '"') ?? (match[2] ?? "").toLowerCase());
  const isColumn = /%\s*type/i.test(bare);
  const dots = (/^[^(%[]*/.exec(bare)?.[0] ?? "").split(".").length - 1;
  const [first] = parts;
  return first !== undefined && dots === (isColumn ? 1 : 0) ? [first] : [];
}

function operatorSchemas({ snapshot }: RuleInput, body: BodyFacts): readonly string[] {
  const schemas = new Map(
    snapshot.extensions
      .filter(({ name }) => OPERATOR_EXTENSIONS.has(name))
      .map(({ name, schema }) => [name, schema]),
  );
  if (schemas.size === 0) return [];
  if (body.operators === "special") return [...schemas.values()];
  // citext compares by `=` and `like` of its own, found by search_path as well.
  const citext = schemas.get("citext");
  return body.operators === "plain" && citext !== undefined ? [citext] : [];
}

function doubtsOf(input: RuleInput, index: NameIndex, body: BodyFacts): readonly string[] {
  const doubts: string[] = [];
  if (body.dynamic.length > 0) doubts.push("it runs dynamic SQL, whose names are not known");
  if (body.setsSearchPath) doubts.push("its body sets search_path itself");
  const unpinned = (routine: Routine | undefined): boolean =>
    routine !== undefined &&
    isUserObject(routine) &&
    pinnedPath(routine) === undefined &&
    !routine.standard_body &&
    routine.body !== null;
  const callee = body.calls.find((call) =>
    (index.routines.get(call.name) ?? []).some(
      (routine) => (call.schema === undefined || routine.schema === call.schema) && unpinned(routine),
    ),
  );
  if (callee !== undefined) doubts.push(`${callee.name}, which it calls, runs with its search_path`);
  const table = body.relations
    .flatMap((reference) =>
      (index.relations.get(reference.name) ?? []).filter(
        (relation) => reference.schema === undefined || relation.schema === reference.schema,
      ),
    )
    .find(
      ({ oid }) =>
        (input.lookup.triggers.get(oid) ?? []).some((trigger) =>
          unpinned(input.lookup.routines.get(trigger.routine)),
        ) ||
        (input.lookup.policies.get(oid) ?? []).some((entry) =>
          entry.routines.some((routine) => unpinned(input.lookup.routines.get(routine))),
        ),
    );
  if (table !== undefined) doubts.push(`a trigger or policy of ${table.name} runs with its search_path`);
  return doubts;
}
