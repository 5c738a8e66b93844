import { accessOf } from "../../src/shared/catalog/access.ts";
import { qualified } from "../../src/shared/catalog/identity.ts";
import type { Index } from "../../src/shared/catalog/indexes.ts";
import { lookupOf } from "../../src/shared/catalog/lookup.ts";
import type { Policy } from "../../src/shared/catalog/policies.ts";
import type { Relation } from "../../src/shared/catalog/relations.ts";
import type { Routine } from "../../src/shared/catalog/routines.ts";
import { API_ROLES, isPlatformSchema } from "../../src/shared/catalog/scope.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Report } from "../../src/shared/findings/report.ts";
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
  readonly report: Report;
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
      "pg_graphql_anon_table_exposed",
      "pg_graphql_authenticated_table_exposed",
      "anon_security_definer_function_executable",
      "authenticated_security_definer_function_executable",
    ],
    what: "Objects on which the role has a privilege, but no USAGE on their schema",
    reason:
      "Without USAGE on the schema every request for its objects ends in “permission denied for schema”.",
    applies: ({ finding, snapshot }) => {
      const access = accessOf(snapshot);
      const named = API_ROLES.filter((role) => `_${finding.name}`.includes(`_${role}_`));
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
    rules: ["function_search_path_mutable", "fkey_to_auth_unique"],
    what: "Objects in schemas of Supabase's services, such as `_analytics`, `pgmq_public` or, in one rule, `auth`",
    reason:
      "The services make and migrate them; what a project alters there is overwritten. Splinter's lists leave out some of these schemas, and other ones from rule to rule.",
    applies: ({ finding }) => isPlatformSchema(metadataText(finding, "schema")),
  },
  {
    id: "partitions",
    rules: [
      "unindexed_foreign_keys",
      "no_primary_key",
      "unused_index",
      "duplicate_index",
      "unsupported_reg_types",
      "fkey_to_auth_unique",
    ],
    what: "Each partition by itself, and often not the partitioned table",
    reason:
      "Key, foreign key, index and column of a partition are the partitioned table's, and can be made or changed only there. One finding names the partitioned table.",
    applies: (peerCase) => {
      const roots = ancestorsOf(peerCase);
      return peerCase.report.findings.some(
        (finding) =>
          finding.rule === peerCase.finding.name && roots.has(relationNamed(finding, peerCase)?.oid ?? 0),
      );
    },
  },
  {
    id: "temporary_tables",
    rules: ["no_primary_key", "unused_index"],
    what: "Temporary tables of a session that is open at the moment",
    reason: "They are gone with the session, and no part of the schema.",
    applies: ({ finding }) => metadataText(finding, "schema").startsWith("pg_temp_"),
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
    id: "claim_name_as_a_value",
    rules: ["rls_references_user_metadata"],
    what: "Policies that read the token and compare a column with the word, such as `section <> 'user_metadata'`",
    reason: "The word is a value of the row there; no claim of that name is read.",
    applies: (peerCase) =>
      clausesOf(peerCase).every((clause) =>
        clause
          .split("'user_metadata'")
          .slice(0, -1)
          .every((before) => /(?:[=<>] |ARRAY\[[^\]]*)$/.test(before)),
      ),
  },
  {
    id: "permissive_without_clause",
    rules: ["rls_policy_always_true", "public_bucket_allows_listing"],
    what: "Permissive policies that have no USING (or, for INSERT, no WITH CHECK)",
    reason:
      "A permissive policy without the clause lets no row through: Postgres adds nothing for it to the condition.",
    applies: (peerCase) => {
      const policies = peerPolicies(peerCase);
      return (
        policies.length > 0 &&
        policies.every((policy) => (policy.command === "insert" ? policy.with_check : policy.using) === null)
      );
    },
  },
  {
    id: "restricted_bucket",
    rules: ["public_bucket_allows_listing"],
    what: "Public buckets whose files a restrictive policy hides",
    reason: "Restrictive policies are joined by AND: what one of them refuses, no permissive policy shows.",
    applies: (peerCase) =>
      policiesOn(peerCase, "storage", "objects").some(
        (policy) => !policy.permissive && ["select", "all"].includes(policy.command),
      ),
  },
  {
    id: "view_that_fails",
    rules: ["auth_users_exposed"],
    what: "Views on `auth.users` whose owner may not read it",
    reason: "The view reads with its owner's rights, so every request for it ends in “permission denied”.",
    applies: (peerCase) => {
      const view = relationOf(peerCase);
      const users = peerCase.snapshot.relations.find(
        ({ schema, name }) => schema === "auth" && name === "users",
      );
      if (view === undefined || users === undefined) return false;
      return !accessOf(peerCase.snapshot).rowPrivileges(view.owner, users).includes("select");
    },
  },
  {
    id: "covering_index_in_another_order",
    rules: ["unindexed_foreign_keys"],
    what: "Foreign keys over several columns whose index has the columns in another order, and partitioned tables whose partitions have the index, each its own",
    reason:
      "A search for all of the columns uses the index whatever their order, and it runs on the partitions.",
    applies: (peerCase) => {
      const relation = relationOf(peerCase);
      const numbers = peerCase.finding.metadata.fkey_columns;
      if (relation === undefined || !Array.isArray(numbers)) return false;
      return leavesOf(relation, peerCase).every((leaf) =>
        (lookupOf(peerCase.snapshot).indexes.get(leaf.oid) ?? []).some(
          (index) =>
            index.valid &&
            index.predicate === null &&
            columnNames(index.columns.slice(0, numbers.length), leaf, peerCase) ===
              columnNames(numbers.map(Number), relation, peerCase),
        ),
      );
    },
  },
  {
    id: "exclusion_constraint",
    rules: ["unused_index"],
    what: "The index of an exclusion constraint",
    reason:
      "It keeps rows apart whether or not a query reads it, and cannot be dropped without the constraint.",
    applies: (peerCase) => indexOf(peerCase)?.exclusion === true,
  },
  {
    id: "columns_without_rows",
    rules: ["unsupported_reg_types"],
    what: "Columns of views, foreign tables, composite types that no table uses, and indexes",
    reason:
      "pg_upgrade is stopped by stored values: none of these has any of its own. An index goes with the column of its table, which is reported.",
    applies: (peerCase) => ["view", "foreign table", undefined].includes(relationOf(peerCase)?.kind),
  },
];

