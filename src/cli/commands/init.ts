import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { auditSnapshot } from "../../shared/audit/run.ts";
import { SupawardenError } from "../../shared/errors.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import { counted } from "../../shared/report/summary_line.ts";
import { confirm } from "../confirm.ts";
import { installPlan } from "../init/install.ts";
import { readRecord } from "../init/install_record.ts";
import type { PlannedFile } from "../init/planned_file.ts";
import { carryOut, openProject, type Project } from "../init/project.ts";
import { uninstallPlan } from "../init/uninstall.ts";
import { withSource } from "../open_source.ts";
import { writeResult } from "../output.ts";
import { DEFAULT_MIGRATIONS } from "../source.ts";
import { createProgress, say } from "../terminal.ts";

/** Flags of `init`. */
export interface InitFlags {
  readonly dbUrl?: string;
  readonly owner?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly uninstall?: boolean;
  readonly dropData?: boolean;
  readonly yes?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

const run = promisify(execFile);

/** Puts Supawarden into the Supabase project in the current folder, or takes it out. Returns the exit code. */
export async function runInit(flags: InitFlags): Promise<number> {
  if (flags.dropData === true && flags.uninstall !== true) {
    throw new SupawardenError("usage", "--drop-data goes with --uninstall", {
      hint: "It adds a migration that drops schema supawarden with all its history.",
    });
  }
  const project = await openProject(process.cwd());
  const record = await readRecord(project);
  const now = new Date().toISOString();
  if (flags.uninstall === true) {
    if (record === undefined) {
      throw new SupawardenError("usage", "nothing is installed here", {
        hint: "supabase/supawarden.json, which `supawarden init` writes, is not there.",
      });
    }
    const steps = await uninstallPlan(project, { record, dropData: flags.dropData === true, now });
    return offer(project, { steps, flags, after: AFTER_UNINSTALL });
  }
  const { steps, warnings } = await installPlan(project, {
    record,
    force: flags.force === true,
    now,
    owner: flags.owner ?? (await ownerOf(project)),
    branch: await branchOf(project),
    findings: () => todaysFindings(project, flags),
  });
  for (const warning of warnings) say(`warning: ${warning}`);
  return offer(project, { steps, flags, after: AFTER_INSTALL });
}

async function offer(
  project: Project,
  request: { readonly steps: readonly PlannedFile[]; readonly flags: InitFlags; readonly after: string },
): Promise<number> {
  const { steps, flags, after } = request;
  const changes = steps.filter((step) => step.action !== "keep");
  await writeResult(planText(steps), undefined);
  if (changes.length === 0) {
    say("Nothing to do: everything is as it should be.");
    return 0;
  }
  if (flags.dryRun === true) return 0;
  const question = `Write ${counted(changes.length, "file")} in ${project.folder}?`;
  if (!(await confirm(question, { yes: flags.yes === true, changes: "files of the project" }))) {
    say("Nothing was written.");
    return 0;
  }
  await carryOut(project, steps);
  if (flags.quiet !== true) say(after);
  return 0;
}

function planText(steps: readonly PlannedFile[]): string {
  const width = Math.max(...steps.map((step) => step.path.length));
  return steps
    .map(({ action, path, note }) =>
      `${action.padEnd(6)}  ${note === undefined ? path : path.padEnd(width)}  ${note ?? ""}`.trimEnd(),
    )
    .join("\n")
    .concat("\n");
}

/** What the folder's own replay, or the live database, has today. */
async function todaysFindings(project: Project, flags: InitFlags): Promise<readonly Finding[]> {
  const folder = join(project.folder, DEFAULT_MIGRATIONS);
  const isEmpty = !(await project.list(DEFAULT_MIGRATIONS)).some((name) => name.endsWith(".sql"));
  if (flags.dbUrl === undefined && isEmpty) return [];
  const choice =
    flags.dbUrl === undefined
      ? ({ kind: "migrations", folder } as const)
      : ({ kind: "database", url: flags.dbUrl, from: "--db-url" } as const);
  const clock = () => new Date().toISOString();
  const progress = createProgress(flags.quiet === true);
  return withSource(choice, { config: {}, clock, progress, shadow: {} }, async (opened) => {
    progress.show("looking for today's findings");
    const report = await auditSnapshot(await opened.snapshot(), {
      config: {},
      trigger: "cli",
      source: opened.source,
      clock,
      newId: randomUUID,
      extraFindings: opened.extraFindings,
    });
    return report.findings;
  });
}

async function ownerOf(project: Project): Promise<string> {
  return (await git(project, "config", "user.email")) ?? userInfo().username;
}

async function branchOf(project: Project): Promise<string> {
  const remote = await git(project, "symbolic-ref", "--short", "refs/remotes/origin/HEAD");
  return remote?.replace(/^origin\//, "") ?? (await git(project, "branch", "--show-current")) ?? "main";
}

/** What git answers; nothing outside of a repository or without git. */
async function git(project: Project, ...words: readonly string[]): Promise<string | undefined> {
  const answer = await run("git", ["-C", project.folder, ...words]).catch(() => undefined);
  const text = answer?.stdout.trim();
  return text === "" ? undefined : text;
}

const AFTER_INSTALL = `
Next:
  1. export SUPAWARDEN_TRIGGER_TOKEN="$(openssl rand -hex 32)"
     export SUPAWARDEN_URL="https://<project>.supabase.co/functions/v1/audit"
  2. supabase db push                     makes schema supawarden, the schedule and the Vault secrets
  3. supabase secrets set SUPAWARDEN_TRIGGER_TOKEN="$SUPAWARDEN_TRIGGER_TOKEN"
     supabase functions deploy audit verify
  4. supawarden doctor --db-url … --url https://<project>.supabase.co`;

const AFTER_UNINSTALL = `
Next:
  1. supabase db push                     ends the schedule
  2. supabase functions delete audit; supabase functions delete verify`;
