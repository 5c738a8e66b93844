import type { Bucket } from "../catalog/buckets.ts";
import { recordRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import { API_ROLES, type ApiRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { Verdict } from "../findings/verdict.ts";
import { quoteIdent, quoteLiteral } from "../sql/ident.ts";
import { type BucketPolicies, bucketPolicies } from "./bucket_listing.ts";
import { type PolicySubject, recreatePolicySql } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** Finds public buckets whose files clients can list. */
export const publicBucketAllowsListing: Rule = {
  id: "public_bucket_allows_listing",
  title: "Files of a public bucket can be listed",
  summary:
    "Looks for public buckets whose every file a policy for reading on storage.objects shows to anon or authenticated.",
  severity: "warn",
  category: "exposure",
  rationale:
    "A public bucket serves each file to whoever knows its path, and needs no policy for that. A policy that shows all rows of the bucket gives away the paths too: the API lists them, so nothing in the bucket is hidden by its name, and who uploaded what and when is there to read.",
  sources: [
    "splinter 0025_public_bucket_allows_listing",
    "https://supabase.com/docs/guides/storage/buckets/fundamentals",
    "https://supabase.com/docs/guides/storage/security/access-control",
  ],
  scope: "shard",
  requires: [
    { family: "buckets" },
    { family: "policies" },
    { family: "relations" },
    { family: "columns" },
    { role: "anon" },
    { role: "authenticated" },
    { parser: true },
  ],
  limits:
    "Expressions are judged by meaning for the bucket in question: `bucket_id = 'avatars'`, lists of buckets, constants, and what is true of every signed-in user (`auth.role() = 'authenticated'`), which splinter, comparing texts, does not recognise. Anything else in a policy, a folder, an owner, a subquery, is taken to narrow it, and it is not reported. `info` where a restrictive policy may still hide files; nothing where it hides all of them, which splinter does not look at. A permissive policy without USING shows nothing in Postgres; splinter takes it for open. Nothing is reported where the role may not select from storage.objects.",
  *check(input) {
    const open = input.snapshot.buckets.filter((bucket) => bucket.public);
    const objects = input.snapshot.relations.find(
      ({ schema, name }) => schema === "storage" && name === "objects",
    );
    if (objects === undefined || open.length === 0) return;
    const policies = bucketPolicies(input, objects);
    yield* policies.gaps;
    const roles = API_ROLES.filter(
      (role) =>
        input.access.schemaUsage(role, objects.schema) && input.access.rowPrivilege(role, objects, "select"),
    );
    for (const bucket of open) {
      const found = objects.rls_enabled
        ? throughPolicies(policies, bucket, roles)
        : { roles, openedBy: [], narrowedBy: [] };
      if (found.roles.length > 0) yield verdict(input, bucket, { objects, ...found });
    }
  },
};

interface Listed {
  readonly roles: readonly ApiRole[];
  readonly openedBy: readonly PolicySubject[];
  /** Of the role that is held back least. */
  readonly narrowedBy: readonly PolicySubject[];
}

function throughPolicies(policies: BucketPolicies, bucket: Bucket, roles: readonly ApiRole[]): Listed {
  const listings = roles
    .map((role) => ({ role, ...policies.listing(bucket.id, role) }))
    .filter(({ openedBy }) => openedBy.length > 0);
  const [least] = listings.toSorted((left, right) => left.narrowedBy.length - right.narrowedBy.length);
  return {
    roles: listings.map(({ role }) => role),
    openedBy: [...new Set(listings.flatMap(({ openedBy }) => openedBy))],
    narrowedBy: least?.narrowedBy ?? [],
  };
}

function verdict(
  input: RuleInput,
  bucket: Bucket,
  { objects, roles, openedBy, narrowedBy }: Listed & { readonly objects: Relation },
): Verdict {
  const names = openedBy.map(({ policy }) => quoteIdent(policy.name)).join(", ");
  const by = objects.rls_enabled
    ? `${openedBy.length === 1 ? "policy" : "policies"} ${names}`
    : "row level security of storage.objects, which is off";
  const narrowed = narrowedBy.map(({ policy }) => policy.name);
  return {
    object: recordRef("bucket", bucket.name, { schema: "storage", identity: bucket.id }),
    severity: narrowed.length > 0 ? "info" : "warn",
    message: `${roles.join(" and ")} can list every file of public bucket ${JSON.stringify(bucket.id)} because of ${by}${
      narrowed.length === 0 ? "" : `, as far as ${narrowed.map(quoteIdent).join(", ")} does not forbid it`
    }.`,
    evidence: {
      bucket_id: bucket.id,
      roles,
      policies: openedBy.map(({ policy }) => ({
        name: policy.name,
        command: policy.command,
        roles: policy.roles,
        using: policy.using,
      })),
      restricted_by: narrowed,
      rls_enabled: objects.rls_enabled,
    },
    remediation: remediation(input, bucket, { objects, openedBy }),
    ...(openedBy.length === 1 ? { root_cause: `policy ${names} on storage.objects` } : {}),
  };
}

function remediation(
  { snapshot }: RuleInput,
  bucket: Bucket,
  { objects, openedBy }: { readonly objects: Relation; readonly openedBy: readonly PolicySubject[] },
): Remediation {
  if (!objects.rls_enabled) {
    return {
      sql: "alter table storage.objects\n  enable row level security;",
      undo_sql: "alter table storage.objects\n  disable row level security;",
      safety: "review",
      note: "Only the owner of the table, supabase_storage_admin, can. Uploads, updates and downloads of private buckets then follow the policies on storage.objects.",
    };
  }
  const isPrivate = `update storage.buckets set public = false where id = ${quoteLiteral(bucket.id)}`;
  const lasting = `Files stay served by their public address. Clients that list the bucket, and those that replace or delete files in it, need a policy that shows them their own: (select auth.uid())::text = owner_id. Where listing is wanted, accept the finding, or make the bucket private (${isPrivate}).`;
  if (openedBy.some(({ policy }) => policy.command !== "select")) {
    return {
      safety: "review",
      note: `A policy for ALL opens writing too: replace it by policies for insert, update and delete that say who may. ${lasting}`,
    };
  }
  const others = snapshot.buckets.length - 1;
  return {
    sql: openedBy
      .map(({ policy }) => `drop policy if exists ${quoteIdent(policy.name)} on storage.objects;`)
      .join("\n"),
    undo_sql: openedBy.map(recreatePolicySql).join("\n"),
    safety: "review",
    note: `${lasting}${others > 0 ? " The policy may also serve the downloads of other buckets: read its expression first." : ""}`,
  };
}
