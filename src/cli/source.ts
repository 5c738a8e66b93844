import { existsSync } from "node:fs";
import { SupawardenError } from "../shared/errors.ts";
import type { ShadowFlags, SourceFlags } from "./flags.ts";
import { rememberPassword } from "./redact.ts";

/** Which database is read. */
export type SourceChoice =
  | { readonly kind: "database"; readonly url: string; readonly from: string }
  | { readonly kind: "migrations"; readonly folder: string }
  | { readonly kind: "snapshot"; readonly file: string };

/** The folder that is read when nothing else is named. */
export const DEFAULT_MIGRATIONS = "supabase/migrations";

const VARIABLES = ["SUPABASE_DB_URL", "DATABASE_URL"] as const;

/**
 * Chooses the one database: a flag, else the environment, else the project's migrations folder.
 * @throws SupawardenError `usage` for two flags, none of all, or a text that cannot be a connection string.
 */
export function chooseSource(flags: SourceFlags, environment: NodeJS.ProcessEnv = process.env): SourceChoice {
  const given = [
    ...(flags.dbUrl === undefined ? [] : ["--db-url"]),
    ...(flags.migrations === undefined ? [] : ["--migrations"]),
    ...(flags.snapshot === undefined ? [] : ["--snapshot"]),
  ];
  if (flags.dbUrl !== undefined) rememberPassword(flags.dbUrl);
  if (given.length > 1) {
    throw new SupawardenError("usage", `${given.join(" and ")} exclude each other`, {
      hint: "Name one database.",
    });
  }
  if (flags.dbUrl !== undefined) return live(flags.dbUrl, "--db-url");
  if (flags.migrations !== undefined) return { kind: "migrations", folder: flags.migrations };
  if (flags.snapshot !== undefined) return { kind: "snapshot", file: flags.snapshot };
  for (const name of VARIABLES) {
    const url = environment[name];
    if (url !== undefined && url !== "") return live(url, name);
  }
  if (existsSync(DEFAULT_MIGRATIONS)) return { kind: "migrations", folder: DEFAULT_MIGRATIONS };
  throw new SupawardenError("usage", "no database was named", {
    hint: `Give --db-url, --migrations or --snapshot, set ${VARIABLES[0]}, or run in a project with ${DEFAULT_MIGRATIONS}.`,
  });
}

/**
 * The connection string of a command that works on a live database: the flag's, else the environment's.
 * @throws SupawardenError `usage` when there is none, or a text that cannot be one.
 */
export function chooseUrl(flag: string | undefined, environment: NodeJS.ProcessEnv = process.env): string {
  if (flag !== undefined) return live(flag, "--db-url").url;
  for (const name of VARIABLES) {
    const url = environment[name];
    if (url !== undefined && url !== "") return live(url, name).url;
  }
  throw new SupawardenError("usage", "no database was named", {
    hint: `Give --db-url, or set ${VARIABLES.join(" or ")}.`,
  });
}

/** Throws SupawardenError `usage` when a shadow is chosen and nothing is replayed on one. */
export function refuseIdleShadow(flags: ShadowFlags, choice: SourceChoice): void {
  if (choice.kind === "migrations") return;
  const given = flags.postgres === undefined ? flags.shadowUrl && "--shadow-url" : "--postgres";
  if (given === undefined) return;
  const source = choice.kind === "snapshot" ? "a saved snapshot" : "a live database";
  throw new SupawardenError("usage", `${given} needs a migrations folder: ${source} is not replayed`, {
    hint: "Name the folder by --migrations, or leave the flag out.",
  });
}

/**
 * A connection string that names what it seems to name: an unencoded password would move into host or path.
 * @throws SupawardenError `usage` when it does not.
 */
function live(url: string, from: string): Extract<SourceChoice, { kind: "database" }> {
  rememberPassword(url);
  const authority = url.replace(/^[a-z]+:\/\//i, "");
  if ((authority.match(/@/g) ?? []).length > 1 || /#/.test(url) || /[/?].*@/.test(authority)) {
    throw new SupawardenError(
      "usage",
      `the database URL of ${from} has an unencoded character in its password`,
      {
        hint: "Percent-encode it: @ is %40, / is %2F, # is %23, ? is %3F, : is %3A.",
      },
    );
  }
  return { kind: "database", url, from };
}
