import type { Command } from "commander";
import { colorOption, formatOption, known } from "../flags.ts";
import { after, type Finish } from "./registration.ts";
import type { RulesFlags } from "./rules.ts";

/** Adds `rules` and `rules explain` to the command line. */
export function addRules(program: Command, finish: Finish): void {
  const debug = ["--debug", "print stacks of errors"] as const;
  const rules = program
    .command("rules")
    .description("List the rules; `rules explain ID` prints one in full.")
    .enablePositionalOptions()
    .addOption(formatOption(["text", "json"]))
    .addOption(colorOption())
    .option(...debug)
    .helpCommand(false)
    // Words that are no command are judged below, where the nearest one can be named.
    .allowExcessArguments()
    .addHelpText("after", after("rules", "rules --format json", "rules explain rls_disabled_in_public"))
    .action(async (flags: RulesFlags, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) known("command", { word, candidates: ["explain"] });
      const { listRules } = await import("./rules.ts");
      finish(await listRules(flags));
    });
  rules
    .command("explain")
    .description("What a rule finds, why it matters, and what it cannot see.")
    .argument("<id>", "id of the rule")
    .addOption(formatOption(["text", "json"]))
    .addOption(colorOption())
    .option(...debug)
    .addHelpText("after", after("rules explain security_definer_function"))
    .action(async (id: string, flags: RulesFlags) => {
      const { explainRule } = await import("./rules.ts");
      finish(await explainRule(id, flags));
    });
}
