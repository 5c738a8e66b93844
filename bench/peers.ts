import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { openServer } from "../src/shared/database/server.ts";
import { onDatabase } from "../test/support/test_cluster.ts";

const run = promisify(execFile);

/** How long a peer took and how much it found. */
export interface PeerRun {
  readonly seconds: number;
  readonly findings: number;
}

/** splinter's own query, from the file that `SPLINTER_SQL` names, with the schemas that an API session would serve. */
export async function runSplinter(url: string, file: string, schemas: readonly string[]): Promise<PeerRun> {
  const query = await readFile(file, "utf8");
  const database = openServer({ url });
  try {
    return await database.transaction("snapshot", async (session) => {
      await session.query("select set_config('pgrst.db_schemas', $1, true)", [schemas.join(", ")]);
      const start = performance.now();
      // The file sets its path first, so that the answer is that of the last statement.
      const [setting, ...rest] = query.split(";");
      await session.execute(setting ?? "");
      const rows = await session.query(rest.join(";"));
      return { seconds: (performance.now() - start) / 1000, findings: rows.length };
    });
  } finally {
    await database.close();
  }
}

/** `supabase db advisors`, the whole command, its start included. */
export async function runAdvisors(url: string): Promise<PeerRun> {
  const start = performance.now();
  const { stdout } = await run(
    "npx",
    [
      "--no-install",
      "supabase",
      "db",
      "advisors",
      "--db-url",
      `${url}?sslmode=disable`,
      "--level",
      "info",
      "--output-format",
      "json",
    ],
    { env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1" }, maxBuffer: 1024 ** 3 },
  );
  const took = (performance.now() - start) / 1000;
  const { results } = JSON.parse(stdout) as { readonly results: readonly unknown[] };
  return { seconds: took, findings: results.length };
}

/** Why pg_dump cannot be measured here, or nothing: it reads servers of its own major version and older ones. */
export async function pgDumpMissing(url: string): Promise<string | undefined> {
  const found = await run("pg_dump", ["--version"]).catch(() => undefined);
  if (found === undefined) return "no pg_dump is on the PATH";
  const own = Number(/\) (\d+)/.exec(found.stdout)?.[1]);
  const [row] = await onDatabase(url, (database) =>
    database.query<{ version: number }>("select current_setting('server_version_num')::int4 as version"),
  );
  const server = Math.trunc((row?.version ?? 0) / 10_000);
  return own >= server ? undefined : `pg_dump on the PATH is of version ${own}, the server of ${server}`;
}

/** `pg_dump --schema-only`, in seconds. */
export async function runPgDump(url: string): Promise<number> {
  const start = performance.now();
  await run("pg_dump", ["--schema-only", "--file", "/dev/null", url]);
  return (performance.now() - start) / 1000;
}
