import { SupawardenError } from "../../shared/errors.ts";
import { renderJson } from "../../shared/report/json.ts";
import { planUp, type UpChoice, type UpPlan } from "../../shared/runner/plan_up.ts";
import { readRunnerState } from "../../shared/runner/runner_state.ts";
import { runUp } from "../../shared/runner/up.ts";
import { confirm } from "../confirm.ts";
import { declined, finish, isWhole, outcomeJson, sayEnd, warn } from "../migrate/finish.ts";
import type { UpFlags } from "../migrate/flags.ts";
import { outcomeText } from "../migrate/outcome_text.ts";
import { countOf, upPlanText } from "../migrate/plan_text.ts";
import { type Work, withWork } from "../migrate/work.ts";
import { writeResult } from "../output.ts";
import { say } from "../terminal.ts";

/** Applies pending migrations. Returns the exit code. */
export function runMigrateUp(flags: UpFlags): Promise<number> {
  if (flags.shadow === true && flags.dryRun !== true) {
    throw new SupawardenError("usage", "--shadow goes with --dry-run", {
      hint: "A dry run on a copy of the schema is `migrate up --dry-run --shadow`.",
    });
  }
  return withWork(flags, async ({ database, folder, options }) => {
    const choice: UpChoice = {
      ...(flags.to === undefined ? {} : { to: flags.to }),
      ...(flags.steps === undefined ? {} : { steps: flags.steps }),
      includeAll: flags.includeAll === true,
    };
    const state = await readRunnerState(database, folder, options.parser);
    const plan = await planUp(state, { folder, choice, parser: options.parser });
    warn(flags, plan.warnings);
    const text = upPlanText(plan, database.label);
    if (flags.dryRun === true) return dryUp(flags, { plan, text, work: { database, options } });
    say(text);
    if (plan.steps.length === 0) return finish(flags, "up", { done: [], left: [] });
    const question = `Apply ${countOf(plan.steps.length, "migration")} to ${database.label}?`;
    if (!(await confirm(question, { yes: flags.yes === true, changes: "a database" }))) return declined();
    return finish(flags, "up", await runUp(database, { plan, folder, choice }, options));
  });
}

async function dryUp(
  flags: UpFlags,
  {
    plan,
    text,
    work,
  }: { readonly plan: UpPlan; readonly text: string; readonly work: Pick<Work, "database" | "options"> },
): Promise<number> {
  // Loads the embedded database, which nothing else here needs.
  const trial =
    flags.shadow === true && plan.steps.length > 0
      ? await (await import("../migrate/shadow_trial.ts")).tryOnShadow(work.database, plan, work.options)
      : undefined;
  if (trial !== undefined) {
    for (const note of trial.notes) say(`note: the copy is not the original: ${note}`);
    sayEnd(flags, trial.outcome);
  }
  const json = {
    version: 1,
    command: "up",
    dry_run: true,
    plan: plan.steps.map(({ script, done }) => ({
      version: script.version,
      file: script.file,
      statements: script.statements.length,
      transaction: script.piecemeal === undefined,
      ...(script.piecemeal === undefined ? {} : { reason: script.piecemeal }),
      ...(done === 0 ? {} : { statements_done: done }),
    })),
    ...(trial === undefined ? {} : { shadow: { ...outcomeJson(trial.outcome), notes: trial.notes } }),
  };
  const tried =
    trial === undefined ? "" : `on a copy of the schema:\n${outcomeText(trial.outcome, "applied")}`;
  await writeResult(flags.format === "json" ? renderJson(json) : `${text}\n${tried}`, flags.output);
  return trial === undefined || isWhole(trial.outcome) ? 0 : 1;
}
