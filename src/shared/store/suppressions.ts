import type { ObjectRef } from "../catalog/identity.ts";
import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { Severity, State } from "../findings/finding.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { isoTime, queryStore } from "./store_session.ts";

/** A finding to accept. */
export interface NewSuppression {
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 time after which the finding counts again. */
  readonly expires_at: string;
}

/** A suppression of the table. */
export interface StoredSuppression extends NewSuppression {
  readonly id: string;
  readonly created_at: string;
}

/**
 * Accepts a finding. A finding has one suppression: a second takes the place of the first and keeps its id.
 * @throws SupawardenError `not_found` when no run ever saw the finding.
 */
export async function addSuppression(
  database: Database,
  suppression: NewSuppression,
): Promise<StoredSuppression> {
  const [stored] = await queryStore<StoredSuppression>(
    database,
    `insert into supawarden.suppressions as su (fingerprint, reason, owner, expires_at)
     select fi.fingerprint, $2::text, $3::text, $4::timestamptz
     from supawarden.findings fi
     where fi.fingerprint = $1
     on conflict (fingerprint) do update
     set reason = excluded.reason,
       owner = excluded.owner,
       expires_at = excluded.expires_at,
       created_at = excluded.created_at
     returning su.id::text as id, su.fingerprint, su.reason, su.owner,
       ${isoTime("su.expires_at")} as expires_at, ${isoTime("su.created_at")} as created_at`,
    [suppression.fingerprint, suppression.reason, suppression.owner, suppression.expires_at],
  );
  if (stored !== undefined) return stored;
  throw new SupawardenError("not_found", `there is no finding ${suppression.fingerprint}`, {
    hint: "Take the fingerprint from a stored finding.",
  });
}

/** A suppression with the finding that it accepts. */
export interface ListedSuppression extends StoredSuppression {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly state: State;
}

/** Stored suppressions, those that expire first coming first; expired ones are among them. */
export async function listSuppressions(
  database: Database,
  page: { readonly fingerprint?: string; readonly cursor?: string; readonly limit: number },
): Promise<{ readonly suppressions: readonly ListedSuppression[]; readonly next_cursor?: string }> {
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, 2);
  const rows = await queryStore<ListedSuppression & { sort_time: string }>(
    database,
    `select su.id::text as id, su.fingerprint, su.reason, su.owner, ${isoTime("su.expires_at")} as expires_at,
       ${isoTime("su.created_at")} as created_at, fi.rule, fi.severity, fi.object, fi.state,
       su.expires_at::text as sort_time
     from supawarden.suppressions su
     join supawarden.findings fi on fi.fingerprint = su.fingerprint
     where ($1::text is null or su.fingerprint = $1::text)
       and ($2::text is null or (su.expires_at, su.id) > ($2::text::timestamptz, $3::text::uuid))
     order by su.expires_at, su.id
     limit $4::int4`,
    [page.fingerprint ?? null, after?.[0] ?? null, after?.[1] ?? null, page.limit + 1],
  );
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    suppressions: shown.map(({ sort_time: _, ...suppression }) => suppression),
    ...(last === undefined ? {} : { next_cursor: encodeCursor([last.sort_time, last.id]) }),
  };
}

/** Takes a suppression back; false when there is none of this id. */
export async function removeSuppression(database: Database, id: string): Promise<boolean> {
  const rows = await queryStore(
    database,
    "delete from supawarden.suppressions su where su.id::text = pg_catalog.lower($1) returning su.id::text as id",
    [id],
  );
  return rows.length > 0;
}
