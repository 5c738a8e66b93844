import type { DownPlan } from "../../shared/runner/plan_down.ts";
import type { UpPlan, UpStep } from "../../shared/runner/plan_up.ts";
import type { ResetPlan } from "../../shared/runner/reset.ts";

/** `3 migrations`, `1 migration`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The plan of `up` in words. */
export function upPlanText(plan: UpPlan, label: string): string {
  if (plan.steps.length === 0) {
    return `${label} is up to date: ${countOf(plan.applied, "migration")} applied`;
  }
  return [
    `${label} has ${countOf(plan.applied, "migration")}; to be applied: ${plan.steps.length}`,
    ...plan.steps.map(stepLine),
  ].join("\n");
}

function stepLine({ script, done }: UpStep): string {
  const facts = [
    countOf(script.statements.length, "statement"),
    ...(script.piecemeal === undefined ? [] : [`not one transaction: ${script.piecemeal}`]),
    ...(done === 0 ? [] : [`goes on with statement ${done + 1}`]),
  ];
  return `  ${script.file}  (${facts.join("; ")})`;
}

/** The plan of `down` in words. */
export function downPlanText(plan: DownPlan, label: string): string {
  if (plan.steps.length === 0)
    return `nothing to take back: ${label} has ${countOf(plan.applied, "migration")}`;
  return [
    `${label} has ${countOf(plan.applied, "migration")}; to be taken back, newest first: ${plan.steps.length}`,
    ...plan.steps.map(({ version, script }) => {
      const piecemeal = script.piecemeal === undefined ? "" : `; not one transaction: ${script.piecemeal}`;
      return `  ${version} by ${script.file}  (${countOf(script.statements.length, "statement")}${piecemeal})`;
    }),
  ].join("\n");
}

/** How many dropped objects are named. */
const NAMED = 20;

/** The plan of `reset` in words. */
export function resetPlanText(plan: ResetPlan, label: string): string {
  const { dropped, up } = plan;
  const more = dropped.length - NAMED;
  return [
    `${label} is emptied: ${countOf(dropped.length, "object")} with all their rows, the users and the ledger`,
    ...dropped.slice(0, NAMED).map(({ kind, identity }) => `  drop ${kind} ${identity}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    "  roles, vault secrets, files in storage and the records of schema supawarden stay",
    `then applied: ${up.steps.length}`,
    ...up.steps.map(stepLine),
  ].join("\n");
}
