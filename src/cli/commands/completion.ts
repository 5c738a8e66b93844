import type { Command } from "commander";
import { CONFLICTS } from "../../shared/migrations/conflicts/mod.ts";
import { RULES } from "../../shared/rules/mod.ts";
import { bashCompletion } from "../completion/bash.ts";
import { describeCommand } from "../completion/described_command.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { writeResult } from "../output.ts";

/** Shells that can be taught to complete. */
export type Shell = "bash" | "zsh" | "fish";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Prints the script that teaches a shell the commands, flags and values of the program. Returns the exit code. */
export async function printCompletion(shell: Shell, program: Command): Promise<number> {
  const described = describeCommand(program, {
    rules: RULES.map(({ id }) => id),
    conflicts: CONFLICTS.map(({ id }) => id),
  });
  await writeResult(SCRIPTS[shell](described), undefined);
  return 0;
}
