import { tableObjectRef } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { ApiRole } from "../catalog/scope.ts";
import type { AstNode } from "../sql/ast.ts";
import { stringConst, walk } from "../sql/walk.ts";
import { appliesTo, type PolicySubject, readClauses } from "./policy_expression.ts";
import { isAlwaysTrue, isNeverTrue } from "./policy_truth.ts";
import type { NotEvaluated, RuleInput } from "./rule.ts";

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
  readonly answers: Map<string, Extent>;
}

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
      policies.push({ subject, using: clauses.using, texts: textsIn(clauses.using), answers: new Map() });
    }
  }
  const filled = new Set(
    (input.lookup.columns.get(objects.oid) ?? []).filter((column) => column.not_null).map(({ name }) => name),
  );

  function extent(policy: ReadingPolicy, bucket: string, role: ApiRole): Extent {
    const key = `${role} ${policy.texts.has(bucket) ? bucket : ""}`;
    const known = policy.answers.get(key);
    if (known !== undefined) return known;
    const circumstances = {
      caller: role,
      notNull: (column: string) => filled.has(column),
      assumed: (column: string) => (column === BUCKET ? bucket : undefined),
    };
    const never = isNeverTrue(policy.using, circumstances);
    const answer = isAlwaysTrue(policy.using, circumstances) ? "all" : never ? "none" : "some";
    policy.answers.set(key, answer);
    return answer;
  }

  return {
    gaps,
    listing: (bucket, role) => {
      const openedBy: PolicySubject[] = [];
      const narrowedBy: PolicySubject[] = [];
      for (const policy of policies) {
        const { subject } = policy;
        if (!appliesTo(input, subject.policy, role)) continue;
        const files = extent(policy, bucket, role);
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

function textsIn(expression: AstNode): ReadonlySet<string> {
  const texts = new Set<string>();
  walk(expression, (kind, node) => {
    const text = kind === "A_Const" ? stringConst({ A_Const: node }) : undefined;
    if (text !== undefined) texts.add(text);
  });
  return texts;
}
