import type { Session } from "../database/database.ts";
import { type BodyFactsCache, createBodyFactsCache } from "../sql/body_facts_cache.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** The facts of routine bodies that earlier runs kept in the database. */
export async function readBodyFacts(session: Session): Promise<BodyFactsCache> {
  const [row] = await queryStore<{ facts: string }>(
    session,
    "select bf.facts::text as facts from supawarden.body_facts bf",
  );
  return createBodyFactsCache(row === undefined ? undefined : JSON.parse(row.facts));
}

/** Keeps what a run knows of bodies for the next one, where it had to read any anew. */
export async function keepBodyFacts(session: Session, cache: BodyFactsCache): Promise<void> {
  if (cache.counts().read === 0) return;
  await queryStore(
    session,
    `insert into supawarden.body_facts (facts)
     values ($1::text::jsonb)
     on conflict (only_row) do update
     set facts = excluded.facts,
       updated_at = pg_catalog.now()`,
    [toJsonb(cache.save())],
  );
}
