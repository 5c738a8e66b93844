import type { Policy } from "../catalog/policies.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { wasRead } from "../catalog/unread_parts.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { expressionKeys } from "../sql/remembered_expressions.ts";
import { bodyKeys } from "./routine_bodies.ts";

/** The expressions of policies; equal texts are one. */
export function policyTexts(policies: readonly Policy[]): readonly string[] {
  const texts = policies.flatMap(({ using, with_check }) => [using, with_check]);
  return [...new Set(texts.filter((text) => text !== null))];
}

/** Those of the policies that were read. */
export function textsOfPolicies(snapshot: CatalogSnapshot): readonly string[] {
  return wasRead(snapshot, "policies") ? policyTexts(snapshot.policies) : [];
}

/** Whether an earlier run read any of the bodies, or there is none to read. */
export function someBodyKnown(snapshot: CatalogSnapshot, cache: BodyFactsCache): boolean {
  const keys = wasRead(snapshot, "routines") ? bodyKeys(snapshot.routines) : [];
  return keys.length === 0 || keys.some((key) => cache.has(key));
}

/** What is kept of the bodies and expressions of a snapshot, by key. */
export function keysOfTexts(snapshot: CatalogSnapshot): readonly string[] {
  return [
    ...(wasRead(snapshot, "routines") ? bodyKeys(snapshot.routines) : []),
    ...expressionKeys(textsOfPolicies(snapshot)),
  ];
}
