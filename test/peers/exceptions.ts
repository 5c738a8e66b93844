import { accessOf } from "../../src/shared/catalog/access.ts";
import { lookupOf } from "../../src/shared/catalog/lookup.ts";
import type { Policy } from "../../src/shared/catalog/policies.ts";
import type { Relation } from "../../src/shared/catalog/relations.ts";
import type { Routine } from "../../src/shared/catalog/routines.ts";
import { API_ROLES, isPlatformSchema } from "../../src/shared/catalog/scope.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { quoteIdent } from "../../src/shared/sql/ident.ts";
import { metadataText, type PeerFinding } from "./peer_finding.ts";
import type { PeerRule } from "./peer_rules.ts";
import type { PeerSubject } from "./peer_subjects.ts";
import { readCalls } from "./request_calls.ts";

/** A finding of the peer that has none of ours, with what both were made from. */
export interface PeerCase {
  readonly finding: PeerFinding;
  readonly subject: PeerSubject;
  readonly snapshot: CatalogSnapshot;
}

/** A kind of finding where splinter is wrong, so that ours is missing on purpose. */
export interface SplinterException {
  readonly id: string;
  readonly rules: readonly PeerRule[];
  /** What splinter reports. */
  readonly what: string;
  /** Why that is wrong. */
  readonly reason: string;
  /** Whether the catalog shows what the exception says; never a name in a fixture. */
  readonly applies: (peerCase: PeerCase) => boolean;
}

