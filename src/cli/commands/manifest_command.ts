import type { Command } from "commander";
import type { ManifestFlags } from "./manifest.ts";
import { after, type Finish } from "./registration.ts";

/** Adds `manifest` to the command line. */
export function addManifest(program: Command, finish: Finish): void {
  program
    .command("manifest")
    .description("Replay a migrations folder and write the state that it makes, for drift, verify and audit.")
    .argument("[dir]", "migrations folder (default: ./supabase/migrations)")
    .optionsGroup("Output:")
    .option("--output <file>", "file to write (default: supawarden.manifest.json; - for stdout)")
    .option("--bundle", "write a module that the functions import in place of a JSON file")
    .option("--quiet", "leave out progress and messages")
    .option("--debug", "print stacks of errors")
    .addHelpText(
      "after",
      after(
        "manifest",
        "manifest supabase/migrations --output supawarden.manifest.json",
        "manifest --bundle",
      ),
    )
    .action(async (folder: string | undefined, flags: ManifestFlags) => {
      const { runManifest } = await import("./manifest.ts");
      finish(await runManifest(folder, flags));
    });
}
