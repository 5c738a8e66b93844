import type { RowPrivilege } from "../catalog/access.ts";
import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { messageOf, type Session } from "../database/database.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { quoteIdent } from "../sql/ident.ts";

/** One statement planned in the name of one role. */
export interface ProbeResult {
  readonly relation: string;
  readonly role: string;
  readonly command: RowPrivilege;
  /** What the server said; `null` where it would run the statement. */
  readonly refusal: string | null;
}

/** The roles that a project's requests run as. */
const PROBED_ROLES = ["anon", "authenticated", "service_role"] as const;

/**
 * `explain` starts the executor and stops before the first row: it asks for every privilege and meets every policy that
 * the statement would. No row is read and no function called.
 */
const PROBE = `
create function pg_temp.supawarden_probe(roles text[], statements text[])
returns table (place int, refusal text)
language plpgsql
as $probe$
begin
  for item in 1 .. coalesce(array_length(statements, 1), 0) loop
    place := item;
    begin
      perform pg_catalog.set_config('role', roles[item], true);
      execute 'explain (costs off) ' || statements[item];
      refusal := null;
    exception when others then
      refusal := sqlerrm;
    end;
    return next;
  end loop;
  perform pg_catalog.set_config('role', 'none', true);
end
$probe$`;

/** Asks for each relation and role of the API what the server would do. Leaves the transaction as it was. */
export async function probe(
  session: Session,
  request: { readonly relations: readonly Relation[]; readonly input: RuleInput },
): Promise<readonly ProbeResult[]> {
  const asked = request.relations.flatMap((relation) => probesOf(relation, request.input));
  if (asked.length === 0) return [];
  await session.execute("savepoint access_probe");
  try {
    await session.execute(PROBE);
    const rows = await session.query<{ place: number; refusal: string | null }>(
      "select place, refusal from pg_temp.supawarden_probe($1::text[], $2::text[])",
      [asked.map(({ role }) => role), asked.map(({ statement }) => statement)],
    );
    return rows.flatMap(({ place, refusal }) => {
      const probed = asked[place - 1];
      if (probed === undefined) return [];
      const { relation, role, command } = probed;
      return [{ relation, role, command, refusal }];
    });
  } catch (error) {
    throw new Error(`access could not be probed: ${messageOf(error)}`, { cause: error });
  } finally {
    await session.execute("rollback to savepoint access_probe; release savepoint access_probe");
  }
}

interface Probe extends Omit<ProbeResult, "refusal"> {
  readonly statement: string;
}

function probesOf(relation: Relation, { access, lookup }: RuleInput): readonly Probe[] {
  if (relation.kind === "foreign table") return [];
  const name = qualified(relation);
  const column = (lookup.columns.get(relation.oid) ?? []).find(
    ({ generated, identity }) => generated === "" && identity !== "a",
  );
  const statements: Readonly<Record<RowPrivilege, string | undefined>> = {
    select: `select * from ${name}`,
    insert: `insert into ${name} default values`,
    update: column === undefined ? undefined : `update ${name} set ${quoteIdent(column.name)} = default`,
    delete: `delete from ${name}`,
  };
  return PROBED_ROLES.filter((role) => access.roleExists(role)).flatMap((role) =>
    access.rowPrivileges(role, relation).flatMap((command): Probe[] => {
      const statement = statements[command];
      return statement === undefined ? [] : [{ relation: name, role, command, statement }];
    }),
  );
}
