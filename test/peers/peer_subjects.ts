import { type ObjectKind, qualified } from "../../src/shared/catalog/identity.ts";
import type { Routine } from "../../src/shared/catalog/routines.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { quoteIdent } from "../../src/shared/sql/ident.ts";
import { metadataText, type PeerFinding } from "./peer_finding.ts";
import type { PeerRule } from "./peer_rules.ts";

/** An object as our findings name it. */
export interface NamedObject {
  readonly kind: ObjectKind;
  readonly identity: string;
}

/** What a finding of the peer is about, in our words. */
export interface PeerSubject {
  /** Objects that our finding may name: the one itself, or the one that a finding of ours about it is told of. */
  readonly objects: readonly NamedObject[];
  /** What our finding's evidence must say, where one object has several findings of the rule. */
  readonly evidence?: Readonly<Record<string, string>>;
}

type Reader = (finding: PeerFinding, snapshot: CatalogSnapshot) => readonly PeerSubject[];

/**
 * How each rule of splinter names its object. Its metadata holds schema and name of a relation; a policy, an index, a
 * role and a command stand in the cache key alone, after that name.
 */
const READERS: Readonly<Record<PeerRule, Reader>> = {
  unindexed_foreign_keys: (finding) => {
    // This rule alone writes the schema as SQL does, quoted where it must be.
    const table = `${metadataText(finding, "schema")}.${quoteIdent(metadataText(finding, "name"))}`;
    const constraint = `${quoteIdent(metadataText(finding, "fkey_name"))} on ${table}`;
    return [{ objects: [named("constraint", constraint), named("relation", table)] }];
  },
  auth_users_exposed: aRelation,
  auth_rls_initplan: (finding) => aPolicy(finding, keyRest(finding, "auth_rls_init_plan")),
  no_primary_key: aRelation,
  unused_index: (finding) => [
    { objects: [inSchema(finding, "index", keyRest(finding, "unused_index")), relation(finding)] },
  ],
  multiple_permissive_policies: (finding) => {
    const rest = keyRest(finding, "multiple_permissive_policies");
    const end = rest.lastIndexOf("_");
    const evidence = { role: rest.slice(0, end), command: rest.slice(end + 1).toLowerCase() };
    return [{ objects: [relation(finding)], evidence }];
  },
  policy_exists_rls_disabled: aRelation,
  rls_enabled_no_policy: aRelation,
  duplicate_index: (finding) => {
    const { indexes } = finding.metadata;
    const names = Array.isArray(indexes) ? indexes.map(String) : [];
    return [{ objects: [...names.map((name) => inSchema(finding, "index", name)), relation(finding)] }];
  },
  security_definer_view: aRelation,
  function_search_path_mutable: (finding, snapshot) => {
    const hash = finding.cacheKey.slice(-32);
    const routines = routinesNamed(finding, snapshot).filter(
      (routine) =>
        (routine.standard_body || routine.body_hash === hash) &&
        !routine.config.some((setting) => setting.startsWith("search_path=")),
    );
    return routines.map((routine) => ({ objects: [named("routine", routine.signature)] }));
  },
  rls_disabled_in_public: aRelation,
  extension_in_public: (finding) => anExtension(metadataText(finding, "name")),
  rls_references_user_metadata: (finding) => aPolicy(finding, keyRest(finding, finding.name)),
  materialized_view_in_api: aRelation,
  foreign_table_in_api: aRelation,
  unsupported_reg_types: (finding) => {
    const column = quoteIdent(metadataText(finding, "column"));
    return [{ objects: [named("column", `${tableName(finding)}.${column}`), relation(finding)] }];
  },
  insecure_queue_exposed_in_api: aRelation,
  table_bloat: aRelation,
  fkey_to_auth_unique: (finding) => [
    { objects: [onTable(finding, "constraint", metadataText(finding, "foreign_key")), relation(finding)] },
  ],
  extension_versions_outdated: (finding) => anExtension(metadataText(finding, "extension_name")),
  sensitive_columns_exposed: aRelation,
  rls_policy_always_true: (finding) => aPolicy(finding, metadataText(finding, "policy_name")),
  public_bucket_allows_listing: (finding) => {
    const { policy_names: policies } = finding.metadata;
    const names = Array.isArray(policies) ? policies.map(String) : [];
    const bucket = named("bucket", metadataText(finding, "bucket_id"));
    return [
      {
        objects: [bucket, ...names.map((name) => named("policy", `${quoteIdent(name)} on storage.objects`))],
      },
    ];
  },
  pg_graphql_anon_table_exposed: aRelation,
  pg_graphql_authenticated_table_exposed: aRelation,
  anon_security_definer_function_executable: aRoutine,
  authenticated_security_definer_function_executable: aRoutine,
};

