import { TOOL_VERSION } from "../version.ts";
import type { SqlFacts } from "./body_facts.ts";
import type { DynamicSql } from "./dynamic_sql.ts";
import type { Declaration } from "./plpgsql.ts";

/** What rules judge of a body without its trees: plain data that depends on nothing but the body and its signature. */
export interface BodyFacts extends SqlFacts {
  readonly dynamic: readonly Omit<DynamicSql, "expression">[];
  readonly declarations: readonly Declaration[];
}

/** Why a body could not be read. */
export interface UnreadBody {
  readonly unparsable: string;
  readonly line: number;
}

/** Facts of bodies, and what else was parsed, between runs: as plain JSON by key, good for one version of the tool. */
export interface SavedBodyFacts {
  readonly version: string;
  readonly bodies: Readonly<Record<string, object>>;
}

/** Facts by the hash of a body and its signature, and what else the parser said, by keys of its own. */
export interface BodyFactsCache {
  /** Whether an earlier run has left anything. */
  readonly hasEarlier: boolean;
  get(key: string): BodyFacts | UnreadBody | undefined;
  set(key: string, facts: BodyFacts | UnreadBody): void;
  /** Whether there is an entry, of whatever kind. It does not count as asked for. */
  has(key: string): boolean;
  /** An entry that is no body, as it was handed to `remember` by this run or an earlier one. */
  recall(key: string): object | undefined;
  /** Keeps plain data that is no body. */
  remember(key: string, value: object): void;
  /** What this run asked for, to be handed to `createBodyFactsCache` by the next one: bodies that are gone drop out. */
  save(): SavedBodyFacts;
  /** What this run read anew. */
  fresh(): SavedBodyFacts;
  /** Keys that this run asked for. */
  used(): readonly string[];
  /** How many bodies and other texts were read anew, and how many were known. */
  counts(): { readonly read: number; readonly known: number };
}

/** To be raised with every change of what is collected from a body: a version of the tool may change in between. */
const FORMAT = 3;
/** What saved facts must be of to be taken up. */
export const BODY_FACTS_VERSION = `${TOOL_VERSION}/${FORMAT}`;

/**
 * A cache in memory, filled with what an earlier run saved. Anything that is not of this version, or no such JSON at
 * all, is left aside: the bodies are then read anew.
 */
export function createBodyFactsCache(saved?: unknown): BodyFactsCache {
  const known = readSaved(saved);
  const used = new Map<string, object>();
  const added = new Map<string, object>();
  let read = 0;
  const recall = (key: string): object | undefined => {
    const own = used.get(key);
    if (own !== undefined) return own;
    const before = Object.hasOwn(known, key) ? known[key] : undefined;
    if (typeof before !== "object" || before === null) return undefined;
    used.set(key, before);
    return before;
  };
  const remember = (key: string, value: object): void => {
    read++;
    used.set(key, value);
    added.set(key, value);
  };
  return {
    hasEarlier: Object.keys(known).length > 0,
    get: (key) => {
      const entry = recall(key);
      return isEntry(entry) ? entry : undefined;
    },
    set: remember,
    has: (key) => used.has(key) || Object.hasOwn(known, key),
    recall,
    remember,
    save: () => ({ version: BODY_FACTS_VERSION, bodies: Object.fromEntries(used) }),
    fresh: () => ({ version: BODY_FACTS_VERSION, bodies: Object.fromEntries(added) }),
    used: () => [...used.keys()],
    counts: () => ({ read, known: used.size - read }),
  };
}

function readSaved(saved: unknown): Readonly<Record<string, unknown>> {
  if (typeof saved !== "object" || saved === null) return {};
  const { version, bodies } = saved as { readonly version?: unknown; readonly bodies?: unknown };
  return version === BODY_FACTS_VERSION && typeof bodies === "object" && bodies !== null
    ? (bodies as Record<string, unknown>)
    : {};
}

const LISTS = [
  "casts",
  "relations",
  "calls",
  "columns",
  "fields",
  "makes",
  "dynamic",
  "declarations",
] as const satisfies readonly (keyof BodyFacts)[];

/** The text was written by this very version; only its outline is looked at, since that is done for every body. */
function isEntry(value: unknown): value is BodyFacts | UnreadBody {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  return typeof entry.unparsable === "string" || LISTS.every((list) => Array.isArray(entry[list]));
}
