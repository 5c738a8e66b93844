import { groupBy } from "../catalog/lookup.ts";

/** What a migration file and a ledger row have in common: the digits before the first underscore. */
export interface Versioned {
  readonly version: string;
}

/** A version that an earlier entry already has. */
export interface DuplicateVersion<Entry extends Versioned> {
  readonly version: string;
  /** `same_version` the text is equal, `same_number` only the number is (`024` and `24`). */
  readonly kind: "same_version" | "same_number";
  /** The first entry with this version. */
  readonly original: Entry;
  /** The others, in the order given. */
  readonly duplicates: readonly Entry[];
}

/** A version that stands elsewhere than its number says. */
export interface MisplacedVersion {
  readonly version: string;
  /** `number` text and number disagree; `prefix` the version begins another one, and their files sort the other way. */
  readonly kind: "number" | "prefix";
  /** A version against which it is on the wrong side. */
  readonly against: string;
}

/** Order of the ledger and of the CLI's comparison: by bytes, so `10` comes before `9`. */
export function compareVersionsAsText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

const LARGEST_INT64 = 9_223_372_036_854_775_807n;

/** The version as the CLI's `migration list` reads it, a signed 64-bit integer; `undefined` where it is none. */
export function versionNumber(version: string): bigint | undefined {
  if (!/^[0-9]+$/.test(version)) return undefined;
  const number = BigInt(version);
  return number <= LARGEST_INT64 ? number : undefined;
}

/**
 * Versions that occur more than once, as text or as number, in text order. One answer a repeated version text: `24`
 * beside `024` is answered for `24`, and names `024`.
 */
export function duplicateVersions<Entry extends Versioned>(
  entries: readonly Entry[],
): readonly DuplicateVersion<Entry>[] {
  const sorted = entries.toSorted((left, right) => compareVersionsAsText(left.version, right.version));
  const firstByNumber = new Map<bigint, Entry>();
  const byText = groupBy(sorted, (entry) => entry.version);
  const found: DuplicateVersion<Entry>[] = [];
  for (const [version, same] of byText) {
    const [first, ...rest] = same;
    if (first === undefined) continue;
    const number = versionNumber(version);
    const earlier = number === undefined ? undefined : firstByNumber.get(number);
    if (number !== undefined && earlier === undefined) firstByNumber.set(number, first);
    if (rest.length > 0) {
      found.push({ version, kind: "same_version", original: first, duplicates: rest });
    } else if (earlier !== undefined) {
      found.push({ version, kind: "same_number", original: earlier, duplicates: [first] });
    }
  }
  return found;
}

/**
 * Versions out of place, in text order: the fewest without which the order by text and the order by number agree, and
 * those that begin another version. Versions that are no number are left out.
 */
export function misplacedVersions(versions: readonly string[]): readonly MisplacedVersion[] {
  const sorted = [...new Set(versions)]
    .flatMap((version) => {
      const number = versionNumber(version);
      return number === undefined ? [] : [{ version, number }];
    })
    .toSorted((left, right) => compareVersionsAsText(left.version, right.version));
  // `20250119_b.sql` comes after `20250119000001_a.sql`, since "_" sorts after digits; in the ledger it comes before.
  const isPrefix = ({ version }: Versioned, position: number): boolean =>
    sorted[position + 1]?.version.startsWith(version) ?? false;
  // A version that is named for that already is not to make others look out of place.
  const ranked = sorted.filter((entry, position) => !isPrefix(entry, position));
  const kept = new Set(
    longestRising(ranked.map((entry) => entry.number)).map((position) => ranked[position]),
  );
  return sorted.flatMap((entry, position): MisplacedVersion[] => {
    const { version, number } = entry;
    const next = sorted[position + 1];
    if (next !== undefined && isPrefix(entry, position)) {
      return [{ version, kind: "prefix", against: next.version }];
    }
    if (kept.has(entry)) return [];
    const larger = sorted.slice(0, position).findLast((other) => other.number > number);
    const smaller = sorted.slice(position + 1).find((other) => other.number < number);
    const against = larger ?? smaller;
    return against === undefined ? [] : [{ version, kind: "number", against: against.version }];
  });
}

/** Positions of a longest subsequence that does not fall; of several, the one that is complete first. */
function longestRising(numbers: readonly bigint[]): number[] {
  // Position of the smallest last element of a rising run, by the run's length; and each element's predecessor.
  const lasts: number[] = [];
  const before: (number | undefined)[] = [];
  let end: number | undefined;
  numbers.forEach((number, position) => {
    let low = 0;
    let high = lasts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[lasts[middle] ?? 0] ?? 0n) <= number) low = middle + 1;
      else high = middle;
    }
    before[position] = low === 0 ? undefined : lasts[low - 1];
    if (low === lasts.length) end = position;
    lasts[low] = position;
  });
  const kept: number[] = [];
  for (let at = end; at !== undefined; at = before[at]) kept.push(at);
  return kept;
}
