import { mayHoldSecret } from "./secret_hint.ts";
import {
  hasPassword,
  isOtherToken,
  isPlaceholder,
  isServerToken,
  isVariable,
  looksGenerated,
} from "./secret_values.ts";

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
  /** A text without one of these has no match: looking for them costs a fraction of the pattern. */
  readonly hints: readonly string[];
  /** Its first group, where it has one, is the secret itself. */
  readonly pattern: RegExp;
  /** Says whether a match is a secret after all. */
  readonly accept?: (value: string, match: RegExpExecArray) => boolean;
}

const JWT = /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/g;

// Each pattern begins with a fixed text and repeats one class of characters, so that none can backtrack for long.
const KEY_FORMATS: readonly Format[] = [
  { kind: "Supabase secret key", hints: ["sb_secret_"], pattern: /\bsb_secret_[A-Za-z0-9_-]{16,}/g },
  { kind: "Supabase access token", hints: ["sbp_"], pattern: /\bsbp_(?:v0_|oauth_)?[0-9a-f]{40}\b/g },
  {
    kind: "Supabase service_role key",
    hints: ["eyJ"],
    pattern: JWT,
    accept: (token) => isServerToken(payloadOf(token)),
  },
  {
    kind: "JSON Web Token",
    hints: ["eyJ"],
    pattern: JWT,
    accept: (token) => isOtherToken(payloadOf(token)),
  },
  { kind: "Anthropic API key", hints: ["sk-ant-"], pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  {
    kind: "OpenAI API key",
    hints: ["sk-"],
    pattern: /\bsk-(?!ant-)(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g,
    accept: (key) => /\d/.test(key) && /[A-Za-z]/.test(key.slice(4)),
  },
  { kind: "Groq API key", hints: ["gsk_"], pattern: /\bgsk_[A-Za-z0-9]{48,}/g },
  { kind: "Hugging Face token", hints: ["hf_"], pattern: /\bhf_[A-Za-z0-9]{34,}/g },
  { kind: "Stripe secret key", hints: ["k_live_"], pattern: /\b[sr]k_live_[A-Za-z0-9]{16,}/g },
  { kind: "webhook signing secret", hints: ["whsec_"], pattern: /\bwhsec_[A-Za-z0-9+/=]{20,}/g },
  { kind: "AWS access key", hints: ["AKIA", "ASIA"], pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  {
    kind: "AWS secret access key",
    hints: ["secret_access_key", "SECRET_ACCESS_KEY", "secretAccessKey"],
    pattern: /(?:secret_access_key|secretAccessKey)['":=> \t]{1,8}([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
    accept: looksGenerated,
  },
  { kind: "Google API key", hints: ["AIza"], pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { kind: "Google client secret", hints: ["GOCSPX-"], pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}/g },
  {
    kind: "Azure account key",
    hints: ["AccountKey=", "SharedAccessKey="],
    pattern: /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43,86}={1,2}/g,
  },
  { kind: "Azure client secret", hints: ["8Q~"], pattern: /\b[A-Za-z0-9_.-]{3}8Q~[A-Za-z0-9_~.-]{34}/g },
  {
    kind: "GitHub token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g,
  },
  { kind: "GitHub token", hints: ["github_pat_"], pattern: /\bgithub_pat_[A-Za-z0-9_]{40,}/g },
  {
    kind: "GitLab token",
    hints: ["glpat-", "gldt-", "glrt-", "glptt-"],
    pattern: /\bgl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]{20,}/g,
  },
  { kind: "npm token", hints: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  {
    kind: "Slack token",
    hints: ["xox", "xapp-"],
    pattern: /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g,
    accept: (key) => /\d/.test(key) && /[A-Za-z]/.test(key.slice(4)),
  },
  {
    kind: "Slack webhook",
    hints: ["hooks.slack.com"],
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,}\/[AB][A-Z0-9]{6,}\/[A-Za-z0-9/]{16,}/g,
  },
  {
    kind: "Discord webhook",
    hints: ["/api/webhooks/"],
    pattern: /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[A-Za-z0-9_-]{60,}/g,
  },
  { kind: "Telegram bot token", hints: [":AA"], pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g },
  { kind: "Twilio API key", hints: ["SK"], pattern: /\bSK[0-9a-f]{32}\b/g },
  { kind: "Twilio auth token", hints: ["AC"], pattern: /\bAC[0-9a-f]{32}['": ,]{1,6}([0-9a-f]{32})\b/g },
  { kind: "SendGrid API key", hints: ["SG."], pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { kind: "Resend API key", hints: ["re_"], pattern: /\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}/g },
  { kind: "Shopify token", hints: ["shp"], pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-f]{32}\b/g },
  { kind: "DigitalOcean token", hints: ["do"], pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  {
    kind: "private key",
    hints: ["PRIVATE KEY-----"],
    pattern: /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----(?:\s|\\n)*[A-Za-z0-9+/=]{16}/g,
  },
];

// What has no form of its own is known by the place where it stands.
const PLACE_FORMATS: readonly Format[] = [
  {
    kind: "URL with a password",
    hints: ["://"],
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@'"]{0,100}:([^\s:/@'"]{3,200})@[A-Za-z0-9[]/gi,
    accept: (password) => !isVariable(password) && password !== "postgres",
  },
  {
    kind: "key in a URL",
    hints: ["key=", "token=", "secret=", "sig="],
    pattern: /[?&](?:api[_-]?key|access_token|auth_token|token|secret|key|sig)=([A-Za-z0-9._~%+/=-]{20,})/gi,
    accept: looksGenerated,
  },
  {
    kind: "password in a connection string",
    hints: ["password=", "password ="],
    pattern: /\bpassword ?= ?'{0,2}([^\s'"|;,()]{3,200})/g,
    accept: isInConnectionString,
  },
  {
    kind: "password in a statement",
    hints: ["assword '", "ASSWORD '"],
    pattern: /\bpassword '{1,2}([^'\s]{3,200})'/gi,
    accept: (password, { input, index }) =>
      !isVariable(password) &&
      /\b(?:role|user|options)\b[^;]*$/i.test(input.slice(Math.max(0, index - 200), index)),
  },
  {
    kind: "bearer token",
    hints: ["earer "],
    pattern: /\bbearer +([A-Za-z0-9._~+/-]{16,}=*)/gi,
    accept: looksGenerated,
  },
  {
    kind: "Basic credentials",
    hints: ["asic "],
    pattern: /\bbasic +([A-Za-z0-9+/]{8,}={0,2})/gi,
    accept: hasPassword,
  },
  {
    kind: "key in a header",
    hints: ["uthorization", "UTHORIZATION", "key", "Key", "KEY", "oken", "OKEN", "ecret", "ECRET"],
    pattern:
      /["'](?:authorization|api[_-]?key|(?:auth|access)-token|x-[a-z-]{0,30}(?:key|token|secret))["']{1,2}(?: ?: ?| ?, ?| ?=> ?)["']{1,2}(?:[a-z]{3,10} )?([A-Za-z0-9._~+/=:-]{16,500})["']/gi,
    accept: looksGenerated,
  },
];

/** Secrets of one kind that are listed of one text. */
const MOST_MATCHES = 50;

interface Match {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** Finds keys, tokens and passwords in a text, in the order in which they stand there. */
export function findSecrets(text: string): readonly FoundSecret[] {
  if (!mayHoldSecret(text)) return [];
  const found = KEY_FORMATS.flatMap((format) => matchesOf(text, format));
  for (const format of PLACE_FORMATS) {
    for (const match of matchesOf(text, format)) {
      if (!found.some((other) => match.start < other.end && other.start < match.end)) found.push(match);
    }
  }
  found.sort((left, right) => left.start - right.start);
  return found.map((match) => placed(text, match));
}

/** A stretch of a text, in UTF-16 code units; `end` is exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Where findSecrets() and findPlaceholderKeys() find something, for what must not be shown. */
export function secretSpans(text: string): readonly TextSpan[] {
  if (!mayHoldSecret(text)) return [];
  return [...KEY_FORMATS, ...PLACE_FORMATS].flatMap((format) => matchesOf(text, format, () => true));
}

/** Finds texts in the form of an issuer's key that only hold the place of one, such as `sk-proj-EXAMPLE…`. */
export function findPlaceholderKeys(text: string): readonly FoundSecret[] {
  if (!mayHoldSecret(text)) return [];
  return KEY_FORMATS.flatMap((format) => matchesOf(text, format, isPlaceholder)).map(({ kind, start }) =>
    placed(text, { kind, start }),
  );
}

function placed(text: string, { kind, start }: Pick<Match, "kind" | "start">): FoundSecret {
  const before = text.slice(0, start);
  return { kind, line: before.split("\n").length, column: start - before.lastIndexOf("\n") };
}

function isMeant(text: string): boolean {
  return !isPlaceholder(text);
}

function matchesOf(
  text: string,
  { kind, hints, pattern, accept }: Format,
  counts: (match: string) => boolean = isMeant,
): Match[] {
  if (!hints.some((hint) => text.includes(hint))) return [];
  const matches: Match[] = [];
  for (const match of text.matchAll(pattern)) {
    const value = match[1] ?? match[0];
    if (!counts(match[0]) || accept?.(value, match) === false) continue;
    const start = kind === "URL with a password" ? match.index : match.index + match[0].lastIndexOf(value);
    matches.push({ kind, start, end: match.index + match[0].length });
    if (matches.length === MOST_MATCHES) break;
  }
  return matches;
}

function payloadOf(token: string): string {
  return token.split(".")[1] ?? "";
}

/** Whether other words of a connection string stand right beside it: `password = new.password` has none. */
function isInConnectionString(password: string, { input, index, 0: whole }: RegExpExecArray): boolean {
  if (isVariable(password) || password === "postgres") return false;
  const before = input.slice(Math.max(0, index - 200), index);
  const after = input.slice(index + whole.length, index + whole.length + 100);
  const word = "(?:host|hostaddr|port|dbname|user|sslmode|options|application_name)";
  return (
    new RegExp(`\\b${word} ?= ?'{0,2}[^\\s']+'{0,2}\\s+$`).test(before) ||
    new RegExp(`^'{0,2}\\s+${word} ?=`).test(after)
  );
}