function routineOf({ snapshot, subject }: PeerCase): Routine | undefined {
  const signatures = subject.objects.filter(({ kind }) => kind === "routine").map(({ identity }) => identity);
  return snapshot.routines.find(({ signature }) => signatures.includes(signature));
}

function relationOf(peerCase: PeerCase): Relation | undefined {
  // One rule writes the schema quoted.
  const schema = metadataText(peerCase.finding, "schema");
  const name = metadataText(peerCase.finding, "name");
  return peerCase.snapshot.relations.find(
    (relation) =>
      relation.name === name && (relation.schema === schema || quoteIdent(relation.schema) === schema),
  );
}

/** The partitioned tables above the relation. */
function ancestorsOf(peerCase: PeerCase): ReadonlySet<number> {
  const { relations } = lookupOf(peerCase.snapshot);
  const above = new Set<number>();
  let oid = relationOf(peerCase)?.partition_of ?? null;
  while (oid !== null) {
    above.add(oid);
    oid = relations.get(oid)?.partition_of ?? null;
  }
  return above;
}

/** The relations that hold rows: itself, or each partition at the end of the tree. */
function leavesOf(relation: Relation, peerCase: PeerCase): readonly Relation[] {
  if (relation.kind !== "partitioned table") return [relation];
  return peerCase.snapshot.relations
    .filter((each) => each.partition_of === relation.oid)
    .flatMap((partition) => leavesOf(partition, peerCase));
}

function columnNames(numbers: readonly number[], relation: Relation, { snapshot }: PeerCase): string {
  const columns = lookupOf(snapshot).columns.get(relation.oid) ?? [];
  return JSON.stringify(
    numbers.map((number) => columns.find((column) => column.number === number)?.name).sort(),
  );
}

/** The relation of one of our findings. */
function relationNamed({ object }: Finding, { snapshot }: PeerCase): Relation | undefined {
  const index =
    object.kind === "index"
      ? snapshot.indexes.find(({ schema, name }) => schema === object.schema && name === object.name)
      : undefined;
  if (index !== undefined) return lookupOf(snapshot).relations.get(index.relation);
  return snapshot.relations.find(
    ({ schema, name }) => schema === object.schema && name === (object.table ?? object.name),
  );
}

function indexOf({ snapshot, subject }: PeerCase): Index | undefined {
  return snapshot.indexes.find((index) =>
    subject.objects.some(({ kind, identity }) => kind === "index" && identity === qualified(index)),
  );
}

function policiesOn({ snapshot }: PeerCase, schema: string, table: string): readonly Policy[] {
  const relation = snapshot.relations.find((each) => each.schema === schema && each.name === table);
  return relation === undefined ? [] : (lookupOf(snapshot).policies.get(relation.oid) ?? []);
}

/** The policies that the peer's finding is about. */
function peerPolicies(peerCase: PeerCase): readonly Policy[] {
  const { policy_names: listed } = peerCase.finding.metadata;
  if (Array.isArray(listed)) {
    return policiesOn(peerCase, "storage", "objects").filter((policy) => listed.includes(policy.name));
  }
  const relation = relationOf(peerCase);
  const policies = relation === undefined ? [] : policiesOn(peerCase, relation.schema, relation.name);
  const [object] = peerCase.subject.objects;
  return policies.filter((policy) => object?.identity.startsWith(`${quoteIdent(policy.name)} on `));
}

function clausesOf(peerCase: PeerCase): string[] {
  return peerPolicies(peerCase)
    .flatMap((policy) => [policy.using, policy.with_check])
    .filter((clause) => clause !== null);
}
