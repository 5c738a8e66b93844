import type { ObjectKind, ObjectRef } from "../catalog/identity.ts";
import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { fieldsOf, nameParts, walk } from "../sql/walk.ts";

/** What the SQL of a fix says it changes. */
export interface Mentions {
  /** Whether the SQL speaks of the object itself: by all parts of its name. */
  names(ref: ObjectRef): boolean;
  /** Every name in it, to look objects up by. */
  readonly words: ReadonlySet<string>;
}

/**
 * Kinds that a statement may mean by a mere word. `anon`, `public` or the type of an argument stand in statements about
 * other things as well, so these kinds count only where the statement is about them.
 */
const SPOKEN_OF: Readonly<Record<string, readonly ObjectKind[]>> = {
  AlterDomainStmt: ["type"],
  AlterEnumStmt: ["type"],
  AlterEventTrigStmt: ["trigger"],
  AlterExtensionContentsStmt: ["extension"],
  AlterExtensionStmt: ["extension"],
  AlterPublicationStmt: ["publication"],
  AlterRoleSetStmt: ["role"],
  AlterRoleStmt: ["role"],
  AlterTypeStmt: ["type"],
  CreateExtensionStmt: ["extension", "schema"],
  CreateRoleStmt: ["role"],
  CreateSchemaStmt: ["schema"],
  GrantRoleStmt: ["role"],
};
const SPOKEN_OF_TYPE: Readonly<Record<string, ObjectKind>> = {
  OBJECT_DOMAIN: "type",
  OBJECT_EXTENSION: "extension",
  OBJECT_EVENT_TRIGGER: "trigger",
  OBJECT_PUBLICATION: "publication",
  OBJECT_ROLE: "role",
  OBJECT_SCHEMA: "schema",
  OBJECT_TYPE: "type",
};
const BY_WORD: ReadonlySet<ObjectKind> = new Set([
  "role",
  "schema",
  "extension",
  "publication",
  "database",
  "type",
]);

function kindsSpokenOf(kind: string, fields: AstNode): readonly ObjectKind[] {
  // DropStmt, GrantStmt, AlterObjectSchemaStmt, CommentStmt and RenameStmt say in a field what they are about.
  const about = [fields.removeType, fields.objtype, fields.objectType, fields.renameType].flatMap(
    (type) => SPOKEN_OF_TYPE[String(type)] ?? [],
  );
  return [...(SPOKEN_OF[kind] ?? []), ...about];
}

/** Reads the names out of statements. */
export function mentionsOf(statements: readonly ParsedStatement[], parser: SqlParser): Mentions {
  const words = new Set<string>();
  const kinds = new Set<ObjectKind>();
  const signatures = new Map<string, Set<string>>();
  for (const { node, kind } of statements) {
    const fields = isAstNode(node[kind]) ? node[kind] : {};
    for (const spoken of kindsSpokenOf(kind, fields)) kinds.add(spoken);
    collectWords(node, { words, roles: kind.includes("Role") || kind === "AlterDefaultPrivilegesStmt" });
    for (const { name, types } of signaturesIn(node)) {
      signatures.set(name, (signatures.get(name) ?? new Set()).add(types));
    }
  }
  return {
    words,
    names: (ref) => {
      const isByWord = BY_WORD.has(ref.kind) || (ref.kind === "trigger" && ref.table === undefined);
      if (isByWord && !kinds.has(ref.kind)) return false;
      if (ref.kind === "privilege") return privilegeNamed(ref, words);
      if (ref.schema === undefined) return words.has(ref.name);
      if (!words.has(ref.schema) || !words.has(ref.name)) return false;
      if (ref.table !== undefined) return words.has(ref.table);
      if (ref.kind !== "routine") return true;
      const named = signatures.get(JSON.stringify([ref.schema, ref.name]));
      return named?.has(signatureTypes(ref.signature ?? "", parser)) ?? false;
    },
  };
}

/** The name of a default privilege is `role: tables`. */
function privilegeNamed(ref: ObjectRef, words: ReadonlySet<string>): boolean {
  const role = ref.name.slice(0, ref.name.lastIndexOf(": "));
  return words.has(role) && (ref.schema === undefined || words.has(ref.schema));
}

/** Every text in the tree; roles only where the statement is about roles, since a grantee is not changed by a grant. */
function collectWords(root: AstNode, into: { readonly words: Set<string>; readonly roles: boolean }): void {
  const visit = (value: AstValue): void => {
    if (typeof value === "string") into.words.add(value);
    else if (Array.isArray(value)) for (const item of value as readonly AstValue[]) visit(item);
    else if (isAstNode(value)) {
      for (const [field, inner] of Object.entries(value)) {
        if (into.roles || (field !== "RoleSpec" && field !== "grantees")) visit(inner);
      }
    }
  };
  visit(root);
}

interface Signature {
  /** Schema and name. */
  readonly name: string;
  readonly types: string;
}

/** Routines that are named with their argument types. */
function signaturesIn(root: AstNode): readonly Signature[] {
  const found: Signature[] = [];
  const add = (name: AstValue, types: readonly AstNode[]): void => {
    const parts = nameParts(name);
    found.push({
      name: JSON.stringify([parts.at(-2) ?? "public", parts.at(-1) ?? ""]),
      types: typesText(types),
    });
  };
  walk(root, (kind, fields) => {
    if (kind === "ObjectWithArgs") add(fields.objname, nodeList(fields.objargs));
    else if (kind === "CreateFunctionStmt") add(fields.funcname, inputTypes(fields));
  });
  return found;
}

function inputTypes(fields: AstNode): readonly AstNode[] {
  return nodeList(fields.parameters).flatMap((parameter) => {
    const inner = fieldsOf(parameter, "FunctionParameter");
    if (inner === undefined || /FUNC_PARAM_(?:OUT|TABLE)/.test(String(inner.mode))) return [];
    return isAstNode(inner.argType) ? [inner.argType] : [];
  });
}

/** Types by name, modifiers left aside: a signature has none. */
function typesText(types: readonly AstNode[]): string {
  return JSON.stringify(
    types.map((type) => {
      const fields = fieldsOf(type, "TypeName") ?? {};
      const name = nameParts(fields.names).filter((part) => part !== "pg_catalog");
      return [name, nodeList(fields.arrayBounds).length];
    }),
  );
}

function signatureTypes(signature: string, parser: SqlParser): string {
  const [statement] = parser.parse(`drop function ${signature}`).statements;
  const [named] = statement === undefined ? [] : signaturesIn(statement.node);
  return named?.types ?? "";
}
