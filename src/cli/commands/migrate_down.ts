import { renderJson } from "../../shared/report/json.ts";
import { runDown } from "../../shared/runner/down.ts";
import { type DownChoice, planDown } from "../../shared/runner/plan_down.ts";
import { readRunnerState } from "../../shared/runner/runner_state.ts";
import { confirm } from "../confirm.ts";
import { declined, finish, warn } from "../migrate/finish.ts";
import type { DownFlags } from "../migrate/flags.ts";
import { countOf, downPlanText } from "../migrate/plan_text.ts";
import { withWork } from "../migrate/work.ts";
import { writeResult } from "../output.ts";
import { say } from "../terminal.ts";

/** Takes migrations back. Returns the exit code. */
export function runMigrateDown(flags: DownFlags): Promise<number> {
  return withWork(flags, async ({ database, folder, options }) => {
    const state = await readRunnerState(database, folder, options.parser);
    const plan = planDown(state, { folder, choice: downChoice(flags), parser: options.parser });
    warn(flags, folder.warnings);
    const text = downPlanText(plan, database.label);
    if (flags.dryRun === true) {
      const steps = plan.steps.map(({ version, script }) => ({
        version,
        file: script.file,
        statements: script.statements.length,
        transaction: script.piecemeal === undefined,
      }));
      const json = { version: 1, command: "down", dry_run: true, plan: steps };
      await writeResult(flags.format === "json" ? renderJson(json) : `${text}\n`, flags.output);
      return 0;
    }
    say(text);
    if (plan.steps.length === 0) return finish(flags, "down", { done: [], left: [] });
    const question = `Take back ${countOf(plan.steps.length, "migration")} on ${database.label}?`;
    if (!(await confirm(question, { yes: flags.yes === true, changes: "a database" }))) return declined();
    return finish(flags, "down", await runDown(database, plan, options));
  });
}

function downChoice(flags: DownFlags): DownChoice {
  if (flags.all === true) return { kind: "all" };
  return flags.to === undefined
    ? { kind: "steps", steps: flags.steps ?? 1 }
    : { kind: "to", version: flags.to };
}
