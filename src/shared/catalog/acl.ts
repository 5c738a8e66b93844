/** A privilege in Postgres' own words, as `has_table_privilege` takes them. */
export type Privilege =
  | "select"
  | "insert"
  | "update"
  | "delete"
  | "truncate"
  | "references"
  | "trigger"
  | "maintain"
  | "execute"
  | "usage"
  | "create"
  | "connect"
  | "temporary"
  | "set"
  | "alter system";

/** One entry of an access control list. */
export interface AclEntry {
  /** Role name; `public` for everybody (Postgres writes it as the empty name). */
  readonly grantee: string;
  readonly privileges: readonly Privilege[];
  /** Those of them that the grantee may hand on; left out where there is none. */
  readonly grantable?: readonly Privilege[];
  readonly grantor: string;
}

const LETTERS: Readonly<Record<string, Privilege>> = {
  r: "select",
  a: "insert",
  w: "update",
  d: "delete",
  D: "truncate",
  x: "references",
  t: "trigger",
  m: "maintain",
  X: "execute",
  U: "usage",
  C: "create",
  c: "connect",
  T: "temporary",
  s: "set",
  A: "alter system",
};

/** Kinds of object whose privileges differ when no list is stored (`acldefault`). */
export type AclKind = "relation" | "sequence" | "routine" | "schema" | "type" | "column";

const OWNER_DEFAULTS: Readonly<Record<AclKind, readonly Privilege[]>> = {
  relation: ["select", "insert", "update", "delete", "truncate", "references", "trigger"],
  sequence: ["select", "update", "usage"],
  routine: ["execute"],
  schema: ["usage", "create"],
  type: ["usage"],
  column: [],
};

const parsed = new Map<string, readonly AclEntry[]>();

/**
 * Parses the text form of `aclitem[]`, for example `{postgres=arwdDxt/postgres,"=r/postgres"}`.
 * Lists repeat all over a database, so each distinct one is parsed once.
 * @throws Error when the text is not an access control list.
 */
export function parseAcl(text: string): readonly AclEntry[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const entries = arrayElements(text).map(parseItem);
  parsed.set(text, entries);
  return entries;
}

/** The entries in force: the stored list, or the default of the kind where none is stored. */
export function effectiveAcl(acl: string | null, owner: string, kind: AclKind): readonly AclEntry[] {
  if (acl !== null) return parseAcl(acl);
  const owned: AclEntry = { grantee: owner, privileges: OWNER_DEFAULTS[kind], grantor: owner };
  if (kind === "routine") return [{ grantee: "public", privileges: ["execute"], grantor: owner }, owned];
  if (kind === "type") return [{ grantee: "public", privileges: ["usage"], grantor: owner }, owned];
  return [owned];
}

function arrayElements(text: string): string[] {
  if (!text.startsWith("{") || !text.endsWith("}")) throw new Error(`not an access control list: ${text}`);
  const elements: string[] = [];
  let position = 1;
  const end = text.length - 1;
  while (position < end) {
    let element = "";
    if (text[position] === '"') {
      position += 1;
      while (position < end && text[position] !== '"') {
        if (text[position] === "\\") position += 1;
        element += text[position];
        position += 1;
      }
      position += 1;
    } else {
      while (position < end && text[position] !== ",") {
        element += text[position];
        position += 1;
      }
    }
    elements.push(element);
    position += 1;
  }
  return elements;
}

/** A role name inside an item stands in double quotes, doubled where it contains one, unless it is plain. */
function roleName(item: string, from: number): { readonly role: string; readonly next: number } {
  let role = "";
  let position = from;
  let quoted = false;
  while (position < item.length) {
    const character = item[position];
    if (character === '"') {
      if (quoted && item[position + 1] === '"') {
        role += '"';
        position += 2;
        continue;
      }
      quoted = !quoted;
      position += 1;
      continue;
    }
    if (!quoted && (character === "=" || character === "/")) break;
    role += character;
    position += 1;
  }
  return { role, next: position };
}

function parseItem(item: string): AclEntry {
  const grantee = roleName(item, 0);
  if (item[grantee.next] !== "=") throw new Error(`not an access control list item: ${item}`);
  const privileges: Privilege[] = [];
  const grantable: Privilege[] = [];
  let position = grantee.next + 1;
  while (position < item.length && item[position] !== "/") {
    const letter = item[position] ?? "";
    position += 1;
    const privilege = LETTERS[letter];
    if (privilege === undefined) throw new Error(`unknown privilege "${letter}" in ${item}`);
    privileges.push(privilege);
    if (item[position] === "*") {
      grantable.push(privilege);
      position += 1;
    }
  }
  const grantor = roleName(item, position + 1);
  return {
    grantee: grantee.role === "" ? "public" : grantee.role,
    privileges,
    ...(grantable.length === 0 ? {} : { grantable }),
    grantor: grantor.role,
  };
}
