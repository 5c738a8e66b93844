import type { ObjectRef, RequirableKind } from "../catalog/identity.ts";
import { quoteIdent } from "../sql/ident.ts";

/** Kinds whose identity is a plain text and no SQL name. */
const RECORDS: readonly RequirableKind[] = ["bucket", "cron_job", "migration"];

/**
 * The object that a text of the configuration names, for one that the catalog does not have. Quoted or not, the same
 * object comes out; a table without schema lies in `public`. What cannot be read as names stays as it is.
 */
export function parseIdentity(kind: RequirableKind, text: string): ObjectRef {
  const asIs: ObjectRef = { kind, name: text, identity: text };
  if (RECORDS.includes(kind)) return asIs;
  if (kind === "routine") {
    const open = text.indexOf("(");
    const [schema, name] = withSchema(splitNames(open === -1 ? text : text.slice(0, open)), 2);
    if (schema === undefined || name === undefined) return asIs;
    const identity = `${quoteIdent(schema)}.${quoteIdent(name)}${open === -1 ? "" : text.slice(open)}`;
    return { kind, schema, name, ...(open === -1 ? {} : { signature: identity }), identity };
  }
  const on = / on (?=(?:[^"]*"[^"]*")*[^"]*$)/.exec(text);
  if (on !== null && (kind === "policy" || kind === "trigger" || kind === "constraint")) {
    const [name] = splitNames(text.slice(0, on.index)) ?? [];
    const [schema, table] = withSchema(splitNames(text.slice(on.index + on[0].length)), 2);
    if (name === undefined || schema === undefined || table === undefined) return asIs;
    const identity = `${quoteIdent(name)} on ${quoteIdent(schema)}.${quoteIdent(table)}`;
    return { kind, schema, table, name, identity };
  }
  if (kind === "column") {
    const [schema, table, name] = withSchema(splitNames(text), 3);
    if (schema === undefined || table === undefined || name === undefined) return asIs;
    return { kind, schema, table, name, identity: [schema, table, name].map(quoteIdent).join(".") };
  }
  if (kind === "relation" || kind === "index" || kind === "type" || kind === "sequence") {
    const [schema, name] = withSchema(splitNames(text), 2);
    if (schema === undefined || name === undefined) return asIs;
    return { kind, schema, name, identity: [schema, name].map(quoteIdent).join(".") };
  }
  const [name, rest] = splitNames(text) ?? [];
  return name === undefined || rest !== undefined ? asIs : { kind, name, identity: quoteIdent(name) };
}

/** `a."B".c` as its names; `undefined` where it is no dotted list of names. */
function splitNames(text: string): readonly string[] | undefined {
  const names: string[] = [];
  const part = /(?:"((?:[^"]|"")+)"|([^".]+))(\.|$)/y;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null) return undefined;
    names.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") break;
  }
  return names.length === 0 || text.endsWith(".") ? undefined : names;
}

function withSchema(names: readonly string[] | undefined, length: number): readonly string[] {
  if (names?.length === length) return names;
  return names?.length === length - 1 ? ["public", ...names] : [];
}
