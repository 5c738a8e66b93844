import type { Verdict } from "../../findings/verdict.ts";
import type { ExplainedFault, FaultReason } from "../faults/explained.ts";
import {
  faultDiscriminator,
  faultEvidence,
  faultLocation,
  objectOf,
  sentence,
} from "../faults/fault_texts.ts";
import type { MissingKind, MissingName } from "../faults/missing_name.ts";
import type { FolderReplay } from "../faults/replay_chain.ts";
import { hiddenCreations, staticFaults, TOLD_BY_FILES } from "../faults/static_faults.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";
import type { FolderTimeline } from "../timeline.ts";
import type { Conflict } from "./conflict.ts";
import { counted, fileDiscriminator, locationOf, where } from "./places.ts";

/** Statements of which a replay says something else than the reading of the files. */
export const replayDisagrees: Conflict = {
  id: "replay_disagrees",
  title: "Replay and reading disagree",
  summary:
    "A statement that fails by what the files say and passes in a replay, or the other way round, or that fails for another reason. What fails because of one earlier failure is one finding.",
  severity: "warn",
  category: "migration",
  rationale:
    "What is made by a body when it runs, by names that are put together, or under a condition shows in a replay alone; what depends on the server's version or its extensions shows differently on another one. The replay is what happened.",
  sources: [],
  limits: "Judged by `analyze --replay` alone, for the reasons that a reading can tell.",
  *check({ replays, timelines }) {
    for (const replay of replays ?? []) {
      const timeline = timelines.find(({ folder }) => folder === replay.folder);
      if (timeline !== undefined) yield* compare(replay, timeline);
    }
  },
};

function* compare(replay: FolderReplay, timeline: FolderTimeline): Generator<Verdict> {
  const read = staticFaults(timeline);
  const hidden = hiddenCreations(timeline);
  const missed = missedNames(timeline);
  const files = new Map(replay.folder.files.map((file) => [file.file, file]));
  const failed = new Set<ReadStatement>();
  const undone = new Set<string>();
  const trains = new Map<string | ExplainedFault, Train>();
  for (const explained of replay.faults) {
    const { statement, fault } = explained;
    if (fault.stage === "commit") undone.add(fault.file);
    if (statement === undefined) continue;
    failed.add(statement);
    const file = files.get(fault.file);
    const told = read.get(statement);
    if (file === undefined || !isTold(explained)) continue;
    if (explained.hiddenCreation !== undefined && hidden.has(explained.hiddenCreation)) continue;
    // What follows from a failure that both show is folded into it.
    if (told === undefined && explained.cause?.statement !== undefined && read.has(explained.cause.statement))
      continue;
    if (told === undefined) joinTrain(trains, explained, file);
    else if (!agree(explained.reason, told)) yield otherReason(explained, { file, told });
  }
  for (const train of trains.values()) {
    const { missing } = train.explained.cause ?? train.explained;
    const isKnown = nameKeys(missing).some((key) => missed.has(key));
    yield onlyReplayed(train, isKnown);
  }
  const skipped = new Set(replay.result.skipped.map(({ file, statement }) => `${file}\0${statement}`));
  for (const [statement, told] of read) {
    const { file } = statement;
    if (failed.has(statement) || undone.has(file.file)) continue;
    if (skipped.has(`${file.file}\0${statement.statement.text}`)) continue;
    yield onlyRead(statement, told);
  }
}

/** A cascade of what only a server can tell is no business of the reading. */
function isTold({ reason, cause }: ExplainedFault): boolean {
  return TOLD_BY_FILES.has(reason) && (cause === undefined || TOLD_BY_FILES.has(cause.reason));
}

/** The reading knows every name that a statement misses, Postgres the first one; a cascade misses one that was to be made. */
function agree(reason: FaultReason, told: ReadonlySet<FaultReason>): boolean {
  return told.has(reason) || reason === "cascade" || told.has("cascade");
}

/** A failure that the files do not show, with others that it has the cause in common with. */
interface Train {
  readonly explained: ExplainedFault;
  readonly file: ReadFile;
  readonly others: ExplainedFault[];
}