/**
 * What a finding of the peer is about.
 * @throws Error for a rule that is not in the list, or an object that is not in the snapshot.
 */
export function subjectsOf(finding: PeerFinding, snapshot: CatalogSnapshot): readonly PeerSubject[] {
  if (!(finding.name in READERS)) throw new Error(`the peer has a new rule: ${finding.name}`);
  const subjects = READERS[finding.name as PeerRule](finding, snapshot);
  if (subjects.length === 0) throw new Error(`the snapshot lacks what the peer found: ${finding.cacheKey}`);
  return subjects;
}

/** Whether the finding is ours for the same rule and object. */
export function isAbout(finding: Finding, rule: string, subject: PeerSubject): boolean {
  return (
    finding.rule === rule &&
    subject.objects.some(
      ({ kind, identity }) => finding.object.kind === kind && finding.object.identity === identity,
    ) &&
    Object.entries(subject.evidence ?? {}).every(([key, value]) => finding.evidence[key] === value)
  );
}

function aRelation(finding: PeerFinding): readonly PeerSubject[] {
  return [{ objects: [relation(finding)] }];
}

function aPolicy(finding: PeerFinding, name: string): readonly PeerSubject[] {
  return [{ objects: [onTable(finding, "policy", name)] }];
}

function anExtension(name: string): readonly PeerSubject[] {
  return [{ objects: [named("extension", quoteIdent(name))] }];
}

function aRoutine(finding: PeerFinding, snapshot: CatalogSnapshot): readonly PeerSubject[] {
  return routinesNamed(finding, snapshot)
    .filter((routine) => identityArguments(routine) === metadataText(finding, "arguments"))
    .map((routine) => ({ objects: [named("routine", routine.signature)] }));
}

function routinesNamed(finding: PeerFinding, snapshot: CatalogSnapshot): readonly Routine[] {
  const schema = metadataText(finding, "schema");
  const name = metadataText(finding, "name");
  return snapshot.routines.filter((routine) => routine.schema === schema && routine.name === name);
}

/** The arguments as `pg_get_function_identity_arguments` writes them. */
function identityArguments(routine: Routine): string {
  const isProcedure = routine.kind === "procedure";
  const words: Readonly<Record<string, string>> = {
    i: isProcedure ? "IN " : "",
    b: "INOUT ",
    o: "OUT ",
    v: "VARIADIC ",
  };
  return routine.all_argument_types
    .flatMap((type, position) => {
      const mode = routine.argument_modes[position] ?? "i";
      if (mode === "t" || (mode === "o" && !isProcedure)) return [];
      const name = routine.argument_names[position] ?? "";
      return [`${words[mode] ?? ""}${name === "" ? "" : `${quoteIdent(name)} `}${type}`];
    })
    .join(", ");
}

/** What the cache key holds after rule, schema and relation. */
function keyRest(finding: PeerFinding, prefix: string): string {
  const start = `${prefix}_${metadataText(finding, "schema")}_${metadataText(finding, "name")}_`;
  if (!finding.cacheKey.startsWith(start)) throw new Error(`unforeseen key: ${finding.cacheKey}`);
  return finding.cacheKey.slice(start.length);
}

function tableName(finding: PeerFinding): string {
  return qualified({ schema: metadataText(finding, "schema"), name: metadataText(finding, "name") });
}

function relation(finding: PeerFinding): NamedObject {
  return named("relation", tableName(finding));
}

function onTable(finding: PeerFinding, kind: "constraint" | "policy", name: string): NamedObject {
  return named(kind, `${quoteIdent(name)} on ${tableName(finding)}`);
}

function inSchema(finding: PeerFinding, kind: "index", name: string): NamedObject {
  return named(kind, qualified({ schema: metadataText(finding, "schema"), name }));
}

function named(kind: ObjectKind, identity: string): NamedObject {
  return { kind, identity };
}
