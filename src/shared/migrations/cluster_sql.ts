import { quoteLiteral } from "../sql/ident.ts";

/** Comment on the roles that were made for shadow databases; the last of these takes them along. */
export const ROLE_MARK = "made by supawarden for its shadow databases";

/**
 * Whether the open transaction, or a subtransaction of it, has written a row: then its transaction is in progress, and
 * rows of others in progress cannot be seen. `xmin` lacks the upper half of the number, which is that of the
 * transaction's own; `top` is that one.
 */
function writtenHere(row: string): string {
  const after = `((${row}.xmin::text::bigint - top % 4294967296 + 4294967296) % 4294967296)`;
  return `case when ${after} < 2147483648
    then pg_catalog.pg_xact_status((top + ${after})::text::xid8) = 'in progress' else false end`;
}

/** A statement that raises when the open transaction has changed something that the shadow shares with others. */
export function sharedObjectsCheck(foreignRoles: readonly string[]): string {
  const body = `
declare
  top constant bigint := pg_catalog.pg_current_xact_id_if_assigned()::text::bigint;
  foreign_roles constant oid[] := '{${foreignRoles.join(",")}}';
  own constant oid := (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database());
begin
  -- A role that may not look is judged at the end of its file.
  if top is null or not pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'select') then
    return;
  end if;
  if exists (select from pg_catalog.pg_authid rol where rol.oid = any (foreign_roles) and ${writtenHere("rol")})
    or exists (
      select from pg_catalog.pg_auth_members mem
      where mem.roleid = any (foreign_roles) and mem.member = any (foreign_roles) and ${writtenHere("mem")})
    or exists (
      select from pg_catalog.pg_db_role_setting cfg
      where cfg.setdatabase <> own and (cfg.setrole = 0 or cfg.setrole = any (foreign_roles)) and ${writtenHere("cfg")})
    or exists (select from pg_catalog.pg_database dat where dat.oid <> own and ${writtenHere("dat")})
    or (select pg_catalog.count(*) from pg_catalog.pg_authid rol where rol.oid = any (foreign_roles)) < pg_catalog.cardinality(foreign_roles)
  then
    raise exception 'it changes a role or a database of the shadow server that was there before' using errcode = '42501';
  end if;
end`;
  return `do ${quoteLiteral(body)}`;
}

/** Marks the roles that the open transaction has made. */
export function markRolesSql(foreignRoles: readonly string[]): string {
  const body = `
declare
  top constant bigint := pg_catalog.pg_current_xact_id_if_assigned()::text::bigint;
  made record;
begin
  -- A role that may not look is judged at the end of its file.
  if top is null or not pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'select') then
    return;
  end if;
  for made in
    select rol.rolname from pg_catalog.pg_authid rol
    where not rol.oid = any ('{${foreignRoles.join(",")}}'::oid[]) and ${writtenHere("rol")}
      and pg_catalog.shobj_description(rol.oid, 'pg_authid') is null
  loop
    execute pg_catalog.format('comment on role %I is %L', made.rolname, ${quoteLiteral(ROLE_MARK)});
  end loop;
end`;
  return `do ${quoteLiteral(body)}`;
}
