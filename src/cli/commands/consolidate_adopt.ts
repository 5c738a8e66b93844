import { adoptLedger } from "../../shared/consolidate/adopt_ledger.ts";
import { type AdoptPlan, planAdoption } from "../../shared/consolidate/adopt_plan.ts";
import type { Chain } from "../../shared/consolidate/chain.ts";
import { prepareBackups } from "../../shared/consolidate/ledger_backups.ts";
import { readLedgerRows } from "../../shared/consolidate/ledger_rows.ts";
import type { Parity } from "../../shared/consolidate/parity.ts";
import { type AdoptOutcome, adoptDocument } from "../../shared/consolidate/report/adopt_document.ts";
import { documentBody } from "../../shared/consolidate/report/document_text.ts";
import { parityDocument, parityLine } from "../../shared/consolidate/report/parity_document.ts";
import type { Database } from "../../shared/database/database.ts";
import { openServer } from "../../shared/database/server.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { confirm, hasTerminal } from "../confirm.ts";
import { backupMigrations } from "../consolidate/backup_migrations.ts";
import { readDecisionsFile } from "../consolidate/decisions_file.ts";
import { createProofContext, type ProofFlags } from "../consolidate/proof_context.ts";
import { runProof } from "../consolidate/prove_with_production.ts";
import { readBaseline, readChain } from "../consolidate/read_chain.ts";
import { type DocumentFlags, renderDocument } from "../consolidate/render_document.ts";
import { writeResult } from "../output.ts";
import { chooseUrl } from "../source.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `consolidate adopt`. */
export interface AdoptFlags extends DocumentFlags, ProofFlags {
  readonly dbUrl?: string;
  readonly baseline: readonly string[];
  readonly migrations: readonly string[];
  readonly decisions?: string;
  readonly remove?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

interface Adoption {
  readonly outcome: AdoptOutcome;
  readonly plan: AdoptPlan;
  readonly parity?: Parity;
  readonly backup?: string;
}

/** Tells production's ledger of the baseline. Returns the exit code: 1 where the proof or the ledger does not allow it. */
export async function runAdopt(flags: AdoptFlags): Promise<number> {
  const decisions = await readDecisionsFile(flags.decisions);
  const baseline = await readBaseline(flags.baseline);
  const chain = await readChain(flags.migrations, { decisions, without: baseline });
  const database = openServer({
    url: chooseUrl(flags.dbUrl),
    preferTls: true,
    applicationName: "supawarden consolidate",
  });
  let adoption: Adoption;
  try {
    adoption = await adopt(database, { chain, baseline, decisions, flags });
  } finally {
    await database.close();
  }
  const { plan, outcome, parity, backup } = adoption;
  const value = {
    version: 1,
    outcome,
    database: plan.database,
    removed: [...plan.removed, ...plan.removedUnknown],
    added: plan.added.map(({ version, name }) => ({ version, name })),
    unknown: plan.unknown,
    unrecorded: plan.unrecorded,
    ...(parity === undefined ? {} : { parity }),
    ...(backup === undefined ? {} : { backup }),
  };
  const document = () =>
    outcome === "not_proved" && parity !== undefined ? parityDocument(parity) : adoptDocument(plan, outcome);
  await writeResult(await renderDocument({ value, document }, flags), flags.output);
  return outcome === "not_proved" || outcome === "refused" || outcome === "declined" ? 1 : 0;
}

interface Request {
  readonly chain: Chain;
  readonly baseline: readonly MigrationFile[];
  readonly decisions: Awaited<ReturnType<typeof readDecisionsFile>>;
  readonly flags: AdoptFlags;
}

async function adopt(database: Database, request: Request): Promise<Adoption> {
  const { flags } = request;
  const progress = createProgress(flags.quiet === true);
  try {
    const context = await createProofContext(progress, { flags, folder: flags.migrations[0] });
    const plan = planAdoption(await database.transaction("snapshot", readLedgerRows), {
      ...request,
      chain: request.chain.files,
      database: database.label,
      remove: flags.remove ?? [],
      parser: context.parser,
    });
    if (plan.isAdopted) return { outcome: "nothing_to_do", plan };
    if (plan.unknown.length > 0) return { outcome: "refused", plan };
    const consent = { yes: flags.yes === true, changes: "the ledger of a database" };
    const question = `Change the ledger of ${database.label}?`;
    if (!consent.yes && flags.dryRun !== true && !hasTerminal()) {
      progress.clear();
      say(documentBody(adoptDocument(plan, "dry_run")));
      await confirm(question, consent);
    }
    const parity = await runProof({ ...request, production: database }, context);
    progress.clear();
    if (parity.verdict !== "same") return { outcome: "not_proved", plan, parity };
    if (flags.dryRun === true) return { outcome: "dry_run", plan, parity };
    say(documentBody(adoptDocument(plan, "dry_run")));
    say(parityLine(parity));
    if (!(await confirm(question, consent))) return { outcome: "declined", plan, parity };
    await prepareBackups(database, await backupMigrations());
    const { backup } = await adoptLedger(database, plan);
    return { outcome: "adopted", plan, parity, backup };
  } finally {
    progress.clear();
  }
}
