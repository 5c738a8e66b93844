import { messageOf, type Parameter, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";

/** Missing schema, table or column: the records were never made, or are of an older version. */
const NO_RECORDS: ReadonlySet<string> = new Set(["3F000", "42P01", "42703"]);
const NO_PRIVILEGE = "42501";

/** An ISO 8601 time in UTC with milliseconds, as reports carry it, out of a `timestamptz` expression. */
export function isoTime(expression: string): string {
  return `pg_catalog.to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/**
 * Runs one statement on the schema `supawarden`.
 * @throws SupawardenError `unavailable` when the schema is not there, `permission` when the role may not use it.
 */
export async function queryStore<Row extends object>(
  session: Session,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<Row[]> {
  try {
    return await session.query<Row>(sql, parameters);
  } catch (error) {
    throw storeError(error) ?? error;
  }
}

function storeError(error: unknown): SupawardenError | undefined {
  const state = sqlState(error);
  if (state !== undefined && NO_RECORDS.has(state)) {
    return new SupawardenError(
      "unavailable",
      "the database has no up-to-date schema supawarden to record in",
      {
        hint: "Apply the migrations that `supawarden init` adds to supabase/migrations; `supawarden serve --db-url` does it by itself.",
        cause: error,
      },
    );
  }
  if (state !== NO_PRIVILEGE) return undefined;
  return new SupawardenError("permission", `the role may not use schema supawarden: ${messageOf(error)}`, {
    hint: "Connect as the role that applied the migrations, on Supabase postgres.",
    cause: error,
  });
}

/** What JSON writes for such a character, or for text that looks like it. */
const MAY_BE_REFUSED = /\\u(?:0000|d[89a-f])/;

/** A character that `jsonb` refuses: NUL, and half of a surrogate pair, as cutting a text in its middle leaves it. */
const REFUSED = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** JSON text that `jsonb` takes; what it would refuse becomes U+FFFD, so that one odd name cannot lose a whole run. */
export function toJsonb(value: unknown): string {
  const text = JSON.stringify(value);
  if (!MAY_BE_REFUSED.test(text)) return text;
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "string" ? item.replace(REFUSED, "\ufffd") : item,
  );
}
