import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import type { ShadowFlags } from "../flags.ts";
import { chooseShadow } from "../shadow_choice.ts";
import { type Progress, say } from "../terminal.ts";
import { embeddedWorld } from "./proof_world.ts";
import { serverWorld } from "./server_world.ts";

/** Where a proof is made. */
export interface ProofFlags extends ShadowFlags {
  readonly pgDump?: string;
  readonly quiet?: boolean;
}

/**
 * What a command proves with: the shadow that the flags or the project's config.toml choose, and a line on the terminal
 * that says how far it is.
 */
export async function createProofContext(
  progress: Progress,
  { flags, folder }: { readonly flags: ProofFlags; readonly folder: string | undefined },
): Promise<ProofContext> {
  const choice = await chooseShadow(flags, folder);
  const quiet = flags.quiet === true;
  if (choice.kind === "embedded" && choice.note !== undefined && !quiet) say(choice.note);
  return {
    world:
      choice.kind === "embedded"
        ? embeddedWorld(cacheDirectory(cacheFolder()), choice.major)
        : serverWorld(choice.url, { command: flags.pgDump ?? "pg_dump", quiet }),
    parser: await loadSqlParser(),
    onStep: (text) => progress.show(text),
  };
}
