import { refOf } from "../../shared/drift/object_type.ts";
import type { FoundDrift } from "../../shared/manifest/read_drift.ts";
import type { Repair } from "./repair_drift.ts";
import { type Segment, segmentsOf } from "./segments.ts";

/** What a reader must know beside the repair. */
export interface RepairContext {
  /** The database, without a password. */
  readonly database: string;
  /** Statements of the migrations that failed in the replay. */
  readonly faults: number;
  /** Findings on the ledger, which SQL on the schema does not repair. */
  readonly ledger: number;
}

/**
 * The repair as SQL that can be read, and run: destructive steps are marked, and steps that cannot share a transaction stand
 * apart.
 */
export function repairScript(repair: Repair, context: RepairContext): string {
  const { drifts, statements, settings } = repair;
  const lines = [
    `-- Repair of ${oneLine(context.database)}, by \`supawarden drift --fix\`: it makes what is live what the migrations make.`,
    ...proofLines(repair),
    "--",
    `-- ${drifts.length === 1 ? "One difference" : `${drifts.length} differences`}:`,
    ...listed(drifts),
    ...warningLines(repair, context),
    "",
  ];
  if (statements.length === 0) return `${[...lines, "-- Nothing to run."].join("\n")}\n`;
  for (const segment of segmentsOf(statements)) lines.push(...segmentLines(segment, settings), "");
  return `${lines.join("\n").trimEnd()}\n`;
}

function proofLines({ proof, beyond }: Repair): readonly string[] {
  switch (proof.status) {
    case "proved":
      return [
        `-- Tried on a copy of the schema, without rows: every step ran, and nothing ${beyond.length > 0 ? "else " : ""}differed afterwards.`,
        ...(proof.untried.length === 0 ? [] : ["-- The copy could not show these, so they are NOT tried:"]),
        ...listed(proof.untried),
      ];
    case "not proved":
      return [`-- NOT tried on a copy: ${oneLine(proof.reason)}`];
    case "failed":
      return [
        "-- Tried on a copy of the schema, and it did NOT come out right:",
        ...proof.reasons.map((reason) => `--   ${oneLine(reason)}`),
      ];
  }
}

function warningLines({ beyond, statements }: Repair, { faults, ledger }: RepairContext): readonly string[] {
  const lines: string[] = [];
  if (beyond.length > 0) lines.push("--", "-- Not repaired here, to be done by hand:", ...listed(beyond));
  if (ledger > 0) {
    lines.push("--", `-- The ledger differs too (${ledger}), and stays: see \`supawarden drift\`.`);
  }
  if (faults > 0) {
    const some = faults === 1 ? "A statement" : `${faults} statements`;
    lines.push(
      "--",
      `-- ${some} of the migrations failed in the replay: what they make counts as unexpected here.`,
    );
  }
  const destructive = statements.filter((statement) => statement.destructive).length;
  if (destructive > 0) {
    const some = destructive === 1 ? "One step is" : `${destructive} steps are`;
    lines.push("--", `-- ${some} DESTRUCTIVE: back up first, and read each.`);
  }
  return lines;
}

function listed(drifts: readonly FoundDrift[]): readonly string[] {
  return drifts.map((drift) => `--   ${oneLine(driftText(drift))}`);
}

function driftText({ change, object, attributes }: FoundDrift): string {
  const { identity } = refOf(object);
  const what = `${change} ${identity.startsWith(`${object.type} `) ? "" : `${object.type} `}${identity}`;
  return change === "changed" ? `${what}: ${attributes.map(({ name }) => name).join(", ")}` : what;
}

/** A name can hold a line break, which would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function segmentLines({ transaction, statements }: Segment, settings: Repair["settings"]): readonly string[] {
  const body = statements.flatMap(({ sql, destructive, rewrites }) => [
    ...(destructive ? ["-- DESTRUCTIVE: loses data."] : []),
    ...(rewrites ? ["-- May write the table anew and holds it locked meanwhile."] : []),
    `${sql.trimEnd().replace(/;$/, "")};`,
  ]);
  if (!transaction) {
    return [
      "-- This step can run inside of no transaction.",
      ...settings.map(({ name, value }) => `set ${name} = ${value};`),
      ...body,
      ...settings.map(({ name }) => `reset ${name};`),
    ];
  }
  return [
    "begin;",
    ...settings.map(({ name, value }) => `set local ${name} = ${value};`),
    ...body,
    "commit;",
  ];
}
