import { someOf } from "../../rules/routine_sql.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import { BodyUnparsable } from "../../sql/plpgsql.ts";
import { readRoutineStatement } from "../../sql/routine_statement.ts";
import { bodyLineOf, bodyOfStatement } from "../state/statement_bodies.ts";
import type { Conflict } from "./conflict.ts";
import { type DefinerDefinition, definerDefinitions } from "./definitions.ts";
import { createDiscriminators, placeOfOrigin } from "./refs.ts";

/** SECURITY DEFINER routines that run a text into which values go without quotes. */
export const securityDefinerDynamicSqlInFile: Conflict = {
  id: "security_definer_dynamic_sql",
  title: "SECURITY DEFINER routine builds SQL from unquoted values",
  summary:
    "A migration that makes a SECURITY DEFINER routine with an EXECUTE whose text is put together from arguments, variables or columns that nothing quotes.",
  severity: "error",
  category: "routine",
  rationale:
    "A value that reaches the text as it is can end the statement and begin another, which then runs with the owner's rights: the caller reads, changes or drops what the owner can.",
  sources: [
    "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-QUOTE-LITERAL-EXAMPLE",
    "https://cwe.mitre.org/data/definitions/89.html",
  ],
  limits:
    "Bodies in PL/pgSQL are read. A value that was compared with a list of allowed ones before is not recognised as safe. Definitions that later files replace, drop or turn to invoker are `info`.",
  *check({ reading }) {
    const discriminate = createDiscriminators();
    for (const definition of definerDefinitions(reading)) {
      const { routine, signature, file, ref } = definition;
      // Reading a body costs as much as reading the file it stands in.
      if (!/\bexecute\b/i.test(routine.made.statement.statement.text)) continue;
      const body = bodyOfStatement(reading.parser, routine.node);
      if (body instanceof BodyUnparsable) {
        yield { not_evaluated: `${signature} in ${file.file}: ${body.message}` } satisfies NotEvaluated;
        continue;
      }
      const found = (body?.dynamic ?? []).filter(({ classification }) => classification === "concatenated");
      if (found.length > 0) yield verdict(definition, { found, discriminator: discriminate(file, ref) });
    }
  },
};

interface Found {
  readonly found: readonly {
    readonly line: number;
    readonly unquoted: readonly { readonly name: string; readonly source: string }[];
  }[];
  readonly discriminator: string;
}

function verdict(
  { routine, origin, ref, signature, fate }: DefinerDefinition,
  { found, discriminator }: Found,
): Verdict {
  const { line, text } = routine.made.statement.statement;
  const offset = line - 1 + bodyLineOf(text, readRoutineStatement(routine.node)?.body ?? "");
  const places = found.map(
    ({ unquoted, line }) => `${unquoted.map(({ name }) => name).join(", ")} in line ${offset + line}`,
  );
  return {
    object: ref,
    discriminator,
    ...(fate === undefined ? {} : { severity: "info" as const }),
    message: `${signature} runs SQL with its owner's rights that contains unquoted ${someOf(places)}${
      fate === undefined ? "" : `; it is ${fate}`
    }.`,
    evidence: {
      signature,
      alive: fate === undefined,
      ...(fate === undefined ? {} : { fate }),
      executions: found.map(({ unquoted, line }) => ({
        line: offset + line,
        unquoted: unquoted.map(({ name, source }) => ({ name, source })),
      })),
    },
    remediation: {
      safety: "review",
      note: "Write the routine anew in a new migration: names with format('%I', name), values with format('%L', value), or better by `execute … using`; look a name up in a list of allowed ones first. Until then revoke execute from public, anon and authenticated.",
    },
    location: placeOfOrigin(origin),
  };
}
