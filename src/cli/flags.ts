import type { Command, Option } from "commander";
import { EMBEDDED_MAJORS } from "../shared/database/engine.ts";
import { SupawardenError } from "../shared/errors.ts";
import { CATEGORIES, type Category, SEVERITIES, type Severity } from "../shared/findings/finding.ts";
import { nearest } from "../shared/nearest.ts";
import { RULES } from "../shared/rules/mod.ts";
import { choiceOption } from "./choice_option.ts";
import { DEFAULT_CONFIG } from "./config_file.ts";
import type { ColorChoice } from "./terminal.ts";

/** Formats of a report or verdict. */
export const FORMATS = [
  "text",
  "json",
  "sarif",
  "junit",
  "markdown",
  "github",
  "gitlab",
  "csv",
  "html",
] as const;
/** Format of a report or verdict. */
export type Format = (typeof FORMATS)[number];

/** Flags of every command that prints findings. */
export interface ReportFlags {
  readonly format: Format;
  readonly output?: string;
  readonly config?: string;
  readonly failOn: Severity | "none";
  readonly rule?: readonly string[];
  readonly category?: readonly string[];
  readonly color: ColorChoice;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Flags that say which database is read. */
export interface SourceFlags {
  readonly dbUrl?: string;
  readonly migrations?: string;
  readonly snapshot?: string;
}

/** Flags that say where migrations are replayed. */
export interface ShadowFlags {
  readonly postgres?: "17" | "18";
  readonly shadowUrl?: string;
}

/** Adds the flags that choose the shadow database. */
export function addShadowFlags(command: Command): Command {
  return command
    .optionsGroup("Shadow database:")
    .addOption(
      choiceOption({
        flags: "--postgres <version>",
        description: "version of the embedded Postgres (default: [db] major_version of config.toml, else 17)",
        choices: EMBEDDED_MAJORS.map(String),
      }),
    )
    .option("--shadow-url <url>", "a server to replay on, in a database of its own, as superuser");
}

/** Adds the flags that name the database. */
export function addSourceFlags(command: Command): Command {
  return command
    .optionsGroup("Input (exactly one; otherwise the environment, then ./supabase/migrations):")
    .option("--db-url <url>", "live database; env SUPABASE_DB_URL, then DATABASE_URL")
    .option("--migrations <dir>", "replay a migrations folder on the embedded shadow database")
    .option("--snapshot <file>", "catalog snapshot written by audit --save-snapshot");
}

/** Adds the flag that names the expected side. */
export function addManifestFlag(command: Command, use: string): Command {
  return command
    .optionsGroup("Expected state:")
    .option("--manifest <file>", `written by supawarden manifest; ${use}`);
}

/** Flags that name the expected side. */
export interface ExpectedFlags {
  readonly manifest?: string;
  readonly migrations?: string;
}

/** Adds the flags that choose rules. */
export function addRuleFlags(command: Command): Command {
  return command
    .optionsGroup("Rules:")
    .option("--rule <id...>", "only these rules")
    .option("--category <name...>", `only these categories (${CATEGORIES.join(", ")})`);
}

/** Adds the flag that runs the command again at every change of its migrations. */
export function addWatchFlag(command: Command, reads = ""): Command {
  return command
    .optionsGroup("Watching:")
    .option(
      "--watch",
      `${reads}run again whenever a migration or the configuration changes, until Ctrl-C; exits as the last run`,
    );
}

/** Adds the flags that judge and print the result. */
export function addReportFlags(command: Command): Command {
  command
    .optionsGroup("Judgement:")
    .option("--config <file>", `configuration (default: ${DEFAULT_CONFIG}, if there is one)`);
  return addOutputFlags(addFailOn(command));
}

/** Adds the threshold of the exit code. */
export function addFailOn(command: Command): Command {
  return command.optionsGroup("Judgement:").addOption(
    choiceOption({
      flags: "--fail-on <severity>",
      description: "least severity that makes the exit code 1",
      choices: ["none", ...[...SEVERITIES].reverse()],
    }).default("error"),
  );
}

/** Adds the flags that say how a result is written. */
export function addOutputFlags(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .addOption(formatOption(FORMATS))
    .option("--output <file>", "write results to a file instead of stdout")
    .addOption(colorOption())
    .option("--quiet", "leave out findings of severity info, progress and messages")
    .option("--debug", "print stacks of errors");
}

/** The flag for the format of results, which is text unless another is named. */
export function formatOption(choices: readonly string[]): Option {
  return choiceOption({ flags: "--format <name>", description: "how results are written", choices }).default(
    "text",
  );
}

/** The colour flag, for commands that print no findings as well. */
export function colorOption(): Option {
  return choiceOption({
    flags: "--color <when>",
    description: "colour of text output; NO_COLOR is honoured",
    choices: ["auto", "always", "never"],
  }).default("auto");
}

/** The chosen rules and categories. Throws SupawardenError `usage` for one that does not exist, and where no rule is of both. */
export function readSelection(flags: Pick<ReportFlags, "rule" | "category">): {
  readonly rules?: readonly string[];
  readonly categories?: readonly Category[];
} {
  const rules = flags.rule?.map((id) =>
    known("rule", { word: id, candidates: RULES.map((rule) => rule.id) }),
  );
  const categories = flags.category?.map((name) => known("category", { word: name, candidates: CATEGORIES }));
  if (rules !== undefined && categories !== undefined) {
    const isLeft = RULES.some((rule) => rules.includes(rule.id) && categories.includes(rule.category));
    if (!isLeft) {
      throw new SupawardenError("usage", "none of the rules of --rule is of a category of --category", {
        hint: "A rule is judged where both name it; `supawarden rules` lists rules and categories.",
      });
    }
  }
  return {
    ...(rules === undefined ? {} : { rules }),
    ...(categories === undefined ? {} : { categories: categories as readonly Category[] }),
  };
}

/** The word itself when it is one of the candidates; otherwise a usage error with the nearest one. */
export function known(
  noun: string,
  choice: { readonly word: string; readonly candidates: readonly string[] },
): string {
  if (choice.candidates.includes(choice.word)) return choice.word;
  const close = nearest(choice.word, choice.candidates);
  throw new SupawardenError(
    "usage",
    `unknown ${noun} "${choice.word}"${close === undefined ? "" : `, did you mean "${close}"?`}`,
    { hint: "`supawarden rules` lists rules and categories." },
  );
}
