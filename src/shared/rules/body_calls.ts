import type { Routine } from "../catalog/routines.ts";
import { isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { CallReference } from "../sql/body_facts.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { type BrokenReference, missingFromPlatform, type Resolution } from "./body_resolution.ts";
import { BUILT_IN_NAMESAKES, columnNamesOf } from "./name_index.ts";

/** Extensions none of whose functions has a namesake in pg_catalog, BUILT_IN_NAMESAKES left aside. */
const DISTINCT_EXTENSIONS: ReadonlySet<string> = new Set(
  "pgcrypto uuid-ossp pgjwt http unaccent fuzzystrmatch pg_trgm moddatetime".split(" "),
);

/** Functions of extensions that the embedded server has not even a stand-in for. */
const UNKNOWN_TO_EMBEDDED =
  /^(?:_?st_|postgis_|pgr_|pgroonga_|geometry|geography|box[23]d|dblink|time_bucket|levenshtein_)/;

/** The call when no function can answer it. */
export function callIsBroken(resolution: Resolution, call: CallReference): BrokenReference | undefined {
  const { index } = resolution;
  // A third part is the database, or a field of a composite value; a command's own names are the command's affair.
  if (call.long === true || call.ddl === true) return undefined;
  const routines = index.routines.get(call.name) ?? [];
  return call.schema === undefined
    ? bareCallIsBroken(resolution, call, routines)
    : qualifiedCallIsBroken(resolution, { ...call, schema: call.schema }, routines);
}

function qualifiedCallIsBroken(
  resolution: Resolution,
  call: CallReference & { readonly schema: string },
  routines: readonly Routine[],
): BrokenReference | undefined {
  const { index } = resolution;
  const { schema, name, line } = call;
  const reported = { kind: "function" as const, name: qualify(schema, name), bare: name, line };
  const candidates = routines.filter((routine) => routine.schema === schema);
  if (candidates.length > 0) return unfit(call, candidates, reported);
  // `schema.type(value)` is a cast.
  if (index.others.get(name)?.includes(schema) === true) return undefined;
  if (index.relations.get(name)?.some((relation) => relation.schema === schema) === true) return undefined;
  if (schema === "pg_catalog") {
    const { system } = index;
    return system === undefined || system.routines.has(name) || system.types.has(name) ? undefined : reported;
  }
  if (!isPlatformSchema(schema) && !schema.startsWith("pg_")) return reported;
  const found = missingFromPlatform(resolution, schema);
  if (found === "unread") return undefined;
  return found === "broken" ? reported : { ...reported, ...found };
}

function bareCallIsBroken(
  resolution: Resolution,
  call: CallReference,
  routines: readonly Routine[],
): BrokenReference | undefined {
  const { index, path, input } = resolution;
  const { name, line } = call;
  const reported = { kind: "function" as const, name: quoteIdent(name), bare: name, line };
  const { system } = index;
  // pg_catalog is on every path, and a type's name is a cast.
  if (system?.routines.has(name) === true || system?.types.has(name) === true) return undefined;
  const reachable = path === undefined ? routines : routines.filter(({ schema }) => path.includes(schema));
  if (reachable.length > 0) return system === undefined ? undefined : unfit(call, reachable, reported);
  if (system === undefined) return routines.length === 0 ? undefined : hiddenForSure(reported, routines);
  if (routines.length > 0) return { ...reported, hidden_in: homesOf(routines) };
  if (index.others.has(name) || index.relations.has(name)) return undefined;
  // `column(row)` is another way to write `row.column`.
  if (call.arguments === 1 && columnNamesOf(input.snapshot).has(name)) return undefined;
  const [names] = input.snapshot.system_names;
  return names?.embedded === true && UNKNOWN_TO_EMBEDDED.test(name)
    ? { ...reported, doubt: "it may be of an extension that the embedded server does not have" }
    : reported;
}

/** Without the names of pg_catalog at hand a name is known to be broken only when it can be nothing else. */
function hiddenForSure(reported: BrokenReference, routines: readonly Routine[]): BrokenReference | undefined {
  if (BUILT_IN_NAMESAKES.has(reported.bare)) return undefined;
  const isDistinct = routines.every(
    (routine) => isUserObject(routine) || DISTINCT_EXTENSIONS.has(routine.extension ?? ""),
  );
  return isDistinct ? { ...reported, hidden_in: homesOf(routines) } : undefined;
}

function homesOf(routines: readonly Routine[]): readonly string[] {
  return [...new Set(routines.map((routine) => routine.schema))];
}

/** The call when none of the candidates takes as many arguments, or arguments of these names. */
function unfit(
  call: CallReference,
  candidates: readonly Routine[],
  reported: BrokenReference,
): BrokenReference | undefined {
  if (candidates.some((routine) => !isUserObject(routine) || takes(routine, call))) return undefined;
  const count = call.arguments ?? 0;
  const named = call.named === undefined ? "" : ` named ${call.named.map(quoteIdent).join(", ")}`;
  return {
    ...reported,
    name: `${reported.name} with ${count} argument${count === 1 ? "" : "s"}${named === "" ? "" : `,${named}`}`,
  };
}

function takes(routine: Routine, { arguments: count, named = [] }: CallReference): boolean {
  if (count === undefined || routine.kind === "aggregate" || routine.kind === "window function") return true;
  const isVariadic = routine.argument_modes.includes("v");
  const inputs = routine.argument_types.length;
  const least = inputs - routine.default_arguments - (isVariadic ? 1 : 0);
  // CALL passes something for the output arguments of a procedure too.
  const most = routine.kind === "procedure" ? routine.all_argument_types.length : inputs;
  if (count < least || (count > most && !isVariadic)) return false;
  // The array's elements have no names, so that names reach such a routine only where VARIADIC is written.
  if (isVariadic && named.length > 0) return false;
  return named.every((name) => routine.argument_names.includes(name));
}
