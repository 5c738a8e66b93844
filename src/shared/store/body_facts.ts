import type { Session } from "../database/database.ts";
import { BODY_FACTS_VERSION, type BodyFactsCache, createBodyFactsCache } from "../sql/body_facts_cache.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** Bodies written in one statement: the facts of one are a kilobyte or two. */
const BATCH = 2_000;

/**
 * The facts of routine bodies that earlier runs kept in the database.
 * @param keys those to read; all where they are left out.
 */
export async function readBodyFacts(session: Session, keys?: readonly string[]): Promise<BodyFactsCache> {
  const [row] = await queryStore<{ bodies: string | null }>(
    session,
    `select pg_catalog.json_object_agg(kb.body, kb.facts)::text as bodies
     from supawarden.known_bodies kb
     where kb.version = $1
       and (
         $2::text is null
         or kb.key in (
           select pg_catalog.md5(wanted.body)
           from pg_catalog.jsonb_array_elements_text($2::text::jsonb) as wanted(body)
         )
       )`,
    [BODY_FACTS_VERSION, keys === undefined ? null : toJsonb(keys)],
  );
  return createBodyFactsCache({ version: BODY_FACTS_VERSION, bodies: JSON.parse(row?.bodies ?? "{}") });
}

/** Whether an earlier run, or an earlier slice of this one, kept anything that this version reads. */
export async function knowsTexts(session: Session): Promise<boolean> {
  const [row] = await queryStore<{ known: boolean }>(
    session,
    "select exists (select from supawarden.known_bodies kb where kb.version = $1) as known",
    [BODY_FACTS_VERSION],
  );
  return row?.known === true;
}

/** Keeps what a run knows of bodies for the next one, where it had to read any anew. Bodies that are gone drop out in time. */
export async function keepBodyFacts(session: Session, cache: BodyFactsCache): Promise<void> {
  const { version, bodies } = cache.fresh();
  const entries = Object.entries(bodies);
  for (let start = 0; start < entries.length; start += BATCH) {
    await queryStore(
      session,
      `insert into supawarden.known_bodies (key, body, version, facts)
       select pg_catalog.md5(ro.body), ro.body, $2, ro.facts
       from pg_catalog.jsonb_to_recordset($1::text::jsonb) as ro (body text, facts jsonb)
       on conflict (key) do update
       set version = excluded.version,
         facts = excluded.facts,
         used_at = pg_catalog.now()`,
      [toJsonb(entries.slice(start, start + BATCH).map(([body, facts]) => ({ body, facts }))), version],
    );
  }
  await forgetUnused(session, cache);
}

/** A body counts as used for some days without being written to each night, and is forgotten when nothing has asked for it since. */
async function forgetUnused(session: Session, cache: BodyFactsCache): Promise<void> {
  const [row] = await queryStore<{ stale: boolean }>(
    session,
    `select exists (
       select from supawarden.known_bodies kb
       where kb.used_at < pg_catalog.now() - interval '3 days'
     ) as stale`,
  );
  const used = cache.used();
  if (row?.stale !== true || used.length === 0) return;
  await queryStore(
    session,
    `update supawarden.known_bodies kb
     set used_at = pg_catalog.now()
     where kb.used_at < pg_catalog.now() - interval '3 days'
       and kb.key in (
         select pg_catalog.md5(asked.body)
         from pg_catalog.jsonb_array_elements_text($1::text::jsonb) as asked(body)
       )`,
    [toJsonb(used)],
  );
  await queryStore(
    session,
    "delete from supawarden.known_bodies kb where kb.used_at < pg_catalog.now() - interval '30 days'",
  );
}
