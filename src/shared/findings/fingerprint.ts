import type { ObjectRef } from "../catalog/identity.ts";
import { sha256Hex } from "../sha256.ts";

/**
 * Stable key of a finding: sha-256 hex of the rule, the object's names and, where one rule can say several things of
 * one object, a discriminator. Never of an OID, a body, a row or a severity, so it survives restores and edits.
 */
export function fingerprint(rule: string, object: ObjectRef, discriminator = ""): string {
  // A JSON array keeps the parts apart whatever characters the names contain.
  const key = [
    rule,
    object.kind,
    object.schema ?? "",
    object.table ?? "",
    object.signature ?? object.name,
    discriminator,
  ];
  return sha256Hex(JSON.stringify(key));
}
