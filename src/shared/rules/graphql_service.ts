import type { Relation } from "../catalog/relations.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Requirement } from "./rule.ts";

/** Schema of the function that the Data API calls for `/graphql/v1`. */
const ENTRANCE = "graphql_public";

/** What PostgREST puts on the search path behind the requested schema, where nothing else is set. */
const DEFAULT_PATH = ["public", "extensions"] as const;

/** First version in which introspection is off until a schema's comment asks for it. */
const QUIET_SINCE = [1, 6] as const;

/** What the rules on it cannot be judged without. */
export const GRAPHQL_NEEDS: readonly Requirement[] = [
  { family: "extensions" },
  { family: "relations" },
  { family: "columns" },
  { family: "constraints" },
  { family: "routines" },
  { family: "graphql_directives" },
  { exposed: true },
];

/** What the rules on it cannot see. */
export const GRAPHQL_LIMITS =
  "Reported only while extension pg_graphql is installed, schema graphql_public is exposed and the role may call it. `warn` where introspection lists the relation; `info` where pg_graphql serves it to whoever knows its name (introspection is off since 1.6 unless a schema's comment asks for it), where it would serve it but for a missing primary key or a name that GraphQL does not take, and where the relation's schema is not on the search path as far as SQL tells: the dashboard may have added it. Unlike splinter the rule is silent about a schema on which the role lacks USAGE, and about one that the path set on role authenticator leaves out. Partitioned tables are left out, as pg_graphql does; their partitions are not. Functions that GraphQL serves are not looked at.";

/** How pg_graphql answers in this database. */
export interface GraphqlService {
  readonly version: string;
  /** Schemas whose relations it serves: those on the search path of the request. */
  readonly path: ReadonlySet<string>;
  /** `default` where SQL does not tell the path: the dashboard may name more schemas. */
  readonly pathSource: "authenticator" | "default";
  /** Whether the role can send it a query. */
  answers(role: string): boolean;
  /** Whether a query for the schema itself lists what lies there. */
  isListed(schema: string): boolean;
  /** Why it leaves the relation out, or `undefined` where it serves it to whoever may select from it. */
  omission(relation: Relation): "name" | "primary key" | undefined;
}

/** The service as it is set up, or `undefined` where pg_graphql is not installed or not served. */
export function graphqlService(input: RuleInput): GraphqlService | undefined {
  const { access, exposed, lookup, snapshot } = input;
  const extension = snapshot.extensions.find(({ name }) => name === "pg_graphql");
  if (extension === undefined || !exposed.schemas.includes(ENTRANCE)) return undefined;
  const entrances = snapshot.routines.filter(
    ({ schema, name }) =>
      (schema === ENTRANCE && name === "graphql") || (schema === extension.schema && name === "resolve"),
  );
  const setting = lookup.roles
    .get("authenticator")
    ?.config.findLast((entry) => entry.startsWith("pgrst.db_extra_search_path="));
  const directives = readDirectives(input);
  const quiet = atLeast(extension.version);
  return {
    version: extension.version,
    path: new Set([
      ENTRANCE,
      ...(setting === undefined ? DEFAULT_PATH : listed(setting.slice(setting.indexOf("=") + 1))),
    ]),
    pathSource: setting === undefined ? "default" : "authenticator",
    // The served function runs with the rights of the caller and calls the extension's.
    answers: (role) =>
      [ENTRANCE, extension.schema].every(
        (schema) =>
          access.schemaUsage(role, schema) &&
          entrances.some((routine) => routine.schema === schema && access.canExecute(role, routine)),
      ),
    isListed: (schema) => !quiet || directives.schemas.get(schema)?.introspection === true,
    omission: (relation) => {
      const directive = directives.relations.get(relation.oid);
      if (typeof directive?.name !== "string" && !/^[_A-Za-z][_0-9A-Za-z]*$/.test(relation.name))
        return "name";
      return hasKey(input, relation, directive) ? undefined : "primary key";
    },
  };
}

interface Directive {
  readonly [key: string]: unknown;
}

interface Directives {
  readonly schemas: ReadonlyMap<string, Directive>;
  readonly relations: ReadonlyMap<number, Directive>;
}

function readDirectives({ snapshot }: RuleInput): Directives {
  const schemas = new Map<string, Directive>();
  const relations = new Map<number, Directive>();
  for (const { schema, relation, comment } of snapshot.graphql_directives) {
    const directive = parseDirective(comment);
    if (directive === undefined) continue;
    if (relation === null) schemas.set(schema, directive);
    else relations.set(relation, directive);
  }
  return { schemas, relations };
}

/** The JSON between the first `@graphql(` and the last parenthesis, as the extension takes it. */
function parseDirective(comment: string): Directive | undefined {
  const json = comment.match(/@graphql\((.+)\)/s)?.[1];
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Directive) : undefined;
  } catch {
    return undefined;
  }
}

function hasKey({ lookup }: RuleInput, relation: Relation, directive: Directive | undefined): boolean {
  if ((lookup.constraints.get(relation.oid) ?? []).some(({ kind }) => kind === "primary key")) return true;
  const named = directive?.primary_key_columns;
  if (!Array.isArray(named) || named.length === 0) return false;
  const columns = new Set((lookup.columns.get(relation.oid) ?? []).map(({ name }) => name));
  return named.every((name) => columns.has(name));
}

function atLeast(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > QUIET_SINCE[0] || (major === QUIET_SINCE[0] && minor >= QUIET_SINCE[1]);
}

function listed(path: string): readonly string[] {
  return path.split(",").map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"));
}
