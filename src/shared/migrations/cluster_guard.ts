import type { Database, Session } from "../database/database.ts";
import { type AstNode, isAstNode, nodeList } from "../sql/ast.ts";
import { quoteIdent, quoteLiteral } from "../sql/ident.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { markRolesSql, ROLE_MARK, sharedObjectsCheck } from "./cluster_sql.ts";

/** What becomes of a statement on a server that others use too. */
export type Guarded = { readonly sql: string } | { readonly skip: string };

/** Keeps a replay from what all databases of a server share: roles, other databases, files. */
export interface ClusterGuard {
  /** The statement as it may run, or why it is left out. */
  readonly judge: (statement: ParsedStatement, sql: string) => Guarded;
  /**
   * Marks roles that the open transaction has made, so that they go with the shadow. Raises where it has changed what is
   * not the shadow's.
   */
  readonly beforeCommit: (session: Session) => Promise<void>;
}

/** Statements that can reach shared objects only by what they call; whether they did is asked afterwards. */
const INDIRECT: ReadonlySet<string> = new Set([
  "DoStmt",
  "SelectStmt",
  "CallStmt",
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
]);

/** Begins a guard for a shadow that was just made: what is on the server now and is not marked is not its own. */
export async function createClusterGuard(
  database: Database,
  { name, parser }: { readonly name: string; readonly parser: SqlParser },
): Promise<ClusterGuard> {
  const rows = await database.query<{ name: string; oid: string; own: boolean }>(
    `select rol.rolname::text as name, rol.oid::text as oid,
       coalesce(pg_catalog.shobj_description(rol.oid, 'pg_authid') = ${quoteLiteral(ROLE_MARK)}, false) as own
     from pg_catalog.pg_roles rol`,
  );
  const foreign = rows.filter((role) => !role.own);
  const names = new Set(foreign.map((role) => role.name));
  const oids = foreign.map((role) => role.oid);
  const check = sharedObjectsCheck(oids);
  const mark = markRolesSql(oids);
  const server: Server = { foreign: names, database: name, parser };
  return {
    judge: (statement, sql) => {
      const reason = reasonToSkip(statement, server);
      if (reason !== undefined) return { skip: reason };
      if (databaseNamed(statement) !== undefined) return { sql: withDatabase(sql, server) };
      return { sql: INDIRECT.has(statement.kind) ? `${sql}\n;${check}` : sql };
    },
    beforeCommit: (session) => session.execute(`${mark};${check}`),
  };
}

interface Server {
  readonly foreign: ReadonlySet<string>;
  readonly database: string;
  readonly parser: SqlParser;
}

/** Name of the database of every Supabase project. */
const PROJECT_DATABASE = "postgres";

function reasonToSkip(statement: ParsedStatement, { foreign, database }: Server): string | undefined {
  const { kind, node } = statement;
  const fields = node[kind];
  if (!isAstNode(fields)) return undefined;
  if (kind === "CopyStmt" && fields.filename !== undefined) {
    return "it reads or writes files of the shadow server";
  }
  if (/^(?:Create|Alter|Drop)SubscriptionStmt$/.test(kind)) {
    return "a subscription connects the shadow server to another one";
  }
  const named = databaseNamed(statement);
  if (kind === "RenameStmt" && named !== undefined) return "the shadow database keeps its name";
  if (named !== undefined && named !== PROJECT_DATABASE && named !== database) {
    return `database ${named} is not the shadow's`;
  }
  if (named !== undefined) return undefined;
  const touched = rolesTouched(kind, fields, foreign).find((role) => role === ALL_ROLES || foreign.has(role));
  if (touched === undefined) return undefined;
  return touched === ALL_ROLES
    ? "it sets something for every role of the shadow server"
    : `role ${touched} was on the shadow server before and is left as it is`;
}

/** The database that a statement is about. */
function databaseNamed({ kind, node }: ParsedStatement): string | undefined {
  const fields = node[kind];
  if (!isAstNode(fields)) return undefined;
  switch (kind) {
    case "AlterDatabaseSetStmt":
    case "AlterDatabaseStmt":
    case "AlterDatabaseRefreshCollStmt":
      return String(fields.dbname);
    case "AlterRoleSetStmt":
      return fields.database === undefined ? undefined : String(fields.database);
    case "RenameStmt":
      return fields.renameType === "OBJECT_DATABASE" ? String(fields.subname) : undefined;
    case "AlterOwnerStmt":
      return fields.objectType === "OBJECT_DATABASE" ? stringOf(fields.object) : undefined;
    case "CommentStmt":
    case "SecLabelStmt":
      return fields.objtype === "OBJECT_DATABASE" ? stringOf(fields.object) : undefined;
    case "GrantStmt":
      return fields.objtype === "OBJECT_DATABASE"
        ? nodeList(fields.objects)
            .map((item) => stringOf(item))
            .join(", ")
        : undefined;
    default:
      return undefined;
  }
}

function stringOf(value: AstNode[string]): string {
  return isAstNode(value) && isAstNode(value.String) ? String(value.String.sval) : "";
}

/** The text with the shadow's name in place of the one that follows the word `database`. */
function withDatabase(sql: string, { database, parser }: Server): string {
  const tokens = parser.scan(sql).filter(({ name }) => name !== "SQL_COMMENT" && name !== "C_COMMENT");
  const bytes = new TextEncoder().encode(sql);
  const text = (start: number, end: number) => new TextDecoder().decode(bytes.subarray(start, end));
  const word = tokens.findIndex(
    ({ keyword, start, end }) => keyword && text(start, end).toLowerCase() === "database",
  );
  const name = tokens[word + 1];
  if (word < 0 || name === undefined) return sql;
  return `${text(0, name.start)}${quoteIdent(database)}${text(name.end, bytes.length)}`;
}

const ALL_ROLES = "\0all";

/** Roles that a statement makes, changes or drops, or that it makes a member of roles that are not the shadow's either. */
function rolesTouched(kind: string, fields: AstNode, foreign: ReadonlySet<string>): readonly string[] {
  switch (kind) {
    case "CreateRoleStmt":
      return [String(fields.role)];
    case "AlterRoleStmt":
      return roleNames([fields.role]);
    case "AlterRoleSetStmt":
      return fields.role === undefined ? [ALL_ROLES] : roleNames([fields.role]);
    case "DropRoleStmt":
      return roleNames(fields.roles);
    case "DropOwnedStmt":
    case "ReassignOwnedStmt":
      return roleNames(fields.roles);
    case "GrantRoleStmt":
      // A membership goes with either of its roles.
      return nodeList(fields.granted_roles).some(
        ({ AccessPriv: role }) => isAstNode(role) && foreign.has(String(role.priv_name)),
      )
        ? roleNames(fields.grantee_roles)
        : [];
    case "RenameStmt":
      return fields.renameType === "OBJECT_ROLE" ? [String(fields.subname)] : [];
    case "CommentStmt":
    case "SecLabelStmt":
      return fields.objtype === "OBJECT_ROLE" ? [stringOf(fields.object)] : [];
    default:
      return [];
  }
}

function roleNames(value: AstNode[string]): readonly string[] {
  return nodeList(Array.isArray(value) ? value : [value]).map((item) => {
    const spec = isAstNode(item.RoleSpec) ? item.RoleSpec : item;
    return String(spec.rolename ?? "");
  });
}
