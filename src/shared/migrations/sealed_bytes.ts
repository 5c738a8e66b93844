/** The digest of some bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const DIGEST_LENGTH = 32;

/** A digest in front tells a damaged copy before the engine, which may not survive it, sees one. */
export async function seal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const sealed = new Uint8Array(DIGEST_LENGTH + bytes.byteLength);
  sealed.set(await sha256(bytes));
  sealed.set(bytes, DIGEST_LENGTH);
  return sealed;
}

/** The bytes behind their digest; nothing where they are not what was sealed. */
export async function unseal(sealed: Uint8Array | null): Promise<Uint8Array<ArrayBuffer> | null> {
  if (sealed === null || sealed.byteLength <= DIGEST_LENGTH) return null;
  const bytes = sealed.slice(DIGEST_LENGTH);
  return hex(await sha256(bytes)) === hex(sealed.subarray(0, DIGEST_LENGTH)) ? bytes : null;
}
