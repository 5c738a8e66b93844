import type { Database } from "../src/shared/database/database.ts";
import { type BenchDatabase, openWithFreshStore } from "./databases.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import type { InvocationUse } from "./isolate.ts";

/** A night as pg_cron starts it: by the trigger token, answered at once, in the background. */
export interface FunctionNight {
  /** From the request to the end of the run, the starts of processes included. */
  readonly seconds: number;
  readonly invocations: readonly InvocationUse[];
}

/** Nights one after the other: nothing known; a table made since; nothing changed since. */
export const NIGHTS = ["first night", "night after a change", "unchanged night"] as const;
export type NightName = (typeof NIGHTS)[number];

const TOKEN = "bench-trigger-token";
/** How long a run may take, in milliseconds. */
const RUN_WITHIN = 600_000;

/** The nights of one database through the function. */
export async function runNights(target: BenchDatabase): Promise<Readonly<Record<NightName, FunctionNight>>> {
  const database = await openWithFreshStore(target);
  try {
    const gateway = await startGateway({
      SUPABASE_DB_URL: target.url,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_bench" }),
      SUPAWARDEN_TRIGGER_TOKEN: TOKEN,
    });
    try {
      const first = await runNight(gateway, database, { unchanged: false });
      await database.execute("create table public.bench_change (id bigint primary key)");
      const changed = await runNight(gateway, database, { unchanged: false });
      const unchanged = await runNight(gateway, database, { unchanged: true });
      return { "first night": first, "night after a change": changed, "unchanged night": unchanged };
    } finally {
      await gateway.close();
    }
  } finally {
    await database.execute("drop table if exists public.bench_change").catch(() => undefined);
    await database.close();
  }
}

async function runNight(
  gateway: Gateway,
  database: Database,
  expected: { readonly unchanged: boolean },
): Promise<FunctionNight> {
  const start = performance.now();
  const answer = await fetch(`${gateway.url}/functions/v1/audit`, {
    method: "POST",
    headers: { "x-supawarden-token": TOKEN, "content-type": "application/json" },
    body: "{}",
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`the function answered ${answer.status}: ${text}`);
  const { id } = JSON.parse(text) as { readonly id: string };
  const unchanged = await runEnd(database, id).catch((error: unknown) => {
    console.error(gateway.output().slice(-2_000));
    throw error;
  });
  const seconds = (performance.now() - start) / 1000;
  const invocations = await gateway.finish();
  if (unchanged !== expected.unchanged) {
    throw new Error(`the night was ${unchanged ? "" : "not "}one that found nothing changed`);
  }
  return { seconds, invocations };
}

/** Waits until a run is over; tells whether it found nothing changed. */
async function runEnd(database: Database, id: string): Promise<boolean> {
  for (const deadline = Date.now() + RUN_WITHIN; Date.now() < deadline; ) {
    const [run] = await database.query<{ status: string; error: string | null; unchanged: boolean }>(
      "select status, error, unchanged_since is not null as unchanged from supawarden.runs where id = $1::uuid",
      [id],
    );
    if (run?.status === "succeeded") return run.unchanged;
    if (run !== undefined && run.status !== "running") throw new Error(`the run ${run.status}: ${run.error}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the run did not end");
}
