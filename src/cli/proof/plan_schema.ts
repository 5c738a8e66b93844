import { buildFactBase, encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { extract } from "@supabase/pg-delta/extract";
import { plan } from "@supabase/pg-delta/plan";
import { isPlatformRole, isPlatformSchema } from "../../shared/catalog/scope.ts";
import { messageOf, type Session } from "../../shared/database/database.ts";
import { qualify, quoteIdent } from "../../shared/sql/ident.ts";

// With plan_repair.ts, the only modules that know @supabase/pg-delta, Supabase's own engine for schema differences.

/** A statement of the plan and the objects it makes or changes, by the keys of `drift/schema_object.ts`. */
export interface PlannedStatement {
  readonly sql: string;
  readonly objects: readonly string[];
  /** What the engine calls the kind of the first of them: `table`, `trigger`, `acl`, `eventTrigger` … */
  readonly kind: string;
  /** Ids of what it makes and of what must be there first, in the engine's own words. */
  readonly makes: readonly string[];
  readonly needs: readonly string[];
  /** The relation that it is or belongs to, by qualified name. */
  readonly table?: string;
}

/** How one schema becomes like another. */
export interface SchemaPlan {
  /** In an order that Postgres accepts. */
  readonly statements: readonly PlannedStatement[];
  /** Settings under which they run. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** What the other schema has and the plan leaves out, in words. */
  readonly omitted: readonly string[];
}

/** A schema as the engine reads it. */
export interface ReadSchema {
  readonly facts: FactBase;
  readonly omitted: readonly string[];
}

/** The engine could not read or plan a schema, for a reason of its own. */
export class CannotPlan extends Error {
  override readonly name = "CannotPlan";
}

/** Reads the schema inside the open transaction, which changes nothing. Values of options that could be secret are left out. */
export async function readSchema(session: Session): Promise<ReadSchema> {
  // The engine wants the pool of another driver. It gets our session: JSON brings the same values from either database.
  const client = {
    query: async (sql: string): Promise<{ rows: unknown }> => {
      if (/^\s*(?:begin|commit|rollback)\b/i.test(sql)) return { rows: [] };
      if (/^\s*set local\b/i.test(sql)) {
        await session.execute(sql);
        return { rows: [] };
      }
      const [answer] = await session.query<{ rows: string }>(
        `select coalesce(pg_catalog.json_agg(answer), '[]')::text as rows from (${sql}\n) answer`,
      );
      return { rows: JSON.parse(answer?.rows ?? "[]") };
    },
    release: () => undefined,
  };
  const read = await extract({ connect: () => Promise.resolve(client) } as Parameters<typeof extract>[0], {
    statementTimeoutMs: 60_000,
  });
  return {
    facts: read.factBase,
    omitted: read.diagnostics.filter(({ code }) => code === "unmodeled_kind").map(({ message }) => message),
  };
}

/**
 * Plans how `copy` becomes like `original`. What the platform has on the copy alone stays, so that a stand-in is not
 * dropped for the original that cannot be made here; roles are the copy's own.
 */
export function planSchema(copy: ReadSchema, original: ReadSchema): SchemaPlan {
  const { actions, preamble } = planned(copy.facts, original.facts);
  const subscriptions = original.facts.facts().filter(({ id }) => id.kind === "subscription");
  return {
    statements: actions.map(statementOf),
    settings: preamble,
    omitted: [
      ...original.omitted,
      ...subscriptions.map(({ id }) => `subscription ${"name" in id ? id.name : ""}: the copy would connect`),
    ],
  };
}

/**
 * Plans a baseline: how an empty project becomes like the original. `left` tells what is made by other means, by its kind
 * and schema.
 */
export function planBaseline(
  empty: ReadSchema,
  original: ReadSchema,
  left: (id: {
    readonly kind: string;
    /** Of a comment or a privilege: the kind of what it is on. */
    readonly of: string;
    readonly schema: string;
    readonly name: string;
  }) => boolean,
): SchemaPlan {
  const present = new Set(empty.facts.facts().map(({ id }) => encodeId(id)));
  const facts = original.facts.facts().filter(({ id }) => {
    const base = baseOf(id);
    const place = {
      kind: id.kind,
      of: base.kind,
      schema: "schema" in base ? (base.schema ?? "") : "",
      name: "table" in base ? base.table : "name" in base ? base.name : "",
    };
    return present.has(encodeId(id)) || !left(place);
  });
  const whole = withoutOrphans(facts);
  const kept = new Set(whole.map(({ id }) => encodeId(id)));
  const edges = original.facts.edges.filter(({ from }) => kept.has(encodeId(from)));
  const planned = planSchema(empty, { facts: buildFactBase([...whole], edges), omitted: original.omitted });
  // What a policy or a body of a view reads stands in the edges and not among what an action consumes.
  const reads = new Map<string, string[]>();
  for (const { from, to, kind } of edges) {
    if (kind !== "depends") continue;
    const key = encodeId(from);
    reads.set(key, [...(reads.get(key) ?? []), encodeId(to)]);
  }
  return {
    ...planned,
    statements: planned.statements.map((statement) => ({
      ...statement,
      needs: [...new Set([...statement.needs, ...statement.makes.flatMap((id) => reads.get(id) ?? [])])],
    })),
  };
}

/** What belongs to something that is left out is left out with it. */
function withoutOrphans(facts: readonly Fact[]): readonly Fact[] {
  const kept = new Set(facts.map(({ id }) => encodeId(id)));
  const whole = facts.filter(({ parent }) => parent === undefined || kept.has(encodeId(parent)));
  return whole.length === facts.length ? whole : withoutOrphans(whole);
}

function statementOf({
  sql,
  produces,
  consumes,
  destroys,
}: ReturnType<typeof plan>["actions"][number]): PlannedStatement {
  // Default privileges that are taken back name what they were, and consume only the role.
  const revoked = destroys.filter(({ kind }) => kind === "defaultPrivilege");
  const subjects = [produces, revoked, consumes.slice(0, 1)].find(({ length }) => length > 0) ?? [];
  return {
    sql,
    objects: [...new Set(subjects.map(keyOf))],
    kind: subjects[0]?.kind ?? "",
    makes: produces.map(encodeId),
    needs: consumes.map(encodeId),
    ...tableOf(subjects[0], consumes),
  };
}

function tableOf(subject: StableId | undefined, consumes: readonly StableId[]): { readonly table?: string } {
  const base = subject === undefined ? undefined : baseOf(subject);
  const id = base?.kind === "index" ? consumes.find(isRelation) : base;
  if (id === undefined) return {};
  if ("table" in id && "schema" in id) return { table: qualify(id.schema, id.table) };
  return isRelation(id) && "name" in id && "schema" in id ? { table: qualify(id.schema ?? "", id.name) } : {};
}

function isRelation({ kind }: StableId): boolean {
  return kind === "table" || kind === "view" || kind === "materializedView" || kind === "foreignTable";
}

function planned(copy: FactBase, original: FactBase): ReturnType<typeof plan> {
  return attempt(() => plan(copy, goal(copy, original)));
}

/** @throws CannotPlan for any error of the engine's. */
export function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new CannotPlan(shortened(messageOf(error)), { cause: error });
  }
}

