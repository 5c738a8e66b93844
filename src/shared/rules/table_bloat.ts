import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { LEAST_LOOSE_PAGES, type LooseTable } from "../catalog/loose_tables.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { Rule } from "./rule.ts";

/** A table of which this part is free is reported from the smaller size on, … */
const MOSTLY_FREE = 0.8;
/** … one of which half is free from 100 MiB on, in pages of 8 kB. */
const HALF_FREE = 0.5;
const MANY_PAGES = 12_800;

/** Bytes of a page's own header, of a row's header without its null bitmap, and of the pointer to a row. */
const PAGE_HEADER = 24;
const ROW_HEADER = 23;
const ROW_POINTER = 4;

/** Tables that take far more pages than their rows need. */
export const tableBloat: Rule = {
  id: "table_bloat",
  title: "Table is bloated",
  summary:
    "Estimates, from the average width of the values, how many pages the rows of a large table need, and reports tables and materialized views of which four fifths and 16 MiB, or half and 100 MiB, are free or dead.",
  severity: "info",
  category: "performance",
  rationale:
    "What an update or delete leaves behind is used again by later rows but never given back. A table that was once larger, or that vacuum could not keep up with, is read page by page with all that is empty: slower scans, a cache full of nothing, backups and disk that are paid for.",
  sources: [
    "splinter 0020_table_bloat",
    "https://supabase.com/docs/guides/database/database-advisors?lint=0020_table_bloat",
    "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY",
  ],
  requires: [{ family: "loose_tables" }],
  live: true,
  limits:
    "An estimate, as of the last VACUUM or ANALYZE, from the planner's statistics: columns without them count as empty, and the padding between columns does not count. Values stored apart (TOAST) and indexes are not looked at; pgstattuple measures exactly. A queue that is full by day and empty when it is analysed looks bloated. Catalogs and the platform's tables are judged too, as in splinter, whose figures are stricter (seventy times the size needed) and which sees no materialized views.",
  check: function* (input: RuleInput): Iterable<Verdict | NotEvaluated> {
    for (const table of input.snapshot.loose_tables) {
      const obstacle = obstacleOf(table);
      if (obstacle !== undefined) {
        yield { not_evaluated: `${qualified(table)} could not be estimated: ${obstacle}` };
        continue;
      }
      const needed = neededPages(table);
      const free = table.pages - needed;
      const share = free / table.pages;
      const isBloated =
        (share >= MOSTLY_FREE && free > LEAST_LOOSE_PAGES) || (share >= HALF_FREE && free > MANY_PAGES);
      if (isBloated) yield verdict(table, { needed, free, share });
    }
  },
};

/** Why no number of pages can be worked out. */
function obstacleOf(table: LooseTable): string | undefined {
  if (table.estimated_rows < 0) return "it was never vacuumed or analysed";
  if (table.access_method !== "heap") {
    return `its storage is ${quoteIdent(table.access_method)}, of which only pages are known`;
  }
  if (table.hidden) return "the statistics of its columns may not be read";
  if (table.known_columns === 0 && table.columns > 0 && rowsOf(table) > 0) {
    return "its columns have no statistics; run analyze";
  }
  return undefined;
}

function rowsOf(table: LooseTable): number {
  return table.estimated_rows > 0 ? table.estimated_rows : table.live_rows;
}

function neededPages(table: LooseTable): number {
  const bitmap = table.has_nulls ? Math.ceil(table.columns / 8) : 0;
  const row = aligned(ROW_HEADER + bitmap) + aligned(table.width) + ROW_POINTER;
  const usable = (table.page_bytes - PAGE_HEADER) * (table.fill_factor / 100);
  return Math.ceil((rowsOf(table) * row) / usable);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

function verdict(
  table: LooseTable,
  { needed, free, share }: { readonly needed: number; readonly free: number; readonly share: number },
): Verdict {
  const name = qualified(table);
  const size = megabytes(table.pages, table);
  return {
    object: schemaObjectRef("relation", table),
    message: `${table.kind === "table" ? "Table" : "Materialized view"} ${name} takes ${size} MB, of which about ${megabytes(free, table)} MB (${Math.floor(share * 100)} %) hold no row.`,
    evidence: {
      relation_kind: table.kind,
      owner: table.owner,
      pages: table.pages,
      needed_pages: needed,
      free_share: Math.round(share * 1000) / 1000,
      rows: table.estimated_rows,
      live_rows: table.live_rows,
      dead_rows: table.dead_rows,
      average_row_bytes: Math.round(table.width),
      fill_factor: table.fill_factor,
      columns_without_statistics: table.columns - table.known_columns,
    },
    remediation: {
      safety: "review",
      note: `${reclaim(table, name)} ${cause(table)}`,
    },
  };
}

/** VACUUM runs in no transaction, so it is told, not proposed as SQL. */
function reclaim(table: LooseTable, name: string): string {
  if (table.schema === "pg_catalog" || isPlatformSchema(table.schema)) {
    const rows =
      table.schema === "cron"
        ? " Rows of cron.job_run_details are never removed by pg_cron: schedule a job that deletes old ones."
        : "";
    return `Only its owner ${quoteIdent(table.owner)} can rewrite it.${rows}`;
  }
  if (table.kind === "materialized view") {
    return `\`refresh materialized view ${name}\`, without concurrently, writes it anew; readers wait meanwhile.`;
  }
  return `\`vacuum full ${name}\` writes it anew and gives the space back. Nobody can read or write the table meanwhile, and a copy needs room on the disk; pg_repack does it without that wait.`;
}

function cause(table: LooseTable): string {
  return table.dead_rows > Math.max(rowsOf(table), 1)
    ? "More rows are dead than alive: see what keeps vacuum from removing them (a long transaction, an abandoned replication slot, autovacuum switched off for the table)."
    : "If it grows again, let autovacuum come sooner: alter table … set (autovacuum_vacuum_scale_factor = 0.02).";
}

function megabytes(pages: number, { page_bytes }: LooseTable): number {
  return Math.round((pages * page_bytes) / 1_048_576);
}
