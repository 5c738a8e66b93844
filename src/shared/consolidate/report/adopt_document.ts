import type { AdoptPlan } from "../adopt_plan.ts";
import type { LedgerBackup } from "../ledger_backups.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";

/** What came of a plan. */
export type AdoptOutcome = "adopted" | "dry_run" | "declined" | "refused" | "nothing_to_do" | "not_proved";

/** The plan of an adoption, ready for any format. */
export function adoptDocument(plan: AdoptPlan, outcome: AdoptOutcome): ReportDocument {
  const removed = [
    ...plan.removed.map(({ version, name, file }): readonly Inline[] => [
      "remove",
      { code: version },
      name ?? "",
      { code: file },
    ]),
    ...plan.removedUnknown.map(({ version, name }): readonly Inline[] => [
      "remove",
      { code: version },
      name ?? "",
      "no file; named by --remove",
    ]),
  ];
  const added = plan.added.map((row): readonly Inline[] => [
    "add",
    { code: row.version ?? "" },
    row.name ?? "",
    "the baseline",
  ]);
  return {
    title: "Adoption of the baseline",
    style:
      outcome === "adopted" || outcome === "nothing_to_do"
        ? "good"
        : outcome === "dry_run"
          ? "strong"
          : "error",
    verdict: verdictOf(plan, outcome),
    blocks: [
      {
        kind: "paragraph",
        text: `${plan.database}: the ledger holds ${plan.before.rows.length} rows. Only its rows change, in one transaction; no DDL is run.`,
      },
      { kind: "table", columns: ["", "version", "name", "file"], rows: [...removed, ...added] },
      ...unknownBlocks(plan),
      ...(plan.unrecorded.length === 0
        ? []
        : ([
            {
              kind: "paragraph",
              text: "Old files that were never recorded here; what they make is in the baseline:",
            },
            { kind: "list", items: plan.unrecorded.map((file): readonly Inline[] => [{ code: file }]) },
          ] satisfies readonly Block[])),
    ],
  };
}

function unknownBlocks({ unknown }: AdoptPlan): readonly Block[] {
  if (unknown.length === 0) return [];
  return [
    {
      kind: "paragraph",
      style: "error",
      text: "Rows that neither the old files nor the baseline know. Bring their files, or name each by --remove VERSION:",
    },
    {
      kind: "list",
      items: unknown.map(({ version, name }): readonly Inline[] => [{ code: version }, ` ${name ?? ""}`]),
    },
  ];
}

function verdictOf(plan: AdoptPlan, outcome: AdoptOutcome): string {
  const rows = plan.before.rows.length - plan.removed.length - plan.removedUnknown.length + plan.added.length;
  switch (outcome) {
    case "adopted":
      return `adopted: the ledger holds ${rows} rows, read back and as planned; no catalog changed`;
    case "dry_run":
      return `dry run: nothing was changed; the ledger would hold ${rows} rows`;
    case "declined":
      return "declined: nothing was changed";
    case "nothing_to_do":
      return "the baseline is adopted already: nothing to do";
    case "not_proved":
      return "not adopted: the proof failed, nothing was changed";
    case "refused":
      return `not adopted: ${plan.unknown.length} rows of the ledger belong to no file, nothing was changed`;
  }
}

/** What came of an undo. */
export type UndoOutcome = "undone" | "dry_run" | "declined";

/** The plan of an undo, ready for any format. */
export function undoDocument(
  backup: LedgerBackup,
  { database, outcome }: { readonly database: string; readonly outcome: UndoOutcome },
): ReportDocument {
  const now = new Set(backup.after.map(({ version }) => version));
  const then = new Set(backup.before.rows.map(({ version }) => version));
  return {
    title: "Undoing the adoption of a baseline",
    style: outcome === "undone" ? "good" : "strong",
    verdict:
      outcome === "undone"
        ? `undone: the ledger holds the ${backup.before.rows.length} rows of ${backup.takenAt} again, byte for byte`
        : outcome === "dry_run"
          ? "dry run: nothing was changed"
          : "declined: nothing was changed",
    blocks: [
      {
        kind: "paragraph",
        text: `${database}: backup ${backup.id} of ${backup.takenAt} puts ${backup.before.rows.length} rows back. Only rows of the ledger change, in one transaction.`,
      },
      {
        kind: "table",
        columns: ["", "version", "name"],
        rows: [
          ...backup.after
            .filter(({ version }) => !then.has(version))
            .map((row): readonly Inline[] => ["remove", { code: row.version ?? "" }, row.name ?? ""]),
          ...backup.before.rows
            .filter(({ version }) => !now.has(version))
            .map((row): readonly Inline[] => ["put back", { code: row.version ?? "" }, row.name ?? ""]),
        ],
      },
    ],
  };
}
