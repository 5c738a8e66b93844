import type { ProofWorld } from "../../shared/consolidate/side.ts";
import type { Database, Session } from "../../shared/database/database.ts";
import { databaseIn } from "../../shared/database/server_url.ts";
import { openChosenShadow } from "../shadow_choice.ts";
import { dumpServer } from "./native_pg_dump.ts";
import { restoreInto } from "./restore_dump.ts";

/** A server as the world of a proof: databases of their own on it, and the installed pg_dump. */
export function serverWorld(
  url: string,
  { command, quiet }: { readonly command: string; readonly quiet: boolean },
): ProofWorld {
  const open = (label: string) => openChosenShadow({ kind: "server", url }, { label, quiet });
  return {
    open,
    dump: async (database) => {
      const [facts] = await database.query<{ name: string; version: number }>(
        "select pg_catalog.current_database()::text as name, pg_catalog.current_setting('server_version_num')::int4 as version",
      );
      const major = Math.trunc((facts?.version ?? 0) / 10_000);
      return dumpServer(databaseIn(url, facts?.name ?? ""), { command, major });
    },
    restore: async (dump, roles) => {
      const database: Database = await open("restored dump");
      try {
        await database.transaction("write", empty);
        await restoreInto(database, { dump, roles });
        return database;
      } catch (error) {
        await database.close();
        throw error;
      }
    },
  };
}

/** Takes the platform's schemas out of a prepared database: a dump brings them itself. */
async function empty(session: Session): Promise<void> {
  await session.execute(`
    do $empty$
    declare
      item text;
    begin
      for item in select pg_catalog.format('drop event trigger %I', evt.evtname) from pg_catalog.pg_event_trigger evt loop
        execute item;
      end loop;
      for item in select pg_catalog.format('drop publication %I', pub.pubname) from pg_catalog.pg_publication pub loop
        execute item;
      end loop;
      for item in
        select pg_catalog.format('drop extension if exists %I cascade', ext.extname)
        from pg_catalog.pg_extension ext
        where ext.extname <> 'plpgsql'
      loop
        execute item;
      end loop;
      for item in
        select pg_catalog.format('drop schema %I cascade', nsp.nspname)
        from pg_catalog.pg_namespace nsp
        where nsp.nspname !~ '^pg_' and nsp.nspname <> 'information_schema'
      loop
        execute item;
      end loop;
      create schema public authorization pg_database_owner;
      grant usage on schema public to public;
    end
    $empty$`);
}
