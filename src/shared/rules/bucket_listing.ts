import { tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { ApiRole } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated } from "../findings/verdict.ts";
import type { AstNode } from "../sql/ast.ts";
import { stringConst, walk } from "../sql/walk.ts";
import { appliesTo, type PolicySubject, readClauses } from "./policy_expression.ts";
import { isAlwaysTrue, isNeverTrue } from "./policy_truth.ts";

/** Column of storage.objects that names the bucket. */
const BUCKET = "bucket_id";

/** What policies say about listing the files of one bucket. */
export interface Listing {
  /** Permissive policies that show the role every file of the bucket; empty where a restrictive one shows it none. */
  readonly openedBy: readonly PolicySubject[];
  /** Restrictive policies that may hide some. */
  readonly narrowedBy: readonly PolicySubject[];
}

/** The policies for reading on storage.objects, each judged once for a bucket it names and once for all that it does not. */
export interface BucketPolicies {
  readonly gaps: readonly NotEvaluated[];
  listing(bucket: string, role: ApiRole): Listing;
}

interface ReadingPolicy {
  readonly subject: PolicySubject;
  readonly using: AstNode;
  /** Texts in the expression: a bucket that is none of them is like any other such bucket. */
  readonly texts: ReadonlySet<string>;
}

/** No bucket has this name. */
const ANY_OTHER = "\u0000";

/** Which files of a bucket the expression is true of. */
type Extent = "all" | "none" | "some";

/** Reads the policies of `objects` (storage.objects). */
export function bucketPolicies(input: RuleInput, objects: Relation): BucketPolicies {
  const gaps: NotEvaluated[] = [];
  const policies: ReadingPolicy[] = [];
  for (const policy of input.lookup.policies.get(objects.oid) ?? []) {
    if (policy.command !== "select" && policy.command !== "all") continue;
    const subject = { policy, relation: objects, object: tableObjectRef("policy", policy.name, objects) };
    const clauses = readClauses(input, subject);
    if ("not_evaluated" in clauses) gaps.push(clauses);
    // Postgres leaves a policy without USING out of account: a permissive one shows nothing, a restrictive one hides nothing.
    else if (clauses.using !== undefined) {
      policies.push({ subject, using: clauses.using, texts: textsIn(clauses.using) });
    }
  }
  const filled = new Set(
    (input.lookup.columns.get(objects.oid) ?? []).filter((column) => column.not_null).map(({ name }) => name),
  );
  const byRole = new Map<ApiRole, RolePolicies>();

  function extent(policy: ReadingPolicy, bucket: string, role: ApiRole): Extent {
    const circumstances = {
      caller: role,
      notNull: (column: string) => filled.has(column),
      assumed: (column: string) => (column === BUCKET ? bucket : undefined),
    };
    if (isAlwaysTrue(policy.using, circumstances)) return "all";
    return isNeverTrue(policy.using, circumstances) ? "none" : "some";
  }

  function policiesOf(role: ApiRole): RolePolicies {
    const known = byRole.get(role);
    if (known !== undefined) return known;
    const applied = policies.filter(({ subject }) => appliesTo(input, subject.policy, role));
    const naming = new Map<string, ReadingPolicy[]>();
    for (const policy of applied) {
      for (const text of policy.texts) {
        const named = naming.get(text);
        if (named === undefined) naming.set(text, [policy]);
        else named.push(policy);
      }
    }
    // What a policy without effect on a bucket says need not be asked for each of them.
    const general = applied
      .map((policy) => ({ policy, files: extent(policy, ANY_OTHER, role) }))
      .filter(({ policy, files }) => (policy.subject.policy.permissive ? files === "all" : files !== "all"));
    byRole.set(role, { naming, general });
    return { naming, general };
  }

  return {
    gaps,
    listing: (bucket, role) => {
      const { naming, general } = policiesOf(role);
      const openedBy: PolicySubject[] = [];
      const narrowedBy: PolicySubject[] = [];
      const said = [
        ...general.filter(({ policy }) => !policy.texts.has(bucket)),
        ...(naming.get(bucket) ?? []).map((policy) => ({ policy, files: extent(policy, bucket, role) })),
      ];
      for (const { policy, files } of said) {
        const { subject } = policy;
        if (subject.policy.permissive) {
          if (files === "all") openedBy.push(subject);
        } else {
          if (files === "none") return { openedBy: [], narrowedBy: [] };
          if (files === "some") narrowedBy.push(subject);
        }
      }
      return { openedBy, narrowedBy };
    },
  };
}

/** The policies that apply to a role. */
interface RolePolicies {
  /** By a text in their expression. */
  readonly naming: ReadonlyMap<string, readonly ReadingPolicy[]>;
  /** Those that open or narrow buckets which they do not name, and how far. */
  readonly general: readonly { readonly policy: ReadingPolicy; readonly files: Extent }[];
}

function textsIn(expression: AstNode): ReadonlySet<string> {
  const texts = new Set<string>();
  walk(expression, (kind, node) => {
    const text = kind === "A_Const" ? stringConst({ A_Const: node }) : undefined;
    if (text !== undefined) texts.add(text);
  });
  return texts;
}
