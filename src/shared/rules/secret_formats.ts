/** A place in a text that looks like a secret in use. Says what it is, never what it reads. */
export interface FoundSecret {
  /** What kind of key it is, for people: `Stripe secret key`. */
  readonly kind: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

interface Format {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Says whether a match is a secret after all. */
  readonly accept?: (match: RegExpMatchArray) => boolean;
}

// Each pattern begins with a fixed text and repeats one class of characters, so that none can backtrack for long.
const FORMATS: readonly Format[] = [
  { kind: "Supabase secret key", pattern: /\bsb_secret_[A-Za-z0-9_-]{16,}/g },
  { kind: "Supabase access token", pattern: /\bsbp_(?:v0_)?[0-9a-f]{40}\b/g },
  {
    kind: "Supabase service_role key",
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.(eyJ[A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]{16,}/g,
    accept: (match) => isPrivilegedToken(match[1] ?? ""),
  },
  { kind: "Anthropic API key", pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  {
    kind: "OpenAI API key",
    pattern: /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g,
    accept: hasDigit,
  },
  { kind: "Stripe secret key", pattern: /\b[sr]k_live_[A-Za-z0-9]{16,}/g },
  { kind: "webhook signing secret", pattern: /\bwhsec_[A-Za-z0-9+/=]{20,}/g },
  { kind: "AWS access key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { kind: "GitHub token", pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g },
  { kind: "GitHub token", pattern: /\bgithub_pat_[A-Za-z0-9_]{40,}/g },
  { kind: "GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20,}/g },
  { kind: "Slack token", pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, accept: hasDigit },
  {
    kind: "Slack webhook",
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{16,}/g,
  },
  { kind: "Google API key", pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { kind: "SendGrid API key", pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { kind: "Resend API key", pattern: /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}/g },
  { kind: "private key", pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}/g },
  {
    kind: "URL with a password",
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"]{1,100}:([^\s:/@'"]{3,200})@[A-Za-z0-9[]/gi,
    accept: (match) => !/^(?:\$\{|\{|%|\[|\(|postgres$)/.test(match[1] ?? ""),
  },
];

/** Words people put where a key goes. */
const PLACEHOLDER =
  /x{4,}|\*{3,}|\.{3}|<[^>]*>|your|example|placeholder|change[-_]?me|redacted|dummy|sample|insert|replace|todo|secret[-_]?here|key[-_]?here|(.)\1{7,}|^[^:]*:\/\/[^:]*:(?:password|pass|pwd|secret)@/i;

/** Finds keys, tokens and passwords in a text, in the order in which they stand there. */
export function findSecrets(text: string): readonly FoundSecret[] {
  const places = FORMATS.flatMap(({ kind, pattern, accept }) =>
    [...text.matchAll(pattern)]
      .filter((match) => !PLACEHOLDER.test(match[0]) && (accept?.(match) ?? true))
      .map((match) => ({ kind, index: match.index })),
  ).sort((left, right) => left.index - right.index);
  return places.map(({ kind, index }) => {
    const before = text.slice(0, index);
    return { kind, line: before.split("\n").length, column: index - before.lastIndexOf("\n") };
  });
}

function hasDigit(match: RegExpMatchArray): boolean {
  return /\d/.test(match[0]) && /[A-Za-z]/.test(match[0].slice(4));
}

/** Whether a token's claims give it the rights of the server; a key of role `anon` is public by design. */
function isPrivilegedToken(payload: string): boolean {
  try {
    const text = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const claims: unknown = JSON.parse(text);
    if (typeof claims !== "object" || claims === null || !("role" in claims)) return false;
    return claims.role === "service_role" || claims.role === "supabase_admin" || claims.role === "postgres";
  } catch {
    return false;
  }
}
