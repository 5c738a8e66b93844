/** Claims of a user's token; `null` leaves one out that is otherwise there. */
export interface TokenOptions {
  readonly role?: string;
  /** Seconds from now until it ends. */
  readonly endsIn?: number | null;
}

/** Signs users' tokens as Supabase Auth does. */
export interface TokenIssuer {
  /** Value of SUPABASE_JWKS. */
  readonly jwks: string;
  token(options: TokenOptions): Promise<string>;
}

/** An issuer with a key pair of its own. */
export async function createTokenIssuer(): Promise<TokenIssuer> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const key = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return {
    jwks: JSON.stringify({ keys: [{ ...key, kid: "test-key", alg: "ES256", use: "sig" }] }),
    token: async (options) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        sub: "7b2f5a44-6f0e-4a55-9f9e-0d5c9c6f1a10",
        aud: "authenticated",
        role: "authenticated",
        iat: now,
        ...(options.endsIn === null ? {} : { exp: now + (options.endsIn ?? 3600) }),
        app_metadata: options.role === undefined ? {} : { supawarden_role: options.role },
        user_metadata: { supawarden_role: "operator" },
      };
      const text = `${encode({ alg: "ES256", typ: "JWT", kid: "test-key" })}.${encode(claims)}`;
      const signature = await crypto.subtle.sign(
        { name: "ECDSA", hash: "SHA-256" },
        pair.privateKey,
        new TextEncoder().encode(text),
      );
      return `${text}.${Buffer.from(signature).toString("base64url")}`;
    },
  };
}

/** A token that nobody signed. */
export function unsignedToken(role: string): string {
  const claims = { sub: "user", exp: 4_000_000_000, app_metadata: { supawarden_role: role } };
  return `${encode({ alg: "none", typ: "JWT", kid: "test-key" })}.${encode(claims)}.`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
