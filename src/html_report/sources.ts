import type { Source } from "../shared/findings/report.ts";

/** What was judged, in words. */
export const SOURCES: Readonly<Record<Source, string>> = {
  database: "a live database",
  migrations: "migrations, replayed on a shadow database",
  snapshot: "a saved snapshot",
};
