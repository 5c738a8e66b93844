import { Cron } from "croner";
import type { Database } from "../../shared/database/database.ts";

/** Every night at 03:00 UTC, as the schedule of the functions. */
const NIGHTLY = "0 3 * * *";

/** Runs the work every night; one run at a time. Returns the function that ends it. */
export function startSchedule(work: () => Promise<unknown>): { readonly next: Date | null; stop(): void } {
  const job = new Cron(NIGHTLY, { timezone: "UTC", protect: true, unref: true, catch: true }, async () => {
    await work();
  });
  return { next: job.nextRun(), stop: () => job.stop() };
}

/** Whether the database has a pg_cron of its own, which then starts the audits. */
export async function hasCron(database: Database): Promise<boolean> {
  // The embedded one has a stand-in of it, which never runs anything.
  if (database.kind === "embedded") return false;
  const [row] = await database.query<{ found: boolean }>(
    "select exists (select from pg_catalog.pg_extension where extname = 'pg_cron') as found",
  );
  return row?.found === true;
}