/** All of them, published in docs/splinter.md. One that no database of the comparison needs fails the test. */
export const EXCEPTIONS: readonly SplinterException[] = [
  {
    id: "trigger_functions",
    rules: [
      "anon_security_definer_function_executable",
      "authenticated_security_definer_function_executable",
    ],
    what: "Trigger and event trigger functions, as callable at `/rest/v1/rpc/…`",
    reason: "Postgres refuses to run them other than by a trigger, and PostgREST does not serve them.",
    applies: (peerCase) =>
      ["trigger", "event_trigger"].includes(routineOf(peerCase)?.return_type ?? "not a function"),
  },
  {
    id: "schema_without_usage",
    rules: [
      "security_definer_view",
      "rls_disabled_in_public",
      "materialized_view_in_api",
      "foreign_table_in_api",
      "sensitive_columns_exposed",
      "anon_security_definer_function_executable",
      "authenticated_security_definer_function_executable",
    ],
    what: "Objects of an exposed schema on which the role has a privilege, but no USAGE on the schema",
    reason:
      "Without USAGE on the schema every request for its objects ends in “permission denied for schema”.",
    applies: ({ finding, snapshot }) => {
      const access = accessOf(snapshot);
      const named = API_ROLES.filter((role) => finding.name.startsWith(`${role}_`));
      return (named.length === 0 ? API_ROLES : named).every(
        (role) => !access.schemaUsage(role, metadataText(finding, "schema")),
      );
    },
  },
  {
    id: "extension_members",
    rules: [
      "sensitive_columns_exposed",
      "unsupported_reg_types",
      "anon_security_definer_function_executable",
      "authenticated_security_definer_function_executable",
    ],
    what: "Tables and functions that belong to an extension, such as PostGIS' `spatial_ref_sys`",
    reason:
      "They are made, changed and dropped by the extension's scripts; a project cannot repair them, and what it alters is undone by the next update. Where the extension lies in `public`, `extension_in_public` says so.",
    applies: (peerCase) => (routineOf(peerCase) ?? relationOf(peerCase))?.extension != null,
  },
  {
    id: "platform_schemas",
    rules: ["function_search_path_mutable"],
    what: "Objects in schemas of Supabase's newer services (`_analytics`, `_realtime`, `_supavisor`, `pgmq_public`, …)",
    reason:
      "The services make and migrate them; what a project alters there is overwritten. Splinter leaves out the older ones.",
    applies: ({ finding }) => isPlatformSchema(metadataText(finding, "schema")),
  },
  {
    id: "aggregates",
    rules: ["function_search_path_mutable"],
    what: "Aggregates without a `search_path`",
    reason:
      "An aggregate has no body and Postgres takes no SET clause for it; the functions it is made of are judged by themselves.",
    applies: (peerCase) => routineOf(peerCase)?.kind === "aggregate",
  },
  {
    id: "compiled_functions",
    rules: ["function_search_path_mutable"],
    what: "Functions in language C or internal without a `search_path`",
    reason: "Their code is compiled: there is no text in which a name could be looked up.",
    applies: (peerCase) => ["c", "internal"].includes(routineOf(peerCase)?.language ?? ""),
  },
  {
    id: "invoker_view_by_a_beginning",
    rules: ["security_definer_view", "auth_users_exposed"],
    what: "Views whose `security_invoker` is on, written as a beginning of `true` or `yes` such as `t` or `tr`",
    reason: "The option is stored as it was written, and Postgres takes any such beginning for true.",
    applies: (peerCase) =>
      relationOf(peerCase)?.options.some((option) => /^security_invoker=(t|tr|tru|y|ye)$/i.test(option)) ??
      false,
  },
  {
    id: "call_run_once",
    rules: ["auth_rls_initplan"],
    what: "Policies whose call stands deeper inside a subquery without tables, such as `(select (auth.jwt() ->> 'sub'))`",
    reason: "Such a subquery is an initialisation plan already: Postgres runs it once a statement.",
    applies: (peerCase) => {
      const calls = clausesOf(peerCase).map(readCalls);
      return calls.some(({ once }) => once > 0) && calls.every(({ repeated }) => repeated.length === 0);
    },
  },
  {
    id: "call_of_the_row",
    rules: ["auth_rls_initplan"],
    what: "Policies whose `current_setting(…)` takes an argument that differs from row to row",
    reason:
      "The call depends on the row, so it cannot be run once: the subquery that is asked for changes nothing.",
    applies: (peerCase) => {
      const repeated = clausesOf(peerCase).flatMap((clause) => readCalls(clause).repeated);
      return repeated.length > 0 && repeated.every(({ namesColumn }) => namesColumn);
    },
  },
  {
    id: "call_in_a_constant",
    rules: ["auth_rls_initplan"],
    what: "Policies that compare with a string which spells a call, such as `title <> 'auth.uid()'`",
    reason: "It is a constant; nothing is called.",
    applies: (peerCase) =>
      clausesOf(peerCase)
        .map(readCalls)
        .every(({ once, repeated }) => once === 0 && repeated.length === 0),
  },
  {
    id: "permissive_without_clause",
    rules: ["rls_policy_always_true"],
    what: "Permissive policies that have no USING (or, for INSERT, no WITH CHECK)",
    reason:
      "A permissive policy without the clause lets no row through: Postgres adds nothing for it to the condition.",
    applies: (peerCase) => {
      const policy = policyOf(peerCase);
      return (policy?.command === "insert" ? policy.with_check : policy?.using) === null;
    },
  },
];

function routineOf({ snapshot, subject }: PeerCase): Routine | undefined {
  const signatures = subject.objects.filter(({ kind }) => kind === "routine").map(({ identity }) => identity);
  return snapshot.routines.find(({ signature }) => signatures.includes(signature));
}

function relationOf({ finding, snapshot }: PeerCase): Relation | undefined {
  return snapshot.relations.find(
    ({ schema, name }) =>
      schema === metadataText(finding, "schema") && name === metadataText(finding, "name"),
  );
}

function policyOf(peerCase: PeerCase): Policy | undefined {
  const relation = relationOf(peerCase);
  const policies = relation === undefined ? [] : lookupOf(peerCase.snapshot).policies.get(relation.oid);
  const [object] = peerCase.subject.objects;
  return policies?.find((policy) => object?.identity.startsWith(`${quoteIdent(policy.name)} on `));
}

function clausesOf(peerCase: PeerCase): string[] {
  const policy = policyOf(peerCase);
  return [policy?.using, policy?.with_check].filter((clause) => clause != null);
}
