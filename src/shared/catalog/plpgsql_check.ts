import type { Session } from "../database/database.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

/** The extension, installed or to be made for the time of a transaction. */
export interface PlpgsqlCheck {
  readonly version: string;
  /** Schema that it is in, or is to be made in. */
  readonly schema: string;
  readonly installed: boolean;
}

/** Why it cannot be used though the server has it. */
export interface PlpgsqlCheckBarred {
  readonly reason: string;
}

interface Offer {
  readonly installed_version: string | null;
  readonly installed_schema: string | null;
  readonly version: string | null;
  readonly needs_superuser: boolean | null;
  readonly may_create: boolean;
  readonly lent: boolean;
  readonly read_only: boolean;
}

/**
 * Looks for the extension; nothing where the server does not offer it. It lies outside the snapshot's own families since
 * what a role may create depends on settings of the session.
 */
export async function findPlpgsqlCheck(
  session: Session,
  { server, schemas }: Pick<CatalogSnapshot, "server" | "schemas">,
): Promise<PlpgsqlCheck | PlpgsqlCheckBarred | undefined> {
  const [offer] = await session.query<Offer>(OFFER);
  if (offer === undefined) return undefined;
  const { installed_schema: installed, installed_version: installedVersion } = offer;
  if (installed !== null && installedVersion !== null) {
    return { version: installedVersion, schema: installed, installed: true };
  }
  if (offer.version === null) return undefined;
  if (server.in_recovery)
    return { reason: "it would have to be made, and the server is a read-only replica" };
  if (offer.read_only) {
    return { reason: `it would have to be made, and transactions of ${server.user} are read-only` };
  }
  const mayCreate = server.superuser || offer.lent || (offer.may_create && offer.needs_superuser === false);
  if (!mayCreate) return { reason: `${server.user} may not create it` };
  const schema = ["extensions", "public"].find((name) => schemas.some((entry) => entry.name === name));
  if (schema === undefined) return { reason: "there is no schema to make it in" };
  return { version: offer.version, schema, installed: false };
}

// A stand-in for the extension has the name but not the function in C. Supabase lends `postgres` the right to create
// the extensions that the setting lists.
const OFFER = `
  select
    own.extversion as installed_version,
    own.nspname as installed_schema,
    offered.version,
    offered.superuser and not offered.trusted as needs_superuser,
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') as may_create,
    coalesce(
      'plpgsql_check' = any (pg_catalog.string_to_array(
        pg_catalog.replace(pg_catalog.current_setting('supautils.privileged_extensions', true), ' ', ''), ','
      )),
      false
    ) as lent,
    pg_catalog.current_setting('default_transaction_read_only') = 'on' as read_only
  from (select 1) as always
  left join pg_catalog.pg_available_extensions pack on pack.name = 'plpgsql_check'
  left join pg_catalog.pg_available_extension_versions offered
    on offered.name = pack.name
    and offered.version = pack.default_version
  left join lateral (
    select ext.extversion, nsp.nspname
    from pg_catalog.pg_extension ext
    join pg_catalog.pg_depend dep
      on dep.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
      and dep.refobjid = ext.oid
      and dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and dep.deptype = 'e'
    join pg_catalog.pg_proc pro on pro.oid = dep.objid
    join pg_catalog.pg_language lan on lan.oid = pro.prolang
    join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
    where ext.extname = 'plpgsql_check'
      and pro.proname = 'plpgsql_check_function_tb'
      and lan.lanname = 'c'
    limit 1
  ) own on true`;
