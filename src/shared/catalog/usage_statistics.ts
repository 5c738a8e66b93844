import { z } from "zod";
import type { DeepReadonly, Family } from "./family.ts";

const row = z.object({
  /** `track_counts`: without it the server counts no use of tables and indexes. */
  counting: z.boolean(),
  /** When the counters were last set to zero, ISO 8601; `null` where that never happened since the database was made. */
  reset_at: z.string().nullable(),
  /** Days since then. */
  reset_days: z.number().nullable(),
  /** Transactions counted, committed and rolled back. */
  transactions: z.number(),
});
/** What the server's counters of use cover (`pg_stat_database`). One row. */
export type UsageStatistics = DeepReadonly<z.infer<typeof row>>;

export const usageStatistics: Family<UsageStatistics> = {
  name: "usage_statistics",
  row,
  sql: () => `
    select
      pg_catalog.current_setting('track_counts') = 'on' as counting,
      pg_catalog.to_char(stat.stats_reset at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as reset_at,
      extract(epoch from pg_catalog.now() - stat.stats_reset)::float8 / 86400 as reset_days,
      stat.xact_commit + stat.xact_rollback as transactions
    from pg_catalog.pg_stat_database stat
    where stat.datname = pg_catalog.current_database()`,
};