/** The engine writes out the statements it could not order, which can be hundreds. */
function shortened(message: string): string {
  return message.length <= MESSAGE_LENGTH ? message : `${message.slice(0, MESSAGE_LENGTH)} …`;
}

const MESSAGE_LENGTH = 300;

/** Kinds of which the copy keeps what it has: roles are made apart, a subscription would connect to its publisher. */
const OWN_KINDS: ReadonlySet<StableId["kind"]> = new Set(["role", "membership"]);
const LEFT_OUT: ReadonlySet<StableId["kind"]> = new Set(["subscription", "securityLabel"]);

function goal(copy: FactBase, original: FactBase): FactBase {
  const known = new Map(copy.facts().map((fact) => [encodeId(fact.id), fact]));
  const facts = new Map<string, Fact>();
  for (const fact of original.facts()) {
    const key = encodeId(fact.id);
    if (OWN_KINDS.has(fact.id.kind) || LEFT_OUT.has(baseOf(fact.id).kind) || LEFT_OUT.has(fact.id.kind))
      continue;
    // An extension has the version and the manner of the one that is here.
    facts.set(key, fact.id.kind === "extension" ? (known.get(key) ?? fact) : fact);
  }
  const kept = new Set<string>();
  for (const [key, fact] of known) {
    const isMissing = OWN_KINDS.has(fact.id.kind) || (!facts.has(key) && isPlatform(baseOf(fact.id)));
    // Privileges on what the original has as well are the original's.
    if (!isMissing || (fact.id.kind === "acl" && facts.has(encodeId(fact.id.target)))) continue;
    kept.add(key);
    facts.set(key, fact);
  }
  const edges = [
    ...original.edges.filter(({ from }) => facts.has(encodeId(from)) && !kept.has(encodeId(from))),
    ...copy.edges.filter(({ from }) => kept.has(encodeId(from))),
  ];
  return buildFactBase([...facts.values()], edges);
}

/** The object that a comment or a privilege is about. */
export function baseOf(id: StableId): StableId {
  return "target" in id ? baseOf(id.target) : id;
}

function isPlatform(id: StableId): boolean {
  switch (id.kind) {
    case "schema":
      return isPlatformSchema(id.name);
    case "extension":
    case "publication":
    case "eventTrigger":
      return true;
    case "publicationRel":
    case "publicationSchema":
      return false;
    case "defaultPrivilege":
      return id.role !== "postgres" && isPlatformRole(id.role);
    default:
      return "schema" in id && id.schema !== null && isPlatformSchema(id.schema);
  }
}

/** The key under which our own comparison knows the object. */
export function keyOf(named: StableId): string {
  const id = baseOf(named);
  switch (id.kind) {
    case "table":
    case "view":
    case "materializedView":
    case "foreignTable":
      return `relation ${qualify(id.schema, id.name)}`;
    case "column":
    case "default":
      return `column ${qualify(id.schema, id.table)}.${quoteIdent(id.name)}`;
    case "constraint":
    case "trigger":
    case "policy":
      return `${id.kind} ${quoteIdent(id.name)} on ${qualify(id.schema, id.table)}`;
    case "rule":
      return `relation ${qualify(id.schema, id.table)}`;
    case "index":
    case "sequence":
      return `${id.kind} ${qualify(id.schema, id.name)}`;
    case "domain":
    case "type":
    case "collation":
      return `type ${qualify(id.schema, id.name)}`;
    case "typeAttribute":
      return `type ${qualify(id.schema, id.type)}`;
    case "function":
    case "procedure":
    case "aggregate":
      return `routine ${qualify(id.schema, id.name)}(${id.args.join(",")})`;
    case "schema":
    case "extension":
    case "publication":
    case "role":
      return `${id.kind} ${quoteIdent(id.name)}`;
    case "eventTrigger":
      return `trigger ${quoteIdent(id.name)}`;
    case "publicationRel":
    case "publicationSchema":
      return `publication ${quoteIdent(id.publication)}`;
    case "defaultPrivilege":
      return `privilege default privileges for role ${quoteIdent(id.role)}`;
    default:
      return encodeId(id);
  }
}
