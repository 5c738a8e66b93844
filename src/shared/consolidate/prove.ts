import { sameTextBy } from "../drift/canonical_text.ts";
import type { ObjectDrift } from "../drift/compare_objects.ts";
import { compareSnapshots, type ObjectDifference } from "../drift/compare_snapshots.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import type { ReplayFault } from "../migrations/replay_file.ts";
import type { ReplayResult } from "../migrations/shadow.ts";
import { differingTables, rowDifferences } from "./compare_rows.ts";
import { countData, countObjects } from "./count_parity.ts";
import { isDeparsed, withoutSpelling, withoutSpellingInDumps } from "./deparsed.ts";
import { catalogLines, dumpLines, stateLines } from "./difference_lines.ts";
import { differingObjects } from "./drift_state.ts";
import { compareDumps, type DumpDifference } from "./dump_entries.ts";
import { type AcceptedFaults, nameFaults } from "./faults.ts";
import {
  type ObservedChain,
  type ProofContext,
  type ReplayedFiles,
  replayAndObserve,
  rowsWithout,
} from "./observed_chain.ts";
import { observerVerdicts } from "./observers.ts";
import type { LeftOutColumns, NamedFault, Parity, ParityDifference, ReplayedSide } from "./parity.ts";
import { settle } from "./settled_schema.ts";
import type { ObservedDatabase } from "./side.ts";

/** What a baseline is proved against, and what may fail in the old chain. */
export interface ProofSubject {
  readonly chain: ObservedChain;
  readonly baseline: readonly MigrationFile[];
  /** Statements of the chain that fail and may. A statement of the baseline never may. */
  readonly accepted: AcceptedFaults;
  /** Faults of files as wholes: versions that are taken. */
  readonly fileFaults?: readonly NamedFault[];
}

/**
 * Replays the baseline and compares what it makes with what the old chain made, through both observers and row by row.
 * Every difference is reported; none is tolerated but a printed expression that settles to the same text on both sides.
 */
export async function proveParity(subject: ProofSubject, context: ProofContext): Promise<Parity> {
  const { chain, accepted } = subject;
  const baseline = await replayAndObserve(subject.baseline, { ...context, name: "baseline" });
  try {
    const rows = await compareData(chain, baseline);
    const schema = await compareSchemas(chain, { after: baseline.observed, context });
    const faults = [
      ...(subject.fileFaults ?? []),
      ...(await nameFaults(chain.result.faults, { parser: context.parser, accepted })),
    ];
    const differences = [
      ...faults.filter(({ reason }) => reason === undefined).map(unnamedFault),
      ...baseline.result.faults.map(baselineFault),
      ...withoutRepeats([
        ...catalogLines(schema.catalog, { side: "baseline", schema: baseline.observed }),
        ...stateLines(schema.state, "baseline"),
      ]),
      ...dumpLines(schema.dumps, "baseline"),
      ...rows.differences,
    ];
    return {
      version: 1,
      verdict: differences.length === 0 ? "same" : "different",
      server_version: chain.observed.snapshot.server.version_text,
      sides: [sideOf("old chain", chain.result), sideOf("baseline", baseline.result)],
      counts: [
        ...countObjects(chain.observed, baseline.observed, schema.catalog),
        ...countData(rows.before, rows.after),
      ],
      observers: observerVerdicts(differences),
      differences,
      faults,
      left_out: rows.said,
      notes: notesOf(chain.result, baseline.result),
    };
  } finally {
    await baseline.database.close();
  }
}

/** The snapshot and the state see most differences both; each is told once. */
function withoutRepeats(differences: readonly ParityDifference[]): readonly ParityDifference[] {
  const seen = new Set<string>();
  return differences.filter(({ kind, object, change }) => {
    const key = JSON.stringify([kind, object, change]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface ComparedSchemas {
  readonly catalog: readonly ObjectDifference[];
  readonly state: readonly ObjectDrift[];
  readonly dumps: readonly DumpDifference[];
}

async function compareSchemas(
  chain: ObservedChain,
  { after, context }: { readonly after: ObservedDatabase; readonly context: ProofContext },
): Promise<ComparedSchemas> {
  const before = chain.observed;
  const catalog = compareSnapshots(before, after).filter(({ ref }) => ref.kind !== "migration");
  const sameText = sameTextBy(context.parser);
  const state = differingObjects({ before: before.state, after: after.state }, sameText);
  const dumps = compareDumps(before.entries, after.entries);
  const mayBeSpelling =
    dumps.some(({ change }) => change === "changed") ||
    catalog.some(({ attributes }) => attributes.some(({ name }) => isDeparsed(name)));
  if (!mayBeSpelling) return { catalog, state, dumps };
  context.onStep?.("settling expressions");
  const settled = { before: await chain.settled(), after: await settle(after, context) };
  return {
    catalog: withoutSpelling(catalog, settled),
    state: differingObjects(
      {
        before: before.state,
        after: after.state,
        settled: { before: settled.before.state, after: settled.after.state },
      },
      sameText,
    ),
    dumps: withoutSpellingInDumps(dumps, settled),
  };
}

type Data = Pick<ObservedDatabase, "rows" | "sequences">;

interface ComparedData {
  readonly before: Data;
  readonly after: Data;
  readonly differences: readonly ParityDifference[];
  readonly said: readonly LeftOutColumns[];
}

/** Compares rows; where they differ, a second replay of the chain tells which columns no replay gives twice. */
async function compareData(chain: ObservedChain, baseline: ReplayedFiles): Promise<ComparedData> {
  const [before, after]: readonly [Data, Data] = [chain.observed, baseline.observed];
  if (differingTables(before.rows, after.rows).length === 0) {
    return { before, after, differences: rowDifferences(before, after), said: [] };
  }
  const { leftOut, said, rows } = await chain.repeatable();
  const one = { ...before, rows };
  const other = { ...after, rows: await rowsWithout(baseline.database, leftOut) };
  return { before: one, after: other, differences: rowDifferences(one, other), said };
}

function sideOf(name: string, { files }: ReplayResult): ReplayedSide {
  return {
    name,
    files: files.map(({ file }) => file),
    statements: files.reduce((sum, { statements }) => sum + statements, 0),
  };
}

function unnamedFault(fault: NamedFault): ParityDifference {
  return {
    observer: "replay",
    side: "baseline",
    kind: "statements",
    object: `${fault.file}:${fault.line}`,
    change: "changed",
    attributes: [
      { name: "fails in the old chain", before: `${fault.message} (${fault.sqlstate})` },
      { name: "not named by a decision", before: fault.id },
    ],
  };
}

function baselineFault(fault: ReplayFault): ParityDifference {
  return {
    observer: "replay",
    side: "baseline",
    kind: "statements",
    object: `${fault.file}:${fault.line}`,
    change: "changed",
    attributes: [{ name: "fails in the baseline", after: `${fault.message} (${fault.sqlstate})` }],
  };
}

function notesOf(before: ReplayResult, after: ReplayResult): readonly string[] {
  const skipped = [...before.skipped, ...after.skipped].map(
    ({ file, line, reason }) => `${file}:${line} was not replayed: ${reason}`,
  );
  const stoodIn = before.stoodIn.map(
    ({ name, limits }) => `extension ${name} is stood in for on the shadow database: ${limits}`,
  );
  return [...skipped, ...stoodIn];
}
