import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { messageOf } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";

const run = promisify(execFile);

/** A dump of many thousand tables is some megabytes. */
const LARGEST_DUMP = 1024 * 1024 * 1024;

/**
 * The schema of a database by the installed pg_dump. The password goes by the environment, where other users of the
 * machine do not see it.
 * @param major version of the server; an older pg_dump refuses it.
 * @throws SupawardenError `unavailable` when there is no pg_dump of that version, or it fails.
 */
export async function dumpServer(
  url: string,
  { command, major }: { readonly command: string; readonly major: number },
): Promise<string> {
  const version = await versionOf(command);
  if (version === undefined || version < major) {
    throw new SupawardenError(
      "unavailable",
      version === undefined
        ? `there is no ${command}, which the proof needs as its second observer`
        : `${command} is of version ${version}, too old for the server, which is Postgres ${major}`,
      {
        hint: "Install the client programs of that version, or name them by --pg-dump; without --shadow-url the embedded Postgres brings its own.",
      },
    );
  }
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = "";
  try {
    const { stdout } = await run(command, ["--schema-only", "--dbname", target.href], {
      env: { ...process.env, ...(password === "" ? {} : { PGPASSWORD: password }) },
      maxBuffer: LARGEST_DUMP,
    });
    return stdout;
  } catch (error) {
    throw new SupawardenError(
      "unavailable",
      `${command} failed on the shadow database: ${messageOf(error).split("\n").at(-1) ?? ""}`,
      {
        hint: "Without it there is no proof; --debug prints all it said.",
        cause: error,
      },
    );
  }
}

async function versionOf(command: string): Promise<number | undefined> {
  try {
    const { stdout } = await run(command, ["--version"]);
    const major = /(\d+)(?:\.\d+|devel|beta|rc)/.exec(stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}
