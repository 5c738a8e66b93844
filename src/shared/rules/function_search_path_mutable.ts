import { routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { pinnedPath, writeSearchPath } from "../facts/search_path.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { DEFAULT_PATH, pathNeed } from "./body_path.ts";
import { openSchemas } from "./open_schemas.ts";
import { alterRoutine } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Routines that resolve names by the search_path of whoever calls them. */
export const functionSearchPathMutable: Rule = {
  id: "function_search_path_mutable",
  title: "Routine runs with its caller's search_path",
  summary: "Functions and procedures without a `set search_path` of their own.",
  severity: "warn",
  category: "routine",
  rationale:
    "Names in the body are looked up in the path of the session, so that the routine can find another table or function than the one it was written for. In a SECURITY DEFINER routine that hands the owner's rights to whoever can create an object in an earlier schema, or in pg_temp; in any other it fails by night, in the job whose path is empty.",
  sources: [
    "splinter 0011_function_search_path_mutable",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0011_function_search_path_mutable",
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
  ],
  scope: "shard",
  requires: [{ family: "routines" }, { family: "schemas" }, { parser: "partly" }],
  reads: ["relations", "columns", "types", "sequences", "triggers", "policies", "system_names"],
  limits:
    "Aggregates, which cannot have the setting, and C functions, which look up no names, are left out, and so is every schema of a Supabase service; splinter reports the first two, and the schemas of the newer services. Severity is `info` for a SECURITY INVOKER routine with an SQL-standard body, whose names were resolved when it was made.",
  check: findMutable,
};

function* findMutable(input: RuleInput): Iterable<Verdict> {
  for (const routine of input.snapshot.routines) {
    if (routine.kind === "aggregate" || !isUserObject(routine) || pinnedPath(routine) !== undefined) continue;
    if (routine.language === "c" || routine.language === "internal") continue;
    yield {
      object: routineRef(routine),
      severity: routine.standard_body && !routine.security_definer ? "info" : "warn",
      message: `${routine.signature} looks names up in its caller's search_path${
        routine.security_definer ? ` while it runs as ${routine.owner}` : ""
      }.`,
      evidence: {
        language: routine.language,
        security_definer: routine.security_definer,
        owner: routine.owner,
        settings: [...routine.config],
      },
      remediation: pin(input, routine),
    };
  }
}

function pin(input: RuleInput, routine: Routine): Remediation {
  if (routine.kind === "procedure" && /\b(?:commit|rollback)\b/i.test(routine.body ?? "")) {
    return {
      safety: "review",
      note: "A procedure with a SET clause may not commit or roll back. Qualify every name in the body instead, and allow the procedure in supawarden.config.json.",
    };
  }
  const { path, notes } = pathFor(input, routine);
  // Postgres expands a plain SQL function into the query that calls it only while it has no settings.
  if (routine.language === "sql" && !routine.security_definer) {
    notes.push(
      "Postgres no longer expands a function with a setting into the query that calls it: compare the plan.",
    );
  }
  return {
    sql: alterRoutine(routine, `set search_path = ${writeSearchPath(path)}`),
    undo_sql: alterRoutine(routine, "reset search_path"),
    safety: notes.length === 0 ? "safe" : "review",
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}

/** A path under which the body finds what it finds now, and what speaks against it. */
function pathFor(
  input: RuleInput,
  routine: Routine,
): { readonly path: readonly string[]; readonly notes: string[] } {
  if (routine.standard_body) return { path: [], notes: [] };
  const body = bodyFactsOf(input, routine);
  const usual = DEFAULT_PATH.filter((schema) => input.lookup.schemas.has(schema));
  if (body === undefined || body instanceof BodyUnparsable) {
    return guarded(input, routine, {
      schemas: usual,
      notes: ["The body could not be read: the path is the usual one of a Supabase role."],
    });
  }
  const need = pathNeed(input, routine, body);
  if (need.doubts.length > 0) {
    return guarded(input, routine, {
      schemas: [...usual, ...need.schemas.filter((schema) => !(usual as readonly string[]).includes(schema))],
      notes: [`The path is the usual one of a Supabase role, since ${need.doubts.join(", and ")}.`],
    });
  }
  if (need.schemas.length === 0) return { path: [], notes: [] };
  return guarded(input, routine, {
    schemas: need.schemas,
    notes: [
      `The body has names without a schema, found in ${need.schemas.join(", ")}. Better qualify them and set the path to ''.`,
    ],
  });
}

function guarded(
  input: RuleInput,
  routine: Routine,
  wanted: { readonly schemas: readonly string[]; readonly notes: string[] },
): { readonly path: readonly string[]; readonly notes: string[] } {
  const open = routine.security_definer ? openSchemas(input, wanted.schemas) : [];
  if (open.length === 0) return { path: [...wanted.schemas, "pg_temp"], notes: wanted.notes };
  return {
    path: [],
    notes: [
      `Clients may create objects in ${open.map(({ schema }) => schema).join(", ")}, so that the path must not contain it: qualify every name of the body first.`,
    ],
  };
}
