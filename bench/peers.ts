import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { openServer } from "../src/shared/database/server.ts";

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
  const answer: unknown = JSON.parse(stdout);
  const found = Array.isArray(answer) ? answer : Object.values(answer as object).find(Array.isArray);
  return { seconds: took, findings: found?.length ?? 0 };
}
