import { embeddedWorld } from "../../src/cli/consolidate/proof_world.ts";
import { acceptedFaults, type Decisions } from "../../src/shared/consolidate/decisions.ts";
import {
  type ObservedChain,
  observeChain,
  type ProofContext,
} from "../../src/shared/consolidate/observed_chain.ts";
import type { Parity } from "../../src/shared/consolidate/parity.ts";
import { proveParity } from "../../src/shared/consolidate/prove.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { testCache } from "../support/embedded.ts";
import { migrationFiles } from "../support/migration_files.ts";

/** Texts of migration files by name. */
export type Texts = Readonly<Record<string, string>>;

let context: Promise<ProofContext> | undefined;

/** The embedded engine, once for a test file. */
export function proofContext(): Promise<ProofContext> {
  context ??= loadSqlParser().then((parser) => ({ world: embeddedWorld(testCache()), parser }));
  return context;
}

/** Replays a chain, for any number of baselines. The caller closes it. */
export async function observe(chain: Texts): Promise<ObservedChain> {
  return observeChain(migrationFiles(chain), await proofContext());
}

/** Proves a baseline, given as texts by file name. */
export async function prove(
  chain: ObservedChain,
  baseline: Texts,
  decisions: Decisions = new Map(),
): Promise<Parity> {
  return proveParity(
    { chain, baseline: migrationFiles(baseline), accepted: acceptedFaults(decisions) },
    await proofContext(),
  );
}

/** Kind, object and change of every difference, with who saw it. */
export function told(parity: Parity): string[] {
  return parity.differences.map(
    ({ observer, kind, object, change }) => `${observer}: ${kind} ${object} ${change}`,
  );
}
