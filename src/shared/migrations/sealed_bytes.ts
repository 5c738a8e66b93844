/** The digest of some bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Bytes in hexadecimal. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const DIGEST_LENGTH = 32;

/**
 * Puts a digest of the bytes and of the name that they are kept under in front: it tells a damaged copy before the engine,
 * which may not survive it, sees one, and a whole copy of something else.
 */
export async function seal(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  const sealed = new Uint8Array(DIGEST_LENGTH + bytes.byteLength);
  sealed.set(bytes, DIGEST_LENGTH);
  sealed.set(await digestOf(bytes, name));
  return sealed;
}

/** The bytes behind their digest; nothing where they are not what was sealed under the name. */
export async function unseal(
  sealed: Uint8Array | null,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (sealed === null || sealed.byteLength <= DIGEST_LENGTH) return null;
  const bytes = sealed.slice(DIGEST_LENGTH);
  return hex(await digestOf(bytes, name)) === hex(sealed.subarray(0, DIGEST_LENGTH)) ? bytes : null;
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  const content = hex(await sha256(bytes));
  return sha256(new TextEncoder().encode(`${name}\0${content}`));
}
