import { refOf } from "../../shared/drift/object_type.ts";
import type { FoundDrift } from "../../shared/drift/read_drift.ts";
import type { RepairStatement } from "../proof/plan_schema.ts";
import type { Repair } from "./repair_drift.ts";

/** The repair as SQL that can be read, and run: destructive steps are marked, and steps that cannot share a transaction stand apart. */
export function repairScript(repair: Repair, database: string): string {
  const { drifts, statements, settings, beyond } = repair;
  const lines = [
    `-- Repair of ${database}, by \`supawarden drift --fix\`: it makes what is live what the migrations make.`,
    ...proofLines(repair),
    "--",
    `-- ${drifts.length === 1 ? "One difference" : `${drifts.length} differences`}:`,
    ...drifts.map((drift) => `--   ${oneLine(driftText(drift))}`),
  ];
  if (beyond.length > 0) {
    lines.push("--", "-- Not repaired here, to be done by hand:");
    lines.push(...beyond.map((drift) => `--   ${oneLine(driftText(drift))}`));
  }
  const destructive = statements.filter((statement) => statement.destructive).length;
  if (destructive > 0) {
    lines.push(
      "--",
      `-- ${destructive === 1 ? "One step is" : `${destructive} steps are`} DESTRUCTIVE: back up first, and read each.`,
    );
  }
  lines.push("");
  if (statements.length === 0) return `${[...lines, "-- Nothing to run."].join("\n")}\n`;
  for (const segment of segmentsOf(statements)) lines.push(...segmentLines(segment, settings), "");
  return `${lines.join("\n").trimEnd()}\n`;
}

function proofLines({ proof }: Repair): readonly string[] {
  switch (proof.status) {
    case "proved":
      return [
        "-- Tried on a copy of the schema, without rows: every step ran, and nothing differed afterwards.",
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

function driftText({ change, object, attributes }: FoundDrift): string {
  const { identity } = refOf(object);
  const what = `${change} ${object.type} ${identity}`;
  return change === "changed" ? `${what}: ${attributes.map(({ name }) => name).join(", ")}` : what;
}

/** A name can hold a line break, which would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

interface Segment {
  readonly transaction: boolean;
  readonly statements: RepairStatement[];
}

function segmentsOf(statements: readonly RepairStatement[]): readonly Segment[] {
  const segments: Segment[] = [];
  let current: Segment | undefined;
  for (const statement of statements) {
    if (statement.alone) {
      segments.push({ transaction: false, statements: [statement] });
      current = undefined;
      continue;
    }
    if (current === undefined) {
      current = { transaction: true, statements: [] };
      segments.push(current);
    }
    current.statements.push(statement);
    if (statement.commits) current = undefined;
  }
  return segments;
}

function segmentLines({ transaction, statements }: Segment, settings: Repair["settings"]): readonly string[] {
  const body = statements.flatMap(({ sql, destructive, rewrites }) => [
    ...(destructive ? ["-- DESTRUCTIVE: loses data."] : []),
    ...(rewrites ? ["-- May write the table anew and holds it locked meanwhile."] : []),
    `${sql.trimEnd().replace(/;$/, "")};`,
  ]);
  if (!transaction) return body;
  return [
    "begin;",
    ...settings.map(({ name, value }) => `set local ${name} = ${value};`),
    ...body,
    "commit;",
  ];
}
