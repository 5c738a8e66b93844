import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import type { Progress } from "../terminal.ts";
import { embeddedWorld } from "./proof_world.ts";

/** What a command proves with: the embedded engine, and a line on the terminal that says how far it is. */
export async function createProofContext(progress: Progress): Promise<ProofContext> {
  return {
    world: embeddedWorld(cacheDirectory(cacheFolder())),
    parser: await loadSqlParser(),
    onStep: (text) => progress.show(text),
  };
}
