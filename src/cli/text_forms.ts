import { readServerFacts } from "../shared/catalog/server_facts.ts";
import type { Database } from "../shared/database/database.ts";
import { messageOf, type Session, sqlState } from "../shared/database/database.ts";
import { qualifiedForm } from "../shared/drift/canonical_text.ts";
import type { TextForms } from "../shared/drift/fingerprints.ts";
import { nameKey, type ObjectName } from "../shared/drift/object_type.ts";
import { beginReading } from "../shared/drift/objects/queries.ts";
import { queryTexts, withLocked } from "../shared/drift/objects/text_queries.ts";
import { qualify, quoteIdent, quoteLiteral } from "../shared/sql/ident.ts";
import type { SqlParser } from "../shared/sql/parser.ts";
import { md5 } from "./md5.ts";

/**
 * A text that Postgres deparses is not always what it would deparse of that text again: `between` comes back as one `and`, a
 * list of varchar with a cast on every element. A database that was restored from a dump holds the second form. So every
 * text is made again on the shadow out of itself until it stays as it is; what it was on the way are its other forms, and
 * so is how Postgres 15 prints it.
 */

/** A text and what it belongs to. */
interface Text {
  readonly object: ObjectName;
  readonly attribute: string;
  readonly text: string;
}

/** How often a text is made again: Postgres' own deparser settles at the second time. */
const PASSES = 4;
/** Names of what is made on the way, and the schema of the views among it. */
const MADE = "supawarden_form_";

class RolledBack extends Error {}

