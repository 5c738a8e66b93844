import type { Relation } from "../catalog/relations.ts";
import type { Routine } from "../catalog/routines.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { existingSchemas, pinnedPath } from "../facts/search_path.ts";
import type { BodyFacts } from "../sql/body_facts_cache.ts";
import type { QualifiedName } from "../sql/walk.ts";
import { type NameIndex, namesOf } from "./name_index.ts";

/** A name in a body that means nothing, or nothing under the routine's path. */
export interface BrokenReference {
  readonly kind: "relation" | "function" | "column" | "type";
  /** As SQL takes it; a column with its relation. */
  readonly name: string;
  /** The name alone, as it would be found in the text. */
  readonly bare: string;
  /** 1-based line of the body. */
  readonly line: number;
  /** Schemas that have it and are not on the pinned path. */
  readonly hidden_in?: readonly string[];
  /** Why it may be there all the same. */
  readonly doubt?: string;
}

/** How names resolve inside one routine. */
export interface Resolution {
  readonly input: RuleInput;
  readonly index: NameIndex;
  readonly routine: Routine;
  readonly facts: BodyFacts;
  /** Schemas of the pinned path that exist; `undefined` where another path than that may be in force. */
  readonly path: readonly string[] | undefined;
  /** Relations that the body makes or changes: what they are like when its queries run is not known. */
  readonly changed: ReadonlySet<string>;
}

/** Prepares the resolution of a routine's names. */
export function resolutionOf(input: RuleInput, routine: Routine, facts: BodyFacts): Resolution {
  const isPinned = pinnedPath(routine) !== undefined && !facts.setsSearchPath;
  return {
    input,
    index: namesOf(input.snapshot),
    routine,
    facts,
    path: isPinned ? existingSchemas(input.lookup, routine) : undefined,
    changed: changedRelations(facts),
  };
}

const NONE: ReadonlySet<string> = new Set();

function changedRelations({ makes, relations }: BodyFacts): ReadonlySet<string> {
  if (makes.length === 0 && !relations.some(({ ddl }) => ddl === true)) return NONE;
  return new Set([...makes, ...relations.flatMap(({ name, ddl }) => (ddl === true ? [name] : []))]);
}

/** Extensions' own schemas: what is not there means that its extension is not installed. */
const EXTENSION_SCHEMAS: ReadonlySet<string> = new Set(["extensions", "net", "cron", "pgmq", "vault"]);

/**
 * What to make of a name that a platform's schema does not have: `broken` where an extension would have it, a doubt
 * where the platform may bring it along elsewhere, `unread` for the server's own schemas, which are not in the snapshot.
 */
export function missingFromPlatform(
  { input, index }: Resolution,
  schema: string,
): "broken" | "unread" | { readonly doubt: string } {
  if (schema === "information_schema" || schema.startsWith("pg_")) return "unread";
  if (!EXTENSION_SCHEMAS.has(schema)) {
    return { doubt: `schema ${schema} is the platform's, and another version of it may have the name` };
  }
  if (!index.schemas.has(schema)) return "broken";
  const [system] = input.snapshot.system_names;
  return system?.embedded === true
    ? { doubt: `the embedded server has stand-ins for the extensions in schema ${schema}` }
    : "broken";
}

/** The relation a name means, where that is certain: the schema is written, pinned, or the only one that has it. */
export function certainRelation({ index, path }: Resolution, name: QualifiedName): Relation | undefined {
  const named = index.relations.get(name.name) ?? [];
  if (name.schema !== undefined) return named.find((relation) => relation.schema === name.schema);
  if (path !== undefined) {
    const schema = path.find((entry) => named.some((relation) => relation.schema === entry));
    return schema === undefined ? undefined : named.find((relation) => relation.schema === schema);
  }
  return named.length === 1 ? named[0] : undefined;
}

/** Whether the user's rules may judge what the relation looks like. */
export function isJudged(relation: Relation): boolean {
  return !isPlatformSchema(relation.schema);
}
