import { type Chain, duplicateFaults } from "../../shared/consolidate/chain.ts";
import { acceptedFaults, type Decisions } from "../../shared/consolidate/decisions.ts";
import {
  type ObservedChain,
  observeChain,
  type ProofContext,
} from "../../shared/consolidate/observed_chain.ts";
import type { Parity } from "../../shared/consolidate/parity.ts";
import { withProduction } from "../../shared/consolidate/production.ts";
import { proveParity } from "../../shared/consolidate/prove.ts";
import type { Database } from "../../shared/database/database.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { readProduction } from "./read_production.ts";

/** What is proved: the baseline against the old files and, where it is given, production against them. */
export interface ProofRequest {
  readonly chain: Chain;
  readonly baseline: readonly MigrationFile[];
  readonly decisions: Decisions;
  readonly production?: Database;
}

/** Runs the whole proof and closes what it opened. */
export async function runProof(request: ProofRequest, context: ProofContext): Promise<Parity> {
  const chain = await observeChain(request.chain.files, context);
  try {
    return await proveObserved(chain, request, context);
  } finally {
    await chain.close();
  }
}

async function proveObserved(
  chain: ObservedChain,
  { baseline, decisions, production, chain: files }: ProofRequest,
  context: ProofContext,
): Promise<Parity> {
  const accepted = acceptedFaults(decisions);
  const fileFaults = duplicateFaults(files, decisions);
  const parity = await proveParity({ chain, baseline, accepted, fileFaults }, context);
  if (production === undefined) return parity;
  const schema = await readProduction(production, context);
  return withProduction(parity, { chain, production: schema }, context);
}
