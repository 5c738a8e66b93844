import { apiReach } from "../catalog/exposure.ts";
import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { ApiRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { createCauseFinder } from "./default_grants.ts";
import { revokeFromApi } from "./relation_revoke.ts";
import type { Rule } from "./rule.ts";
import { usersReach, type WayToUsers } from "./users_reach.ts";

/** Finds relations of the API that show the accounts of all users. */
export const authUsersExposed: Rule = {
  id: "auth_users_exposed",
  title: "Accounts in auth.users readable over the API",
  summary:
    "Looks for views and materialized views of an exposed schema that show rows of auth.users to anon or authenticated, also over other views, and for auth.users itself where schema auth is exposed.",
  severity: "error",
  category: "exposure",
  rationale:
    "auth.users holds the address, phone number, metadata and password hash of every account. A view with its owner's rights, or a materialized view, shows them past the table's row level security to whoever has the public key, and a view that needs one column today is widened tomorrow.",
  sources: ["splinter 0002_auth_users_exposed", "https://supabase.com/docs/guides/auth/managing-user-data"],
  scope: "shard",
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "view_dependencies" },
    { family: "policies" },
    { role: "anon" },
    { role: "authenticated" },
    // Without it no policy on auth.users counts as open.
    { parser: "partly" },
    { exposed: true },
  ],
  reads: ["default_privileges"],
  limits:
    "A view that shows an innocent column, or only counts the accounts, is reported too: Postgres does not record which columns come out at the top. Functions, SECURITY DEFINER ones among them, are not followed, neither from a view nor as an RPC, and neither are tables that a trigger fills. Unlike splinter the rule follows views over views and column grants; it is silent about a view with security_invoker whose caller cannot read auth.users, about a view whose owner cannot, and where the role lacks USAGE on the exposed schema, since all of these answer with an error or no row.",
  *check(input) {
    const users = input.snapshot.relations.find(({ schema, name }) => schema === "auth" && name === "users");
    if (users === undefined) return;
    const causeOf = createCauseFinder(input);
    const { candidates, wayFrom, isOpenTo } = usersReach(input, users);
    for (const relation of [users, ...candidates]) {
      const shown = [...apiReach(input.snapshot, relation, input.exposed)].flatMap(([role, privileges]) => {
        if (!privileges.includes("select")) return [];
        if (relation === users) return isOpenTo(role) ? [{ role }] : [];
        const way = wayFrom(relation, role);
        return way === undefined ? [] : [{ role, way }];
      });
      if (shown.length === 0) continue;
      const held = { roles: shown.map(({ role }) => role), privileges: ["select"] as const };
      yield { ...verdict(input, relation, shown), ...causeOf(relation, held) };
    }
  },
};

interface Shown {
  readonly role: ApiRole;
  /** `undefined` where the relation is auth.users itself. */
  readonly way?: WayToUsers;
}

function verdict(input: RuleInput, relation: Relation, shown: readonly Shown[]): Verdict {
  const roles = shown.map(({ role }) => role);
  const readers = roles.join(" and ");
  const name = qualified(relation);
  const way = shown[0]?.way;
  const asCaller = way === undefined || roles.some((role) => role === way.reader);
  const over = way === undefined || way.over.length === 0 ? "" : ` by way of ${way.over.join(", ")}`;
  return {
    object: schemaObjectRef("relation", relation),
    message:
      way === undefined
        ? `Schema auth is exposed and ${readers} can read the accounts in ${name}.`
        : `${relation.kind === "view" ? "View" : "Materialized view"} ${name} shows accounts of auth.users to ${readers}${over}, with the rights of ${
            asCaller ? "the caller, whom no row level security holds back" : quoteIdent(way.reader)
          }.`,
    evidence: {
      kind: relation.kind,
      roles,
      owner: relation.owner,
      exposed_by: input.exposed.source,
      ...(way === undefined
        ? {}
        : {
            over: [...way.over],
            reads_as: asCaller ? "caller" : way.reader,
            columns_of_auth_users: [...way.columns],
          }),
    },
    remediation: revokeFromApi(input, relation, {
      roles,
      privileges: ["select"],
      note: `Requests of ${readers} for ${name} fail afterwards. Give users a table of their own columns instead, filled by a trigger on auth.users, with row level security${
        relation.kind === "view" && !asCaller
          ? "; or set security_invoker on the view, grant SELECT on the columns of auth.users it needs, and write a policy there that shows each user their own row"
          : ""
      }.`,
    }),
  };
}
