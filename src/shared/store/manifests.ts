import type { Session } from "../database/database.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** Reads a stored manifest as plain JSON; `undefined` when there is none of this name. */
export async function readManifest(session: Session, name: string): Promise<unknown> {
  const [row] = await queryStore<{ manifest: unknown }>(
    session,
    "select ma.manifest from supawarden.manifests ma where ma.name = $1",
    [name],
  );
  return row?.manifest;
}

/** Stores a manifest, plain JSON, in place of the one that had the name. */
export async function storeManifest(
  session: Session,
  stored: { readonly name: string; readonly manifest: unknown },
): Promise<void> {
  await queryStore(
    session,
    `insert into supawarden.manifests (name, manifest)
     values ($1, $2::text::jsonb)
     on conflict (name) do update
     set manifest = excluded.manifest,
       stored_at = pg_catalog.now()`,
    [stored.name, toJsonb(stored.manifest)],
  );
}
