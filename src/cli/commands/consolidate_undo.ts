import { findAdoption, undoAdoption } from "../../shared/consolidate/adopt_ledger.ts";
import { type UndoOutcome, undoDocument } from "../../shared/consolidate/report/adopt_document.ts";
import { documentBody } from "../../shared/consolidate/report/document_text.ts";
import { openServer } from "../../shared/database/server.ts";
import { confirm } from "../confirm.ts";
import { type DocumentFlags, renderDocument } from "../consolidate/render_document.ts";
import { writeResult } from "../output.ts";
import { chooseUrl } from "../source.ts";
import { say } from "../terminal.ts";

/** Flags of `consolidate undo`. */
export interface UndoFlags extends DocumentFlags {
  readonly dbUrl?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Puts the ledger back as the newest adoption found it. Returns the exit code. */
export async function runUndo(flags: UndoFlags): Promise<number> {
  const database = openServer({
    url: chooseUrl(flags.dbUrl),
    preferTls: true,
    applicationName: "supawarden consolidate",
  });
  try {
    const backup = await findAdoption(database);
    const document = (outcome: UndoOutcome) => undoDocument(backup, { database: database.label, outcome });
    let outcome: UndoOutcome = "dry_run";
    if (flags.dryRun !== true) {
      say(documentBody(document("dry_run")));
      outcome = (await confirm(`Change the ledger of ${database.label}?`, {
        yes: flags.yes === true,
        changes: "the ledger of a database",
      }))
        ? "undone"
        : "declined";
      if (outcome === "undone") await undoAdoption(database, backup);
    }
    const value = {
      version: 1,
      outcome,
      database: database.label,
      backup: backup.id,
      taken_at: backup.takenAt,
      versions: backup.before.rows.map(({ version }) => version),
    };
    await writeResult(
      await renderDocument({ value, document: () => document(outcome) }, flags),
      flags.output,
    );
    return outcome === "declined" ? 1 : 0;
  } finally {
    await database.close();
  }
}
