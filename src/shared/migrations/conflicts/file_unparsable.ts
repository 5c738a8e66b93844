import { recordRef } from "../../catalog/identity.ts";
import type { Verdict } from "../../rules/rule.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";
import type { Unparsed } from "../split_file.ts";
import type { Conflict } from "./conflict.ts";
import { fileDiscriminator, locationOf } from "./places.ts";

/** Stretches of files that Postgres' own parser refuses. */
export const fileUnparsable: Conflict = {
  id: "file_unparsable",
  title: "File is not SQL",
  summary:
    "A stretch of the file that Postgres' parser refuses, a line that speaks to psql, a file that is not UTF-8, or a body of PL/pgSQL that cannot be parsed.",
  severity: "error",
  category: "migration",
  rationale:
    "The migration stops at this place in every new database, and so does every file after it. What stands in the rest of the file is judged all the same.",
  sources: [],
  limits:
    "The parser is that of Postgres 18: what a newer server understands is refused, and what only an older one understands too.",
  *check({ reading }) {
    for (const file of reading.files) {
      for (const stretch of file.unparsed) yield stretchVerdict(file, stretch);
      for (const statement of file.statements) {
        if (statement.bodyFault !== undefined) yield bodyVerdict(statement, statement.bodyFault);
      }
    }
  },
};

function stretchVerdict(file: ReadFile, stretch: Unparsed): Verdict {
  const isPsql = stretch.text.startsWith("\\");
  return {
    object: recordRef("migration", file.path),
    // What never runs stops nothing.
    ...(file.skipped === undefined ? {} : { severity: "info" as const }),
    message: `Line ${stretch.line} of ${file.path} does not parse: ${stretch.message}.`,
    evidence: { error: stretch.message, text: stretch.text.slice(0, MAX_TEXT) },
    remediation: {
      safety: "review",
      note: isPsql
        ? "Delete the line: a dump is written for psql, a migration is not run by it."
        : "Repair the SQL at this place; a file that no longer matters belongs outside of the folder.",
    },
    discriminator: JSON.stringify([fileDiscriminator(file), stretch.text.slice(0, MAX_TEXT)]),
    location: { file: file.file, line: stretch.line, column: stretch.column },
  };
}

const MAX_TEXT = 200;

function bodyVerdict(
  statement: ReadStatement,
  fault: { readonly message: string; readonly line: number },
): Verdict {
  const { file, events } = statement;
  const routine = events.find(({ ref }) => ref.kind === "routine")?.ref;
  const what = routine === undefined ? "A DO block" : `The body of ${routine.identity}`;
  return {
    object: routine ?? recordRef("migration", file.path),
    severity: "warn",
    message: `${what} does not parse: ${fault.message} (line ${fault.line} of the body).`,
    evidence: { error: fault.message, body_line: fault.line },
    remediation: { safety: "review", note: "Repair the body: Postgres parses it when the routine is made." },
    discriminator: JSON.stringify([fileDiscriminator(file), "body"]),
    location: locationOf(statement),
  };
}