/** Hash of the settled form by the hash of every other form, of all texts of the database, which is left as it was. */
export async function learnTextForms(database: Database, parser: SqlParser): Promise<TextForms> {
  const forms = new Map<string, string>();
  try {
    await database.transaction("write", async (session) => {
      await learn(session, { forms, parser });
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
  return Object.fromEntries([...forms].sort());
}

async function learn(
  session: Session,
  { forms, parser }: { readonly forms: Map<string, string>; readonly parser: SqlParser },
): Promise<void> {
  const { version } = await readServerFacts(session);
  await beginReading(session);
  // Event triggers of the project must not act on what is made here; the setting is new in 17.
  await session.query(
    `select set_config(stored.name, case stored.name when 'client_min_messages' then 'error' else 'off' end, true)
    from pg_catalog.pg_settings stored
    where stored.name in ('check_function_bodies', 'event_triggers', 'client_min_messages')`,
  );
  await session.execute(`create schema ${MADE}views`);
  const first = await readTexts(session, version);
  const histories = first.filter(({ text }) => !isSettled(text)).map((text) => ({ text, seen: [text.text] }));
  let moving = histories;
  for (let pass = 0; pass < PASSES && moving.length > 0; pass += 1) {
    const again = await madeAgain(
      session,
      moving.map(({ text, seen }) => ({ ...text, text: seen.at(-1) ?? "" })),
      { version, pass },
    );
    moving = moving.filter((history, place) => {
      const next = again[place];
      if (next === undefined || next === history.seen.at(-1)) return false;
      history.seen.push(next);
      return true;
    });
  }
  for (const { text, seen } of histories) {
    const settled = seen.at(-1) ?? "";
    const others =
      text.attribute === "query" ? seen.flatMap((form) => [form, qualifiedForm(parser, form) ?? form]) : seen;
    for (const form of others) if (form !== settled) forms.set(md5(form), md5(settled));
  }
}

/** Constants and calls without arguments come back as they are. */
function isSettled(text: string): boolean {
  return /^(?:[\w.]+\(\)|-?\d+(?:\.\d+)?|true|false|'[^']*'::[\w .]+|nextval\('[^']*'::regclass\)|CURRENT_\w+)$/.test(
    text,
  );
}

async function readTexts(session: Session, version: number): Promise<readonly Text[]> {
  const texts: Text[] = [];
  await queryTexts<{ schema: string; parent: string | null; name: string; attribute: string; text: string }>(
    session,
    { server: { version } },
    {
      select: (query) =>
        withLocked(query, {
          columns: ["texts.schema", "texts.parent", "texts.name", "texts.attribute", "texts.text"],
          rest: "from texts",
        }),
      parameters: [null],
      each: (rows, type) => {
        for (const { schema, parent, name, attribute, text } of rows)
          texts.push({ object: { type, schema, parent, name }, attribute, text });
      },
    },
  );
  return texts;
}

/** The texts after they were made again; nothing where that was refused. */
async function madeAgain(
  session: Session,
  texts: readonly Text[],
  { version, pass }: { readonly version: number; readonly pass: number },
): Promise<readonly (string | undefined)[]> {
  const made = await Promise.all(texts.map(async (text, place) => remake(text, `${MADE}${pass}_${place}`)));
  await run(
    session,
    made.flatMap((item) => (item === undefined ? [] : [item.sql])),
  );
  const now = new Map(
    (await readTexts(session, version)).map(({ object, attribute, text }) => [
      `${nameKey(object)} ${attribute}`,
      text,
    ]),
  );
  return made.map((item) => {
    const text = item === undefined ? undefined : now.get(`${nameKey(item.object)} ${item.attribute}`);
    return text === undefined ? undefined : (item?.restore?.(text) ?? text);
  });
}

interface Remade {
  readonly sql: string;
  readonly object: ObjectName;
  readonly attribute: string;
  /** Puts the own name back into a text that holds the name it was made under. */
  readonly restore?: (text: string) => string;
}

/** The statement that makes a text again, and where it is to be found then. */
function remake({ object, attribute, text }: Text, name: string): Remade | undefined {
  const { type, schema, parent } = object;
  const table = qualify(schema ?? "", parent ?? "");
  const own = qualify(schema ?? "", object.name);
  const asPolicy = (): Remade => ({
    sql: `create policy ${name} on ${table} using (${text})`,
    object: { ...object, type: "policy", name },
    attribute: "using",
  });
  const renamed = (word: string, quoted: string): Remade => ({
    sql: text.replace(`${word} ${quoted}`, () => `${word} ${name}`),
    object: { ...object, name },
    attribute,
    restore: (made) => made.replace(`${word} ${name}`, () => `${word} ${quoted}`),
  });
  switch (`${type} ${attribute.split(" ")[0]}`) {
    case "relation query":
      return {
        sql: `create view ${MADE}views.${name} as ${text}`,
        object: { type, schema: `${MADE}views`, parent: null, name },
        attribute,
      };
    case "column default":
      return { sql: defaultSql({ schema, parent, name: object.name }, text), object, attribute };
    case "constraint expression":
    case "index predicate":
    case "policy using":
    case "policy with_check":
      return asPolicy();
    case "constraint definition":
      return {
        sql: `alter table ${table} add constraint ${name} ${text}`,
        object: { ...object, name },
        attribute,
      };
    case "index expressions":
      return { sql: indexSql(own, { name, table }), object: { ...object, name }, attribute };
    case "trigger definition":
      return renamed("TRIGGER", quoteIdent(object.name));
    case "relation rule": {
      const rule = attribute.slice("rule ".length);
      return {
        sql: text.replace(`RULE ${rule}`, () => `RULE ${name}`),
        object,
        attribute: `rule ${name}`,
        restore: (made) => made.replace(`RULE ${name}`, () => `RULE ${rule}`),
      };
    }
    case "routine sql_body":
    case "routine argument_defaults":
      return {
        sql: `do $again$ begin execute pg_get_functiondef(${quoteLiteral(object.name)}::pg_catalog.regprocedure); end $again$`,
        object,
        attribute,
      };
    case "type default":
      return { sql: `alter domain ${own} set default ${text}`, object, attribute };
    case "type constraint":
      return {
        sql: `alter domain ${own} add constraint ${name} check (${text})`,
        object,
        attribute: `constraint ${name}`,
      };
    default:
      return undefined;
  }
}

/** A default is set anew; an expression of a generated column too, since 17. */
function defaultSql(
  { schema, parent, name }: Pick<ObjectName, "schema" | "parent" | "name">,
  text: string,
): string {
  const alter = `alter table ${qualify(schema ?? "", parent ?? "")} alter column ${quoteIdent(name)}`;
  return `do $again$
    begin
      execute case
        when exists (
          select from pg_catalog.pg_attribute att
          where att.attrelid = ${quoteLiteral(qualify(schema ?? "", parent ?? ""))}::pg_catalog.regclass
            and att.attname = ${quoteLiteral(name)} and att.attgenerated <> ''
        ) then ${quoteLiteral(`${alter} set expression as (${text})`)}
        else ${quoteLiteral(`${alter} set default ${text}`)}
      end;
    end $again$`;
}

/** An index on the expressions of another, each as Postgres prints it alone, which a list of them does not tell apart. */
function indexSql(index: string, made: { readonly name: string; readonly table: string }): string {
  return `do $again$
    begin
      execute ${quoteLiteral(`create index ${made.name} on ${made.table} (`)} || (
        select string_agg(pg_get_indexdef(idx.indexrelid, item.place::int4, false), ', ' order by item.place)
        from pg_catalog.pg_index idx
        cross join unnest(idx.indkey::int2[]) with ordinality item (number, place)
        where idx.indexrelid = ${quoteLiteral(index)}::pg_catalog.regclass and item.number = 0
      ) || ')';
    end $again$`;
}

/** Runs statements, together where all are accepted; one that is refused is left out. */
async function run(session: Session, statements: readonly string[]): Promise<void> {
  const [first, ...more] = statements;
  if (first === undefined) return;
  await session.execute("savepoint again");
  try {
    await session.execute(statements.slice(0, 64).join(";\n"));
    await session.execute("release savepoint again");
    if (statements.length > 64) await run(session, statements.slice(64));
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    await session.execute("rollback to savepoint again; release savepoint again");
    if (more.length === 0) {
      if (process.env.SUPAWARDEN_TRACE_FORMS === "1") process.stderr.write(`${messageOf(error)}: ${first}\n`);
      return;
    }
    const part = statements.slice(0, 64);
    const middle = Math.ceil(part.length / 2);
    await run(session, part.slice(0, middle));
    await run(session, part.slice(middle));
    await run(session, statements.slice(64));
  }
}
