import { isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { AstNode } from "../sql/ast.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { funcName, nameParts } from "../sql/walk.ts";
import type { BrokenReference, Resolution } from "./body_references.ts";
import { BUILT_IN_NAMESAKES } from "./name_index.ts";

/** Schemas of extensions: a function that is not there means that its extension is not installed. */
const EXTENSION_SCHEMAS: ReadonlySet<string> = new Set(["extensions", "net", "cron", "pgmq", "vault"]);

/** Extensions none of whose functions has a namesake in pg_catalog, BUILT_IN_NAMESAKES left aside. */
const DISTINCT_EXTENSIONS: ReadonlySet<string> = new Set(
  "pgcrypto uuid-ossp pgjwt http unaccent fuzzystrmatch pg_trgm moddatetime".split(" "),
);

/** The call when no function can answer it. */
export function callIsBroken(
  { index, path }: Resolution,
  { call, line }: { readonly call: AstNode; readonly line: number },
): BrokenReference | undefined {
  // A third part is the database, or a field of a composite value.
  if (nameParts(call.funcname).length > 2) return undefined;
  const { schema, name } = funcName(call);
  const routines = index.routines.get(name) ?? [];
  if (schema !== undefined) {
    if (schema === "pg_catalog" || (isPlatformSchema(schema) && !EXTENSION_SCHEMAS.has(schema)))
      return undefined;
    // `schema.type(value)` is a cast.
    if (routines.some((routine) => routine.schema === schema)) return undefined;
    if (index.others.get(name)?.includes(schema) === true) return undefined;
    if (index.relations.get(name)?.some((relation) => relation.schema === schema) === true) return undefined;
    return { kind: "function", name: qualify(schema, name), line };
  }
  // pg_catalog is on every path, so an unqualified name is only known to be broken when it can be nothing else.
  if (path === undefined || BUILT_IN_NAMESAKES.has(name) || routines.length === 0) return undefined;
  if (routines.some((routine) => path.includes(routine.schema))) return undefined;
  const distinct = routines.every(
    (routine) => isUserObject(routine) || DISTINCT_EXTENSIONS.has(routine.extension ?? ""),
  );
  if (!distinct) return undefined;
  return {
    kind: "function",
    name: quoteIdent(name),
    line,
    hidden_in: [...new Set(routines.map((routine) => routine.schema))],
  };
}
