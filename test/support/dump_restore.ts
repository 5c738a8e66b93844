import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isPlatformSchema } from "../../src/shared/catalog/scope.ts";
import { onDatabase } from "./test_cluster.ts";

const run = promisify(execFile);

/**
 * Dumps what is the user's in a database of Debian's server with its pg_dump and restores it with its pg_restore into
 * another, which holds the prelude and may be of a later version. Roles are not in a dump: both servers must have them.
 */
export async function dumpAndRestore(from: string, into: string): Promise<void> {
  const bin = (await run("pg_config", ["--bindir"])).stdout.trim();
  const folder = await mkdtemp(join(tmpdir(), "supawarden-dump-"));
  try {
    const dump = join(folder, "dump");
    const list = join(folder, "list");
    await run(join(bin, "pg_dump"), ["--no-password", "--format=custom", "--file", dump, from]);
    const contents = (await run(join(bin, "pg_restore"), ["--list", dump])).stdout;
    const present = await triggersAndPolicies(into);
    // A dump says what was granted, not what was revoked from a default; it sets the defaults last.
    await onDatabase(into, (database) =>
      database.execute(
        ["tables", "sequences", "functions"]
          .map(
            (kind) =>
              `alter default privileges in schema public revoke all on ${kind} from anon, authenticated, service_role;`,
          )
          .join("\n"),
      ),
    );
    await writeFile(
      list,
      contents
        .split("\n")
        .filter((line) => isUsers(line, present))
        .join("\n"),
    );
    // The script is written first: a later server may refuse a setting of it, and nothing else.
    const { stdout: script } = await run(join(bin, "pg_restore"), ["--use-list", list, "--file", "-", dump], {
      maxBuffer: 1024 ** 3,
    });
    const restoring = run(join(bin, "psql"), ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", into], {
      maxBuffer: 1024 ** 3,
    });
    restoring.child.stdin?.end(script);
    await restoring;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function triggersAndPolicies(url: string): Promise<ReadonlySet<string>> {
  const rows = await onDatabase(url, (database) =>
    database.query<{ name: string }>(`
      select concat_ws(' ', tgrelid::regclass, tgname) as name from pg_trigger
      union select concat_ws(' ', polrelid::regclass, polname) from pg_policy`),
  );
  return new Set(rows.map(({ name }) => name));
}

/** Whether the line of the list of a dump is about the user's: not an extension, not the platform's own. */
function isUsers(line: string, present: ReadonlySet<string>): boolean {
  const parts = /^\d+; \d+ \d+ ([A-Z]+(?: [A-Z]+)*) (\S+) (.*)$/.exec(line);
  if (parts === null) return line.startsWith(";") || line === "";
  const [, type = "", schema = "", name = ""] = parts;
  if (type === "EXTENSION" || name.startsWith("EXTENSION ")) return false;
  if (type === "TRIGGER" || type === "POLICY") {
    return ![...present].some((known) => `${schema}.${name} `.startsWith(`${known} `));
  }
  const own = /^(?:SCHEMA )?(\S+)/.exec(name)?.[1] ?? "";
  if (schema === "-" && (type === "SCHEMA" || name.startsWith("SCHEMA ")))
    return !isPlatformSchema(own) && own !== "public";
  if (type === "PUBLICATION") return !name.startsWith("supabase_realtime");
  return !isPlatformSchema(schema);
}
