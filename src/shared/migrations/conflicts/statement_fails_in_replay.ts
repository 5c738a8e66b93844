import type { Severity } from "../../findings/finding.ts";
import type { Verdict } from "../../rules/rule.ts";
import type { ExplainedFault, FaultReason } from "../faults/explained.ts";
import {
  faultDiscriminator,
  faultEvidence,
  faultLocation,
  objectOf,
  sentence,
} from "../faults/fault_texts.ts";
import type { FolderReplay } from "../faults/replay_chain.ts";
import type { ReadFile } from "../reading.ts";
import type { Conflict } from "./conflict.ts";
import { counted } from "./places.ts";

/** Reasons that only a server can tell. */
const TOLD_BY_REPLAY: ReadonlySet<FaultReason> = new Set([
  "data",
  "raised",
  "transaction",
  "extension_unavailable",
  "vector_index_dimension_limit",
  "other",
]);

/** Statements that Postgres refuses for what no parser sees. */
export const statementFailsInReplay: Conflict = {
  id: "statement_fails_in_replay",
  title: "Statement fails in a replay",
  summary:
    "A statement that parses and finds all that it names, and that Postgres refuses all the same: a rule of its own, rows that stand against it, a command that no transaction allows, an exception that the file raises. One finding a cause; statements that fail in its train are counted with it.",
  severity: "error",
  category: "migration",
  rationale:
    "The chain stops at this statement in every new database, though nothing in the text of the files shows it.",
  sources: [],
  limits:
    "Judged by `analyze --replay` alone, on the version and with the extensions of the shadow database. A statement that fails there for lack of an extension is told as information: it may pass on the platform. A new database has no rows but those of the files, so that what fails on the rows of production is not seen.",
  *check({ replays }) {
    for (const replay of replays ?? []) {
      const files = new Map(replay.folder.files.map((file) => [file.file, file]));
      for (const fault of replay.faults) {
        const file = files.get(fault.fault.file);
        if (file !== undefined && isOurs(fault)) yield verdictOf(fault, { file, replay });
      }
    }
  },
};

/** `copy … from stdin` parses; lines of psql are told by what was read. */
function isOurs({ reason, fault }: ExplainedFault): boolean {
  return TOLD_BY_REPLAY.has(reason) || (reason === "psql_only" && fault.stage === "refused");
}

function verdictOf(
  explained: ExplainedFault,
  { file, replay }: { readonly file: ReadFile; readonly replay: FolderReplay },
): Verdict {
  const { fault, statement, reason } = explained;
  const train = replay.faults.filter(({ cause }) => cause === explained);
  const where = `${file.path}:${faultLocation(explained).line}`;
  const begin =
    fault.stage === "commit"
      ? `The transaction of ${file.path} cannot be committed, and nothing of the file is there`
      : `The statement in ${where} fails`;
  const after =
    train.length === 0
      ? ""
      : ` ${counted(train.length, "statement")} after it ${train.length === 1 ? "fails" : "fail"} because of it.`;
  return {
    object: objectOf(statement, file),
    severity: severityOf(reason),
    message: `${begin}: ${sentence(fault.message)}.${after}`,
    evidence: {
      ...faultEvidence(explained),
      ...(train.length === 0
        ? {}
        : { cascades: train.map((other) => ({ file: other.fault.file, line: faultLocation(other).line })) }),
    },
    remediation: { safety: "review", note: ADVICE[reason] ?? ADVICE.other },
    discriminator: faultDiscriminator(file, explained),
    location: faultLocation(explained),
  };
}

function severityOf(reason: FaultReason): Severity {
  return reason === "extension_unavailable" ? "info" : "error";
}

const ADVICE: Readonly<Partial<Record<FaultReason, string>>> & { readonly other: string } = {
  data: "Rows that an earlier file has put in, or has not, stand against it. Let the file make the rows that it needs, or change those that it finds first.",
  raised:
    "The file itself refuses to go on. See which condition it asks for, and whether a new database can meet it.",
  transaction:
    "Put the statement into a file of its own; what needs an enum value comes in a file after the one that adds it.",
  extension_unavailable:
    "The shadow database has neither this extension nor a stand-in for it. Replay on a server that has it: --shadow-url.",
  vector_index_dimension_limit:
    "Index an expression of half precision (`(embedding::halfvec(3072)) halfvec_cosine_ops`), which goes up to 4,000 dimensions, or take a model of fewer.",
  psql_only: "Write the rows as INSERT statements: the data that psql sends after COPY is no SQL.",
  other: "Repair the statement, or take it out where a later file does its work.",
};
