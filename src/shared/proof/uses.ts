import { qualified, tableObjectRef } from "../catalog/identity.ts";
import type { Routine } from "../catalog/routines.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Session } from "../database/database.ts";
import { bodyOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { namesOf } from "../rules/name_index.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { funcName, type QualifiedName, relationName, walk } from "../sql/walk.ts";

/** What makes use of an object. */
export type UserKind =
  | "policy"
  | "view"
  | "default"
  | "generated column"
  | "constraint"
  | "index"
  | "trigger"
  | "routine"
  | "cron job";

/** One use: who uses which relation or routine. OIDs are those of the copy. */
export interface Use {
  readonly by: UserKind;
  /** The user's name as a message prints it. */
  readonly name: string;
  /** The relation that the policy, view, default … belongs to. */
  readonly relation: number | null;
  /** The routine whose body uses the target. */
  readonly routine: number | null;
  /** Of a policy its name in the catalog, of a cron job the role it runs as. */
  readonly detail: string;
  readonly target: "routine" | "relation";
  readonly oid: number;
}

/** Uses by `routine OID` or `relation OID`. */
export type Uses = ReadonlyMap<string, readonly Use[]>;

/** Key of a target. */
export function targetKey(target: Use["target"], oid: number): string {
  return `${target} ${oid}`;
}

interface Row {
  readonly by: UserKind;
  readonly relation: number | null;
  readonly routine: number | null;
  readonly name: string;
  readonly target: "routine" | "relation";
  readonly oid: number;
}

/** What Postgres records of expressions and queries. A trigger's own function is no use: firing it asks no privilege. */
const RECORDED = `
  with used as materialized (
    select dep.classid, dep.objid, case when dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      then 'routine' else 'relation' end as target, dep.refobjid::int8 as oid
    from pg_catalog.pg_depend dep
    where dep.classid in ('pg_catalog.pg_policy'::pg_catalog.regclass, 'pg_catalog.pg_rewrite'::pg_catalog.regclass,
        'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass,
        'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_class'::pg_catalog.regclass,
        'pg_catalog.pg_proc'::pg_catalog.regclass)
      and dep.refclassid in ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_class'::pg_catalog.regclass)
      and dep.refobjid >= 16384
    group by 1, 2, 3, 4
  )
  select 'policy' as by, pol.polrelid::int8 as relation, null::int8 as routine, pol.polname::text as name, used.target, used.oid
  from used join pg_catalog.pg_policy pol on used.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass and pol.oid = used.objid
  where used.target = 'routine' or used.oid <> pol.polrelid
  union all
  select 'view', rew.ev_class::int8, null, '', used.target, used.oid
  from used join pg_catalog.pg_rewrite rew on used.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and rew.oid = used.objid
  where used.target = 'routine' or used.oid <> rew.ev_class
  union all
  select case when att.attgenerated = '' then 'default' else 'generated column' end, def.adrelid::int8, null, att.attname::text,
    used.target, used.oid
  from used join pg_catalog.pg_attrdef def on used.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and def.oid = used.objid
  join pg_catalog.pg_attribute att on att.attrelid = def.adrelid and att.attnum = def.adnum
  where used.target = 'routine' or used.oid <> def.adrelid
  union all
  select 'constraint', con.conrelid::int8, null, con.conname::text, used.target, used.oid
  from used join pg_catalog.pg_constraint con on used.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and con.oid = used.objid
  where con.conrelid <> 0 and (used.target = 'routine' or used.oid = con.confrelid and con.confrelid <> con.conrelid)
  union all
  select 'trigger', trg.tgrelid::int8, null, trg.tgname::text, used.target, used.oid
  from used join pg_catalog.pg_trigger trg on used.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and trg.oid = used.objid
  where not trg.tgisinternal and used.target = 'routine' and used.oid <> trg.tgfoid
  union all
  select 'index', idx.indrelid::int8, null, rel.relname::text, used.target, used.oid
  from used join pg_catalog.pg_class rel on used.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and rel.oid = used.objid
  join pg_catalog.pg_index idx on idx.indexrelid = rel.oid
  where used.target = 'routine'
  union all
  select 'routine', null, pro.oid::int8, '', used.target, used.oid
  from used join pg_catalog.pg_proc pro on used.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and pro.oid = used.objid
  where used.target = 'routine' or pro.prosqlbody is not null`;

/** Reads who uses what: from the catalog, from the bodies of routines and from the commands of cron jobs. */
export async function readUses(session: Session, input: RuleInput): Promise<Uses> {
  const uses = new Map<string, Use[]>();
  const add = (use: Use): void => {
    const key = targetKey(use.target, use.oid);
    const known = uses.get(key);
    if (known === undefined) uses.set(key, [use]);
    else known.push(use);
  };
  for (const row of await session.query<Row>(RECORDED)) add(recordedUse(row, input));
  for (const use of bodyUses(input)) add(use);
  if (input.parser !== null) for (const use of cronUses(input.snapshot, input.parser)) add(use);
  return uses;
}

function recordedUse(row: Row, { lookup }: RuleInput): Use {
  const relation = row.relation === null ? undefined : lookup.relations.get(Number(row.relation));
  const table = relation ?? { schema: "", name: "" };
  const name = {
    policy: () => tableObjectRef("policy", row.name, table).identity,
    view: () => qualified(table),
    routine: () => lookup.routines.get(Number(row.routine))?.signature ?? "",
    default: () => `${qualified(table)}.${quoteIdent(row.name)}`,
    "generated column": () => `${qualified(table)}.${quoteIdent(row.name)}`,
    constraint: () => tableObjectRef("constraint", row.name, table).identity,
    trigger: () => tableObjectRef("trigger", row.name, table).identity,
    index: () => quoteIdent(row.name),
    "cron job": () => row.name,
  }[row.by]();
  return {
    by: row.by,
    name,
    relation: row.relation === null ? null : Number(row.relation),
    routine: row.routine === null ? null : Number(row.routine),
    detail: row.name,
    target: row.target,
    oid: Number(row.oid),
  };
}

function* bodyUses(input: RuleInput): Iterable<Use> {
  for (const routine of input.snapshot.routines) {
    const body = bodyOf(input, routine);
    if (body === undefined || body instanceof BodyUnparsable) continue;
    yield* targetsOf(input.snapshot, {
      user: userRoutine(routine),
      relations: body.relations,
      calls: body.calls,
    });
  }
}

type User = Pick<Use, "by" | "name" | "relation" | "routine" | "detail">;

function userRoutine(routine: Routine): User {
  return {
    by: "routine",
    name: routine.signature,
    relation: null,
    routine: routine.oid,
    detail: routine.name,
  };
}

function* cronUses(snapshot: CatalogSnapshot, parser: SqlParser): Iterable<Use> {
  for (const job of snapshot.cron_jobs) {
    const relations: QualifiedName[] = [];
    const calls: QualifiedName[] = [];
    try {
      for (const { node } of parser.parse(job.command).statements) {
        walk(node, (kind, fields) => {
          if (kind === "RangeVar") relations.push(relationName(fields));
          else if (kind === "FuncCall") calls.push(funcName(fields));
        });
      }
    } catch (error) {
      if (error instanceof SqlSyntaxError) continue;
      throw error;
    }
    const name = job.name ?? String(job.id);
    const user: User = { by: "cron job", name, relation: null, routine: null, detail: job.username };
    yield* targetsOf(snapshot, { user, relations, calls });
  }
}

/** A name without a schema may mean any object of that name. */
function* targetsOf(
  snapshot: CatalogSnapshot,
  named: {
    readonly user: User;
    readonly relations: readonly QualifiedName[];
    readonly calls: readonly QualifiedName[];
  },
): Iterable<Use> {
  const { user } = named;
  const index = namesOf(snapshot);
  const seen = new Set<string>();
  for (const [target, names, objects] of [
    ["relation", named.relations, index.relations],
    ["routine", named.calls, index.routines],
  ] as const) {
    for (const { schema, name } of names) {
      for (const object of objects.get(name) ?? []) {
        if (object.oid === user.routine || (schema !== undefined && object.schema !== schema)) continue;
        const key = targetKey(target, object.oid);
        if (seen.has(key)) continue;
        seen.add(key);
        yield { ...user, target, oid: object.oid };
      }
    }
  }
}
