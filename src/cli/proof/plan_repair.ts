import { buildFactBase, encodeId, type Fact, type FactBase, type StableId } from "@supabase/pg-delta/core";
import { plan } from "@supabase/pg-delta/plan";
import { qualify, quoteIdent } from "../../shared/sql/ident.ts";
import { attempt, baseOf, keyOf, type ReadSchema, type SchemaPlan } from "./plan_schema.ts";

/** A statement of a repair. */
export interface RepairStatement {
  readonly sql: string;
  /** It loses data that no undo brings back. */
  readonly destructive: boolean;
  /** It may write a table anew, and holds it locked meanwhile. */
  readonly rewrites: boolean;
  /** It cannot run inside of a transaction. */
  readonly alone: boolean;
  /** What came before must be committed first. */
  readonly afterCommit: boolean;
  /** What it makes can be used only after a commit, such as a new value of an enum. */
  readonly commits: boolean;
}

/** How one schema becomes like another in a part of it. */
export interface RepairPlan {
  /** In an order that Postgres accepts. */
  readonly statements: readonly RepairStatement[];
  /** Settings under which they run. */
  readonly settings: SchemaPlan["settings"];
  /** Keys of objects that the engine knows on either side. */
  readonly known: ReadonlySet<string>;
  /** Keys of objects that the statements make, change or drop. */
  readonly touched: ReadonlySet<string>;
}

/** What is to be repaired, by the keys of `drift/schema_object.ts`. */
export interface RepairScope {
  readonly objects: ReadonlySet<string>;
  /** Relations and schemas that are to appear or to go, with all that is in them. */
  readonly whole: ReadonlySet<string>;
}

/** The live side. */
export interface LiveSchema {
  readonly schema: ReadSchema;
  /** The owner of the database, who stands for `postgres` of the expected side. */
  readonly owner: string;
  /** `server_version_num`, for example 170005. */
  readonly version: number;
}

/**
 * Plans how the live schema becomes what is expected in the objects of the scope; all else stays as it is. What is the same
 * under another name is renamed, since a drop would lose its rows.
 * @throws CannotPlan where the engine can make no plan.
 */
export function planRepair(live: LiveSchema, expected: ReadSchema, scope: RepairScope): RepairPlan {
  const from = live.schema.facts;
  const sides = [scopeIn(from, scope), scopeIn(expected.facts, scope)] as const;
  const { actions, preamble } = planRenaming(from, repaired(live, expected.facts, sides));
  const made = actions.filter(({ produces, destroys, consumes }) => {
    // An extension brings its members with their privileges and comments, and takes them.
    const subjects = [...produces, ...destroys];
    const about = subjects.length > 0 ? subjects : consumes.slice(0, 1);
    return !about.every((id) => sides.some((side) => side.isMember(id)));
  });
  return {
    statements: made.map((action) => ({
      sql: action.sql,
      destructive: action.dataLoss === "destructive",
      rewrites: action.rewriteRisk && !action.produces.some(({ kind }) => kind === "table"),
      alone: action.transactionality === "nonTransactional",
      afterCommit: action.newSegmentBefore,
      commits: action.transactionality === "commitBoundaryAfter",
    })),
    settings: preamble,
    known: new Set([...from.facts(), ...expected.facts.facts()].map(({ id }) => scopeKey(id))),
    touched: new Set(
      made.flatMap(({ produces, destroys, consumes, verb }) =>
        [...produces, ...destroys, ...(verb === "alter" ? consumes : [])].map(scopeKey),
      ),
    ),
  };
}

/** With renames where the engine finds any and can order them: two that stand side by side it cannot. */
function planRenaming(from: FactBase, goal: FactBase): ReturnType<typeof plan> {
  try {
    const renaming = plan(from, goal, { renames: "auto" });
    if ((renaming.acceptedRenames ?? []).length > 0) return renaming;
  } catch {
    // Planned without them below, which tells what else is wrong.
  }
  return attempt(() => plan(from, withoutOwnersDefaults(from, goal), { renames: "off" }));
}

/** Whoever makes an object has all of its privileges: they need no grant. A renamed table is told by them, though. */
function withoutOwnersDefaults(from: FactBase, goal: FactBase): FactBase {
  const present = new Set(from.facts().map(({ id }) => encodeId(id)));
  const facts = goal.facts().filter((fact) => present.has(encodeId(fact.id)) || !isOwnersDefault(fact));
  return buildFactBase(facts, [...goal.edges]);
}

