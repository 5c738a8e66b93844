import type { ObjectRef } from "../../catalog/identity.ts";
import { recordRef } from "../../catalog/identity.ts";
import type { Evidence, Location } from "../../findings/finding.ts";
import { fileDiscriminator, locationOf } from "../conflicts/places.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";
import type { ExplainedFault } from "./explained.ts";
import type { MissingName } from "./missing_name.ts";

/** How much of a statement stands in evidence. */
const MAX_TEXT = 200;

/** What a fault is about: the first object of its statement, else its file. */
export function objectOf(statement: ReadStatement | undefined, file: ReadFile): ObjectRef {
  return statement?.events[0]?.ref ?? recordRef("migration", file.path);
}

/** Where it is shown: at the statement, else where the fault is. */
export function faultLocation({ statement, fault }: ExplainedFault): Location {
  if (statement !== undefined) return locationOf(statement);
  return {
    file: fault.file,
    line: fault.line,
    ...(fault.column === undefined ? {} : { column: fault.column }),
  };
}

/** What the replay saw, as evidence. */
export function faultEvidence({ fault, statement, missing, retried, reason }: ExplainedFault): Evidence {
  return {
    sqlstate: fault.sqlstate,
    error: fault.message,
    ...(fault.detail === undefined ? {} : { detail: fault.detail }),
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    line: fault.line,
    reason,
    ...(statement === undefined ? {} : { statement: statement.statement.text.slice(0, MAX_TEXT) }),
    ...(missing === undefined ? {} : { missing: missingEvidence(missing) }),
    ...(retried === undefined ? {} : { after_all_files: AFTER[retried.passes] }),
  };
}

function missingEvidence({ passed, ...missing }: MissingName): Evidence {
  return passed === undefined ? { ...missing } : { ...missing, arguments: passed.count };
}

const AFTER = {
  alone: "passes",
  after_others: "passes once the other failed statements have passed",
  never: "fails",
} as const;

/** Tells the faults on one object of a file apart, by what was said of them rather than by their place. */
export function faultDiscriminator(file: ReadFile, { fault }: Pick<ExplainedFault, "fault">): string {
  return JSON.stringify([
    fileDiscriminator(file),
    fault.sqlstate,
    fault.statement.replace(/\s+/g, " ").slice(0, MAX_TEXT),
  ]);
}

/** Ends a sentence: a message of Postgres begins small and has no full stop. */
export function sentence(message: string): string {
  return message.replace(/\s+/g, " ").replace(/\.$/, "");
}
