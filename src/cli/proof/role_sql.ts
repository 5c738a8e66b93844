import type { Role } from "../../shared/catalog/roles.ts";
import type { CatalogSnapshot } from "../../shared/catalog/snapshot.ts";
import { quoteIdent, quoteLiteral } from "../../shared/sql/ident.ts";

/** A statement, with the role it is about. */
export interface RoleStatement {
  readonly role: string;
  readonly sql: string;
}

/** Settings whose value is a list of names, already quoted where it must be. */
const LISTS: ReadonlySet<string> = new Set([
  "search_path",
  "local_preload_libraries",
  "session_preload_libraries",
  "temp_tablespaces",
]);

/**
 * Statements that give a copy the roles of the original, with attributes, memberships and settings. Passwords are not in
 * a snapshot. Of the settings only Postgres' own and those of PostgREST that name schemas and limits are taken: any other
 * may hold a secret.
 */
export function rolesSql(original: CatalogSnapshot, copy: CatalogSnapshot): readonly RoleStatement[] {
  const present = new Map(copy.roles.map((role) => [role.name, role]));
  const roles = original.roles.filter(({ name }) => !name.startsWith("pg_"));
  const members = new Set(copy.memberships.map(({ role, member }) => JSON.stringify([role, member])));
  return [
    ...roles.flatMap((role) =>
      roleStatement(role, { present: present.get(role.name), self: copy.server.user }),
    ),
    ...roles.flatMap((role) => settingStatements(role)),
    ...original.memberships
      .filter(({ role, member }) => !members.has(JSON.stringify([role, member])))
      .map(({ role, member, inherit, admin }) => ({
        role: member,
        sql: `grant ${quoteIdent(role)} to ${quoteIdent(member)} with inherit ${inherit}, admin ${admin}`,
      })),
  ];
}

function roleStatement(
  role: Role,
  { present, self }: { readonly present: Role | undefined; readonly self: string },
): readonly RoleStatement[] {
  const word = (isHeld: boolean, name: string): string => (isHeld ? name : `no${name}`);
  const attributes = [
    // The role that works on the copy keeps its rights.
    ...(role.name === self ? [] : [word(role.superuser, "superuser")]),
    word(role.inherit, "inherit"),
    word(role.login, "login"),
    word(role.create_role, "createrole"),
    word(role.create_database, "createdb"),
    word(role.replication, "replication"),
    word(role.bypass_rls, "bypassrls"),
  ].join(" ");
  const verb = present === undefined ? "create" : "alter";
  return [{ role: role.name, sql: `${verb} role ${quoteIdent(role.name)} ${attributes}` }];
}

function settingStatements({ name: role, config }: Role): readonly RoleStatement[] {
  return config.flatMap((setting) => {
    const at = setting.indexOf("=");
    const name = setting.slice(0, at);
    const value = setting.slice(at + 1);
    if (name.includes(".") && !/^pgrst\.db_(?!uri$)/.test(name)) return [];
    const written = LISTS.has(name) && value !== "" ? value : quoteLiteral(value);
    return [
      {
        role,
        sql: `alter role ${quoteIdent(role)} set ${name.split(".").map(quoteIdent).join(".")} = ${written}`,
      },
    ];
  });
}
