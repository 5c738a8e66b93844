import { extract } from "@supabase/pg-delta/extract";

// What pg-delta reads of a database, in a process of its own, with the driver that it brings and is made for: prints one
// line of JSON. Argument: database.
const driver: string = "pg";
type Pool = Parameters<typeof extract>[0] & {
  query(sql: string): Promise<unknown>;
  end(): Promise<void>;
};
const { default: pg } = (await import(driver)) as {
  readonly default: { readonly Pool: new (options: { connectionString: string; max: number }) => Pool };
};
const pool = new pg.Pool({ connectionString: process.argv[2] ?? "", max: 1 });
try {
  await pool.query("select 1");
  const memory = process.memoryUsage().rss;
  const start = performance.now();
  const { factBase } = await extract(pool, { statementTimeoutMs: 600_000 });
  const end = performance.now();
  console.log(
    JSON.stringify({
      seconds: (end - start) / 1000,
      growth_mb: process.resourceUsage().maxRSS / 1024 - memory / 1024 ** 2,
      facts: factBase.facts().length,
    }),
  );
} finally {
  await pool.end();
}