/** What the live schema is to be: its own facts, and in the scope those of the expected one. */
function repaired(
  live: LiveSchema,
  expected: FactBase,
  [leaving, coming]: readonly [SideScope, SideScope],
): FactBase {
  const own = new Set<string>();
  const facts = new Map<string, Fact>();
  for (const fact of live.schema.facts.facts()) {
    const key = encodeId(fact.id);
    if (leaving.holds(fact.id)) continue;
    facts.set(key, fact);
    own.add(key);
  }
  const asLive = <Value>(value: Value): Value => withOwner(value, live.owner);
  for (const fact of expected.facts()) {
    if (!coming.holds(fact.id)) continue;
    const mapped = {
      ...fact,
      id: asLive(fact.id),
      ...(fact.parent === undefined ? {} : { parent: asLive(fact.parent) }),
      payload: fact.id.kind === "acl" ? asOfVersion(fact.payload, live.version) : fact.payload,
    };
    facts.set(encodeId(mapped.id), mapped);
  }
  const edges = [
    ...live.schema.facts.edges.filter(({ from }) => own.has(encodeId(from))),
    ...expected.edges.filter(({ from }) => coming.holds(from)).map(asLive),
  ];
  return buildFactBase([...facts.values()], edges);
}

/** Privileges as the server knows them: `maintain` is of 17. */
function asOfVersion(payload: Fact["payload"], version: number): Fact["payload"] {
  if (version >= 170_000) return payload;
  return JSON.parse(JSON.stringify(payload), (_key, value: unknown) =>
    Array.isArray(value) ? value.filter((privilege) => privilege !== "MAINTAIN") : value,
  ) as Fact["payload"];
}

function isOwnersDefault({ id, payload }: Fact): boolean {
  const { privileges, grantable, _ownerDefault: standard } = payload;
  return (
    id.kind === "acl" &&
    standard !== undefined &&
    JSON.stringify(privileges) === JSON.stringify(standard) &&
    JSON.stringify(grantable) === "[]"
  );
}

/** The scope on one side. */
interface SideScope {
  readonly holds: (id: StableId) => boolean;
  /** Whether it belongs to an extension in the scope. */
  readonly isMember: (id: StableId) => boolean;
}

/** What is in the scope on one side, the members of extensions included. */
function scopeIn({ edges }: FactBase, scope: RepairScope): SideScope {
  const members = new Set(
    edges
      .filter(({ kind, to }) => kind === "memberOfExtension" && isInScope(to, scope))
      .map(({ from }) => keyOf(from)),
  );
  const isMember = (id: StableId) => {
    const base = baseOf(id);
    if (members.has(keyOf(base))) return true;
    return "table" in base && "schema" in base && members.has(`relation ${qualify(base.schema, base.table)}`);
  };
  return { isMember, holds: (id) => isInScope(id, scope) || isMember(id) };
}

function isInScope(id: StableId, { objects, whole }: RepairScope): boolean {
  const base = baseOf(id);
  if (objects.has(scopeKey(id))) return true;
  if ("table" in base && "schema" in base && whole.has(`relation ${qualify(base.schema, base.table)}`))
    return true;
  return "schema" in base && base.schema !== null && whole.has(`schema ${quoteIdent(base.schema)}`);
}

/** A grant on a column belongs to the column. */
function scopeKey(id: StableId): string {
  if (id.kind === "acl" && id.column !== undefined && "schema" in id.target && "name" in id.target) {
    return `column ${qualify(id.target.schema ?? "", id.target.name)}.${quoteIdent(id.column)}`;
  }
  if (id.kind === "membership") return `role ${quoteIdent(id.member)}`;
  if (id.kind === "defaultPrivilege") {
    const place = id.schema === null ? "" : ` in schema ${quoteIdent(id.schema)}`;
    return `privilege default privileges for role ${quoteIdent(id.role)}${place}`;
  }
  return keyOf(id);
}

/** The same with another role in the place of `postgres`, wherever a role is named. */
function withOwner<Value>(value: Value, owner: string): Value {
  if (owner === "postgres") return value;
  return JSON.parse(JSON.stringify(value), (key: string, inner: unknown) => {
    if (inner === "postgres" && ["grantee", "role", "member"].includes(key)) return owner;
    const isRole = typeof inner === "object" && inner !== null && "kind" in inner && inner.kind === "role";
    return isRole && "name" in inner && inner.name === "postgres" ? { ...inner, name: owner } : inner;
  }) as Value;
}
