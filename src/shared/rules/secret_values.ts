/** Words and signs that people put where a key goes. */
const PLACEHOLDER =
  /x{4,}|\*{3,}|\.{3}|<[^>]*>|your|example|placeholder|change[-_]?me|redacted|dummy|sample|insert|replace|todo|secret[-_]?here|key[-_]?here|(.)\1{7,}|^[^:]*:\/\/[^:]*:(?:password|pass|pwd|secret)@/i;

/** Whether the text only holds the place of a secret. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

/** Whether the text is filled in at run time: `${KEY}`, `{{key}}`, `%s`, `:key`, `[KEY]`. */
export function isVariable(text: string): boolean {
  return /^(?:\$\d|[{[(<@]|:[a-z])/.test(text) || /\$\{|\{\{|%(?:\d\$)?[sIL]/.test(text);
}

/** Whether a value of no known form looks made by a machine rather than written by a person. */
export function looksGenerated(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !isVariable(value) && !isPublicKey(value);
}

/** Whether the key is meant to be known: a publishable key, or a token of role `anon`. */
export function isPublicKey(value: string): boolean {
  if (value.startsWith("sb_publishable_")) return true;
  const [, payload] = value.split(".");
  return payload !== undefined && claimsOf(payload)?.role === "anon";
}

/** Whether a token's claims give it the rights of the server. */
export function isServerToken(payload: string): boolean {
  const role = claimsOf(payload)?.role;
  return role === "service_role" || role === "supabase_admin" || role === "postgres";
}

/** Whether a token speaks for somebody: it has claims, and not those of the public key or of the server. */
export function isOtherToken(payload: string): boolean {
  const claims = claimsOf(payload);
  return claims !== undefined && claims.role !== "anon" && !isServerToken(payload);
}

function claimsOf(payload: string): { readonly role?: unknown } | undefined {
  const text = decoded(payload.replaceAll("-", "+").replaceAll("_", "/"));
  if (text?.startsWith("{") !== true) return undefined;
  try {
    const claims: unknown = JSON.parse(text);
    return typeof claims === "object" && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** Whether Basic credentials hold a password behind the colon. */
export function hasPassword(credentials: string): boolean {
  const text = decoded(credentials);
  return text !== undefined && /^[\x20-\x7e]*:[\x20-\x7e]{3,}$/.test(text) && !isPlaceholder(text);
}

function decoded(base64: string): string | undefined {
  try {
    return atob(base64);
  } catch {
    return undefined;
  }
}
