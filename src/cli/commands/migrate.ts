import { SupawardenError } from "../../shared/errors.ts";
import { renderJson } from "../../shared/report/json.ts";
import { runDown } from "../../shared/runner/down.ts";
import { type DownChoice, planDown } from "../../shared/runner/plan_down.ts";
import { planUp, type UpChoice, type UpPlan } from "../../shared/runner/plan_up.ts";
import { databaseName, productionSigns } from "../../shared/runner/production.ts";
import { planReset, runReset } from "../../shared/runner/reset.ts";
import type { RunOptions, RunOutcome } from "../../shared/runner/run_options.ts";
import { type MigrationFolder, readRunnerState } from "../../shared/runner/runner_state.ts";
import { runUp } from "../../shared/runner/up.ts";
import { confirm } from "../confirm.ts";
import type { ChangeFlags, DownFlags, ResetFlags, UpFlags } from "../migrate/flags.ts";
import { interruptible } from "../migrate/interrupt.ts";
import { runOptions } from "../migrate/options.ts";
import { failureText, outcomeText } from "../migrate/outcome_text.ts";
import { countOf, downPlanText, resetPlanText, upPlanText } from "../migrate/plan_text.ts";
import { readMigrationFolder } from "../migrate/read_folder.ts";
import { tryOnShadow } from "../migrate/shadow_trial.ts";
import { type MigrateTarget, withTarget } from "../migrate/target.ts";
import { createTeller } from "../migrate/tell_events.ts";
import { writeResult } from "../output.ts";
import { createPaint, say, wantsColor } from "../terminal.ts";

/** What a changing command works with. */
interface Work extends MigrateTarget {
  readonly folder: MigrationFolder;
  readonly options: RunOptions;
}

/** Opens everything that a changing command needs, and closes it however that ends. */
async function withWork(flags: ChangeFlags, body: (work: Work) => Promise<number>): Promise<number> {
  const folder = await readMigrationFolder(flags.migrations);
  const teller = createTeller(flags.quiet === true);
  const changes = flags.dryRun !== true;
  return withTarget({ dbUrl: flags.dbUrl, changes, onNotice: teller.onNotice }, async (target) => {
    const interrupt = interruptible({ cancel: target.cancel, say });
    try {
      const options = await runOptions(flags, { teller, interrupt });
      return await body({ ...target, folder, options });
    } finally {
      interrupt.release();
      teller.clear();
    }
  });
}

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
  const trial =
    flags.shadow === true && plan.steps.length > 0
      ? await tryOnShadow(work.database, plan, work.options)
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

/** Empties the database and applies the migrations anew. Returns the exit code. */
export function runMigrateReset(flags: ResetFlags): Promise<number> {
  return withWork(flags, async ({ database, target, folder, options }) => {
    const choice: UpChoice = flags.to === undefined ? {} : { to: flags.to };
    const plan = await planReset(database, { folder, choice }, options);
    warn(flags, plan.up.warnings);
    const signs = await productionSigns(database, target);
    const name = databaseName(target);
    const text = resetPlanText(plan, database.label);
    if (flags.dryRun === true) {
      const json = {
        version: 1,
        command: "reset",
        dry_run: true,
        database: name,
        production_signs: signs,
        dropped: plan.dropped.map(({ kind, identity }) => ({ kind, identity })),
        plan: plan.up.steps.map(({ script }) => ({ version: script.version, file: script.file })),
      };
      const said = signs.map((sign) => `looks like production: ${sign}\n`).join("");
      await writeResult(flags.format === "json" ? renderJson(json) : `${text}\n${said}`, flags.output);
      return 0;
    }
    refuseProduction(signs, { name, given: flags.production });
    say(text);
    const question = `Empty ${database.label}? Its rows are lost.`;
    if (!(await confirm(question, { yes: flags.yes === true, changes: "a database" }))) return declined();
    const outcome = await runReset(database, { plan, folder }, options);
    return finish(flags, "reset", outcome, { dropped: outcome.dropped, emptied: outcome.emptied });
  });
}

function refuseProduction(
  signs: readonly string[],
  { name, given }: { readonly name: string; readonly given: string | undefined },
): void {
  if (given !== undefined && given !== name) {
    throw new SupawardenError("usage", `the database is ${name}, not ${given}`, {
      hint: "--production names the database that may be emptied. Nothing was changed.",
    });
  }
  if (signs.length === 0 || given === name) return;
  throw new SupawardenError("usage", `this looks like production: ${signs.join("; ")}`, {
    hint: `Nothing was changed. If all of it may be lost, name it: --production ${name}`,
  });
}

function warn(flags: ChangeFlags, warnings: readonly string[]): void {
  if (flags.quiet === true) return;
  for (const warning of warnings) say(`warning: ${warning}`);
}

function declined(): number {
  say("Nothing was changed.");
  return 2;
}

/** Prints how a run ended and returns the exit code. */
async function finish(
  flags: ChangeFlags,
  command: "up" | "down" | "reset",
  outcome: RunOutcome,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  sayEnd(flags, outcome);
  const json = { version: 1, command, ...more, ...outcomeJson(outcome) };
  const text = outcomeText(outcome, command === "down" ? "taken back" : "applied");
  await writeResult(flags.format === "json" ? renderJson(json) : text, flags.output);
  return isWhole(outcome) ? 0 : 2;
}

function isWhole(outcome: RunOutcome): boolean {
  return outcome.failure === undefined && outcome.interrupted === undefined;
}

function sayEnd(flags: ChangeFlags, { failure, interrupted, done }: RunOutcome): void {
  const before = done.length === 0 ? "" : ` ${countOf(done.length, "migration")} before it stay.`;
  if (failure !== undefined) {
    const paint = createPaint(wantsColor(flags.color, process.stderr));
    say(failureText({ ...failure, state: `${failure.state}${before}` }, paint));
  }
  if (interrupted !== undefined) say(`stopped: ${interrupted}${before}`);
}

function outcomeJson(outcome: RunOutcome) {
  const { done, left, failure, interrupted } = outcome;
  return {
    done,
    left,
    ...(failure === undefined ? {} : { failure }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}
