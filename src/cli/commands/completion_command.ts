import { Argument, type Command } from "commander";
import type { Shell } from "./completion.ts";
import type { Finish } from "./registration.ts";

const SHELLS = ["bash", "zsh", "fish"] as const satisfies readonly Shell[];

/** Adds `completion` to the command line. */
export function addCompletion(program: Command, finish: Finish): void {
  program
    .command("completion")
    .description("Print what teaches a shell to complete commands, flags and rules.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText(
      "after",
      `
Examples:
  bash, in ~/.bashrc:                   source <(supawarden completion bash)
  zsh, in ~/.zshrc after compinit:      source <(supawarden completion zsh)
  fish, in ~/.config/fish/config.fish:  supawarden completion fish | source

Exit codes:
  0  printed
  2  unknown shell`,
    )
    .action(async (shell: Shell) => {
      const { printCompletion } = await import("./completion.ts");
      finish(await printCompletion(shell, program));
    });
}
