import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ObjectRef } from "../catalog/identity.ts";
import { nativeSha256 } from "../env.ts";

/** SHA-256 of a text, in hexadecimal. */
export const sha256Hex = nativeSha256() ?? ((text: string) => bytesToHex(sha256(utf8ToBytes(text))));

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