/** What fails because of one earlier failure, or for lack of one thing, is one finding, at the first of them. */
function joinTrain(
  trains: Map<string | ExplainedFault, Train>,
  explained: ExplainedFault,
  file: ReadFile,
): void {
  const root = explained.cause ?? explained;
  const key = nameKeys(root.missing)[0] ?? root;
  const train = trains.get(key);
  if (train === undefined) trains.set(key, { explained, file, others: [] });
  else train.others.push(explained);
}

/**
 * What a fault misses, with its schema where the message tells it, and without; nothing for what is not told by a name
 * alone.
 */
function nameKeys(missing: MissingName | undefined): readonly string[] {
  if (missing === undefined || missing.kind === "other" || missing.passed !== undefined) return [];
  const { kind, schema, table = "", name } = missing;
  const key = [kind, table, name].join("\0");
  return schema === undefined ? [key] : [[key, schema].join("\0"), key];
}

/** Names that statements miss by what the files say, as the keys of faults. */
function missedNames({ missing }: FolderTimeline): ReadonlySet<string> {
  return new Set(
    missing.flatMap(({ reference, ref: { kind, schema, table, name } }) =>
      reference.deferred
        ? []
        : nameKeys({ kind: kind as MissingKind, name, ...(schema && { schema }), ...(table && { table }) }),
    ),
  );
}

/** A name of which the files show elsewhere that it is missing is told there. */
function onlyReplayed({ explained, file, others }: Train, isKnown: boolean): Verdict {
  const { fault, statement, curedBy, cause } = explained;
  const place = `${file.path}:${faultLocation(explained).line}`;
  const cure = curedBy === undefined ? "" : ` What it misses comes with ${placeText(curedBy)}.`;
  const behind = cause === undefined ? "" : ` The cause is the failure in ${placeText(cause.fault)}.`;
  const train =
    others.length === 0
      ? ""
      : ` ${counted(others.length, "statement")} after it ${others.length === 1 ? "fails" : "fail"} for the same cause.`;
  return {
    object: objectOf(statement, file),
    ...(isKnown ? { severity: "info" as const } : {}),
    message: `The statement in ${place} fails in a replay (${sentence(fault.message)}), which the files do not show.${cure}${behind}${train}`,
    evidence: {
      ...faultEvidence(explained),
      static: "passes",
      replay: "fails",
      ...(curedBy === undefined ? {} : { cured_by: { ...curedBy } }),
      ...(others.length === 0
        ? {}
        : { cascades: others.map((other) => ({ file: other.fault.file, line: faultLocation(other).line })) }),
    },
    remediation: { safety: "review", note: "Repair the order of the statements: a new database stops here." },
    discriminator: faultDiscriminator(file, explained),
    location: faultLocation(explained),
  };
}

function otherReason(
  explained: ExplainedFault,
  { file, told }: { readonly file: ReadFile; readonly told: ReadonlySet<FaultReason> },
): Verdict {
  const { fault, statement, reason } = explained;
  const place = `${file.path}:${faultLocation(explained).line}`;
  return {
    object: objectOf(statement, file),
    severity: "info",
    message: `The statement in ${place} fails by what the files say (${[...told].join(", ")}) and in a replay (${reason}: ${sentence(fault.message)}), for different reasons.`,
    evidence: { ...faultEvidence(explained), static: [...told], replay: reason },
    remediation: {
      safety: "review",
      note: "The replay's reason is what Postgres meets first; the other one may come after it.",
    },
    discriminator: faultDiscriminator(file, explained),
    location: faultLocation(explained),
  };
}

function onlyRead(statement: ReadStatement, told: ReadonlySet<FaultReason>): Verdict {
  const { file } = statement;
  return {
    object: objectOf(statement, file),
    message: `The statement in ${where(statement)} fails by what the files say (${[...told].join(", ")}), but passes in a replay.`,
    evidence: { static: [...told], replay: "passes" },
    remediation: {
      safety: "review",
      note: "What it needs is made in a way that the text does not show, or the shadow database has it where the platform has not. Name it where it is made.",
    },
    discriminator: JSON.stringify([
      fileDiscriminator(file),
      "passes",
      statement.statement.text.replace(/\s+/g, " ").slice(0, 200),
    ]),
    location: locationOf(statement),
  };
}

function placeText({ file, line }: { readonly file: string; readonly line?: number }): string {
  const name = file.slice(file.lastIndexOf("/") + 1);
  return line === undefined ? name : `${name}:${line}`;
}
