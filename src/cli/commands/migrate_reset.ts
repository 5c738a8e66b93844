import { SupawardenError } from "../../shared/errors.ts";
import { renderJson } from "../../shared/report/json.ts";
import type { UpChoice } from "../../shared/runner/plan_up.ts";
import { databaseName, productionSigns } from "../../shared/runner/production.ts";
import { planReset, runReset } from "../../shared/runner/reset.ts";
import { confirm } from "../confirm.ts";
import { declined, finish, warn } from "../migrate/finish.ts";
import type { ResetFlags } from "../migrate/flags.ts";
import { resetPlanText } from "../migrate/plan_text.ts";
import { withWork } from "../migrate/work.ts";
import { writeResult } from "../output.ts";
import { say } from "../terminal.ts";

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
