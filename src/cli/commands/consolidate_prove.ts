import type { Parity } from "../../shared/consolidate/parity.ts";
import { parityDocument } from "../../shared/consolidate/report/parity_document.ts";
import { openServer } from "../../shared/database/server.ts";
import { readDecisionsFile } from "../consolidate/decisions_file.ts";
import { createProofContext, type ProofFlags } from "../consolidate/proof_context.ts";
import { runProof } from "../consolidate/prove_with_production.ts";
import { readBaseline, readChain } from "../consolidate/read_chain.ts";
import { type DocumentFlags, renderDocument } from "../consolidate/render_document.ts";
import { writeResult } from "../output.ts";
import { chooseUrl } from "../source.ts";
import { createProgress } from "../terminal.ts";

/** Flags of `consolidate prove`. */
export interface ProveFlags extends DocumentFlags, ProofFlags {
  readonly baseline: readonly string[];
  readonly decisions?: string;
  readonly dbUrl?: string;
}

/** Proves that a baseline makes what the old files make. Returns the exit code: 1 on any difference. */
export async function runProve(folders: readonly string[], flags: ProveFlags): Promise<number> {
  const decisions = await readDecisionsFile(flags.decisions);
  const baseline = await readBaseline(flags.baseline);
  const chain = await readChain(folders, { decisions, without: baseline });
  const production =
    flags.dbUrl === undefined ? undefined : openServer({ url: chooseUrl(flags.dbUrl), preferTls: true });
  const progress = createProgress(flags.quiet === true);
  let parity: Parity;
  try {
    const context = await createProofContext(progress, { flags, folder: folders[0] });
    parity = await runProof(
      { chain, baseline, decisions, ...(production === undefined ? {} : { production }) },
      context,
    );
  } finally {
    progress.clear();
    await production?.close();
  }
  await writeResult(
    await renderDocument({ value: parity, document: () => parityDocument(parity) }, flags),
    flags.output,
  );
  return parity.verdict === "same" ? 0 : 1;
}
