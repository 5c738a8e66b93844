import type { Session } from "../database/database.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** Reads a setting, plain JSON; `undefined` when it was never written. */
export async function readSetting(session: Session, key: string): Promise<unknown> {
  const [row] = await queryStore<{ value: unknown }>(
    session,
    "select se.value from supawarden.settings se where se.key = $1",
    [key],
  );
  return row?.value;
}

/** Writes a setting, plain JSON. */
export async function writeSetting(
  session: Session,
  setting: { readonly key: string; readonly value: unknown },
): Promise<void> {
  await queryStore(
    session,
    `insert into supawarden.settings (key, value)
     values ($1, $2::text::jsonb)
     on conflict (key) do update
     set value = excluded.value,
       updated_at = pg_catalog.now()`,
    [setting.key, toJsonb(setting.value)],
  );
}
