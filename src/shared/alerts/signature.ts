import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * Value of `x-supawarden-signature`: `t=<seconds since 1970>,v1=<hex>`, where hex is HMAC-SHA256 of `<t>.<body>` with
 * the key. The time is signed too, so a receiver can refuse an old message sent again.
 * @param now milliseconds since 1970.
 */
export function signatureHeader(
  body: string,
  options: { readonly key: string; readonly now: number },
): string {
  const seconds = Math.floor(options.now / 1000);
  const digest = hmac(sha256, utf8ToBytes(options.key), utf8ToBytes(`${seconds}.${body}`));
  return `t=${seconds},v1=${bytesToHex(digest)}`;
}
