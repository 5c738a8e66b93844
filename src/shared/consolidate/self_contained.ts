import type { Routine } from "../catalog/routines.ts";
import type { Session } from "../database/database.ts";
import type { SqlParser } from "../sql/parser.ts";
import { analyseBody, BodyUnparsable } from "../sql/plpgsql.ts";
import { walk } from "../sql/walk.ts";

/** Names of built-in functions whose every form gives everybody the same answer, whoever asks. */
export async function indifferentFunctions(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(`
    select pro.proname::text as name
    from pg_catalog.pg_proc pro
    where pro.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
    group by pro.proname
    having pg_catalog.bool_and(pro.proacl is null and (
      pro.provolatile = 'i'
      or pro.proname in ('now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday',
        'gen_random_uuid', 'random', 'to_char', 'to_timestamp', 'jsonb_build_object', 'json_build_object', 'to_jsonb',
        'to_json', 'concat', 'concat_ws', 'format', 'date_trunc', 'age')
    ))`);
  return new Set(rows.map(({ name }) => name));
}

/** Values that depend on who runs the routine. */
const PERSONAL = new Set(["SVFOP_CURRENT_ROLE", "SVFOP_CURRENT_SCHEMA", "SVFOP_CURRENT_USER", "SVFOP_USER"]);

/**
 * Whether a routine does the same in anybody's name: its body reads and writes no relation, puts no SQL together, calls
 * nothing but built-in functions that do not ask who calls, and never asks itself. False where the body cannot be read.
 */
export function isSelfContained(
  routine: Routine,
  { parser, indifferent }: { readonly parser: SqlParser; readonly indifferent: ReadonlySet<string> },
): boolean {
  if (routine.body === null || (routine.language !== "plpgsql" && routine.language !== "sql")) return false;
  const isTrigger = routine.return_type === "trigger" || routine.return_type === "event_trigger";
  try {
    const body = analyseBody(parser, {
      language: routine.language,
      body: routine.body,
      kind: isTrigger ? "trigger" : routine.kind === "procedure" ? "procedure" : "function",
      argumentNames: routine.argument_names,
      argumentTypes: routine.all_argument_types,
      returns: routine.return_type ?? undefined,
    });
    if (body.relations.length + body.dynamic.length + body.makes.length > 0) return false;
    if (body.setsSearchPath || body.operators === "special") return false;
    const isBuiltIn = ({ schema }: { readonly schema?: string }) =>
      schema === undefined || schema === "pg_catalog";
    if (!body.calls.every((call) => isBuiltIn(call) && indifferent.has(call.name))) return false;
    if (!body.casts.every(isBuiltIn)) return false;
    return !body.statements.some(({ node }) => asksWho(node));
  } catch (error) {
    if (error instanceof BodyUnparsable) return false;
    throw error;
  }
}

function asksWho(node: Parameters<typeof walk>[0]): boolean {
  let found = false;
  walk(node, (kind, fields) => {
    if (kind === "SQLValueFunction" && PERSONAL.has(String(fields.op))) found = true;
    return !found;
  });
  return found;
}
