import type { Acceptance, Finding } from "./finding.ts";

/** An entry of the configuration that no longer does anything, and why. */
export interface SuppressionUse {
  readonly kind: "suppression" | "allowance";
  readonly rule: string;
  readonly object: string;
  readonly owner: string;
  readonly status: "unused" | "expired";
}

/** Entries of the configuration that accept findings: by rule, or by rule and object. */
export interface ConfiguredAcceptances {
  readonly suppressions?: readonly (ConfiguredAcceptance & { readonly rule: string })[] | undefined;
  readonly rules?:
    | Readonly<Record<string, { readonly allow?: readonly ConfiguredAcceptance[] | undefined } | undefined>>
    | undefined;
}

interface ConfiguredAcceptance {
  readonly object: string;
  readonly reason: string;
  readonly owner: string;
  readonly expires_at?: string | undefined;
}

/** What the configuration accepts, applied to one run's findings. */
export interface AppliedSuppressions {
  readonly findings: readonly Finding[];
  readonly stale: readonly SuppressionUse[];
  /** For each entry of the configuration, in its place, the rules of which it matched a finding. */
  readonly matched: readonly ReadonlySet<string>[];
}

interface Entry {
  readonly kind: SuppressionUse["kind"];
  readonly rule: string;
  readonly object: string;
  readonly acceptance: Acceptance;
  readonly matches: (finding: Finding) => boolean;
  readonly matched: Set<string>;
}

/**
 * Drops allowed findings, marks suppressed ones, and names entries that are expired or matched nothing.
 * @param now ISO 8601 time against which expiry is judged.
 * @param judged ids of the rules that ran; an entry for another rule cannot be called unused.
 * @param used places of entries that are known to match a finding that is not among these.
 */
export function applySuppressions(
  findings: readonly Finding[],
  options: {
    readonly config: ConfiguredAcceptances;
    readonly now: string;
    readonly judged: ReadonlySet<string>;
    readonly used?: readonly number[];
  },
): AppliedSuppressions {
  const entries = readEntries(options.config);
  const active = entries.filter((entry) => !isExpired(entry.acceptance, options.now));
  const kept: Finding[] = [];
  for (const finding of findings) {
    const matching = active.filter((entry) => entry.matches(finding));
    for (const entry of matching) entry.matched.add(finding.rule);
    if (matching.some((entry) => entry.kind === "allowance")) continue;
    const [suppression] = matching;
    kept.push(suppression === undefined ? finding : { ...finding, suppression: suppression.acceptance });
  }
  const used = new Set(options.used);
  const stale = entries.flatMap((entry, place): SuppressionUse[] => {
    const expired = isExpired(entry.acceptance, options.now);
    const known = entry.rule === "*" || options.judged.has(entry.rule);
    if (!expired && (entry.matched.size > 0 || used.has(place) || !known)) return [];
    return [
      {
        kind: entry.kind,
        rule: entry.rule,
        object: entry.object,
        owner: entry.acceptance.owner,
        status: expired ? "expired" : "unused",
      },
    ];
  });
  return { findings: kept, stale, matched: entries.map((entry) => entry.matched) };
}

/** Whether an acceptance no longer holds at `now`. */
export function isExpired(acceptance: Acceptance, now: string): boolean {
  const end = expiryEnd(acceptance);
  return end !== undefined && end < Date.parse(now);
}

/** The first moment after `now` at which an acceptance of the configuration expires, ISO 8601. */
export function nextExpiry(config: ConfiguredAcceptances, now: string): string | undefined {
  const ends = readEntries(config).flatMap((entry) => expiryEnd(entry.acceptance) ?? []);
  const ahead = ends.filter((end) => end >= Date.parse(now));
  return ahead.length === 0 ? undefined : new Date(Math.min(...ahead)).toISOString();
}

/**
 * The last moment an acceptance holds, in milliseconds since 1970; `undefined` when it has no end. A date without a
 * time holds until its last moment, in UTC.
 */
export function expiryEnd(acceptance: Acceptance): number | undefined {
  if (acceptance.expires_at === undefined) return undefined;
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(acceptance.expires_at);
  return Date.parse(dateOnly ? `${acceptance.expires_at}T23:59:59.999Z` : acceptance.expires_at);
}

/** Whether an object identity fits a pattern in which `*` stands for any text. */
export function matchesPattern(identity: string, pattern: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return identity === pattern;
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (
    !identity.startsWith(first) ||
    identity.length < first.length + last.length ||
    !identity.endsWith(last)
  ) {
    return false;
  }
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = identity.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return position <= identity.length - last.length;
}

function readEntries(config: ConfiguredAcceptances): Entry[] {
  const suppressions = (config.suppressions ?? []).map((entry) => ({
    ...entry,
    kind: "suppression" as const,
  }));
  const allowances = Object.entries(config.rules ?? {}).flatMap(([rule, settings]) =>
    (settings?.allow ?? []).map((entry) => ({ ...entry, rule, kind: "allowance" as const })),
  );
  return [...suppressions, ...allowances].map((entry) => ({
    kind: entry.kind,
    rule: entry.rule,
    object: entry.object,
    acceptance: {
      reason: entry.reason,
      owner: entry.owner,
      ...(entry.expires_at === undefined ? {} : { expires_at: entry.expires_at }),
    },
    matches: (finding) =>
      (entry.rule === "*" || finding.rule === entry.rule) &&
      matchesPattern(finding.object.identity, entry.object),
    matched: new Set(),
  }));
}
