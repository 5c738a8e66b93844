import { routineRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { existingSchemas, pinnedPath, writeSearchPath } from "../facts/search_path.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { pathNeed } from "./body_path.ts";
import { type OpenSchema, openSchemas } from "./open_schemas.ts";
import { alterRoutine, roleList, someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** SECURITY DEFINER routines whose pinned path still lets clients put an object of their own first. */
export const functionSearchPathShadowable: Rule = {
  id: "function_search_path_shadowable",
  title: "Pinned search_path can be shadowed",
  summary:
    "SECURITY DEFINER routines whose own search_path names a schema in which PUBLIC, `anon` or `authenticated` may create objects, or leaves `pg_temp` at its implicit first place while the body has names without a schema.",
  severity: "warn",
  category: "routine",
  rationale:
    "The routine runs with its owner's rights and takes the first object of a name on its path. Where a client can create objects, the client decides which one that is. `pg_temp` is searched first for tables and types unless the path names it, and every role may make temporary objects.",
  sources: [
    "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY",
    "https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path",
  ],
  scope: "shard",
  requires: [
    { family: "routines" },
    { family: "schemas" },
    { family: "roles" },
    { family: "memberships" },
    { parser: "partly" },
  ],
  reads: ["relations", "columns", "types", "sequences", "triggers", "policies", "system_names"],
  limits:
    "A path set inside the body is not looked at. Schemas that do not exist yet are not counted, though a role with CREATE on the database could make them. Where the body cannot be read, a missing pg_temp is reported as `info`.",
  check: findShadowable,
};

function* findShadowable(input: RuleInput): Iterable<Verdict> {
  for (const routine of input.snapshot.routines) {
    if (!routine.security_definer || !isUserObject(routine)) continue;
    const path = pinnedPath(routine);
    if (path === undefined || path.length === 0 || routine.standard_body) continue;
    const open = openSchemas(input, existingSchemas(input.lookup, routine));
    const temporary = temporaryFirst(input, routine);
    if (open.length === 0 && temporary === undefined) continue;
    yield {
      object: routineRef(routine),
      severity: open.length === 0 && temporary?.certain === false ? "info" : "warn",
      message: `${routine.signature} runs as ${routine.owner} with search_path ${writeSearchPath(path)}: ${[
        ...open.map(
          ({ schema, through }) => `${someOf(through)} may create objects in ${quoteIdent(schema)}`,
        ),
        ...(temporary === undefined ? [] : [temporary.message]),
      ].join("; ")}.`,
      evidence: {
        owner: routine.owner,
        search_path: [...path],
        open_schemas: open.map(({ schema, through }) => ({ schema, create_through: [...through] })),
        unqualified: temporary === undefined ? [] : [...temporary.names],
      },
      remediation: close(routine, path, { open, temporary: temporary !== undefined }),
      ...(open.length === 1 ? { root_cause: `clients may create objects in schema ${open[0]?.schema}` } : {}),
    };
  }
}

interface TemporaryFirst {
  readonly names: readonly string[];
  readonly message: string;
  /** The body has such names for sure. */
  readonly certain: boolean;
}

function temporaryFirst(input: RuleInput, routine: Routine): TemporaryFirst | undefined {
  const path = pinnedPath(routine) ?? [];
  if (path.at(-1) === "pg_temp") return undefined;
  const body = bodyFactsOf(input, routine);
  const place = path.includes("pg_temp") ? "not the last" : "not named, and so searched first";
  if (body === undefined || body instanceof BodyUnparsable) {
    return { names: [], message: `pg_temp is ${place}, and its body could not be read`, certain: false };
  }
  const names = pathNeed(input, routine, body).shadowable;
  if (names.length === 0) return undefined;
  return { names, message: `pg_temp is ${place} for ${someOf(names.map(quoteIdent))}`, certain: true };
}

function close(
  routine: Routine,
  path: readonly string[],
  found: { readonly open: readonly OpenSchema[]; readonly temporary: boolean },
): Remediation {
  const wanted = [...path.filter((schema) => schema !== "pg_temp"), "pg_temp"];
  const revokes = found.open.map(
    ({ schema, through }) => `revoke create on schema ${quoteIdent(schema)} from ${roleList(through)};`,
  );
  const grants = found.open.map(
    ({ schema, through }) => `grant create on schema ${quoteIdent(schema)} to ${roleList(through)};`,
  );
  const alter = (schemas: readonly string[]): string[] =>
    found.temporary ? [alterRoutine(routine, `set search_path = ${writeSearchPath(schemas)}`)] : [];
  const isSafe = found.open.length === 0;
  return {
    sql: [...revokes, ...alter(wanted)].join("\n"),
    undo_sql: [...alter(path), ...grants].join("\n"),
    safety: isSafe ? "safe" : "review",
    ...(isSafe
      ? {}
      : {
          note: "Whoever makes objects there by way of that privilege no longer can; grant it to those roles by name.",
        }),
  };
}
