import { type Signal, signal } from "@preact/signals";
import type { FindingsAnswer, StoredFinding } from "../answers.ts";
import { type ApiError, request } from "../api.ts";
import { asApiError } from "../query.ts";

/** Findings asked for at once. */
const PAGE = 200;

/** Lists kept, so that one that was left is there again on coming back. */
const MOST_LISTS = 12;

/** A list of findings of which the pages in sight are loaded. */
export interface ListedFindings {
  readonly query: string;
  readonly total: number;
  readonly error: Signal<ApiError | undefined>;
  /** A finding of the list; `undefined` while it is not loaded. */
  at(index: number): StoredFinding | undefined;
  /** Has the pages up to this finding loaded; those of an older revision are asked for again. */
  reach(index: number, revision: number): void;
}

const lists = new Map<string, ListedFindings>();

/** The list of a query; the same one for the same query and number of findings. */
export function listedFindings(query: string, total: number): ListedFindings {
  const key = `${total} ${query}`;
  const known = lists.get(key);
  if (known !== undefined) return known;
  const [oldest] = lists.keys();
  if (lists.size >= MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  const made = createList(query, total);
  lists.set(key, made);
  return made;
}

/** Forgets all lists. */
export function forgetLists(): void {
  lists.clear();
}

function createList(query: string, total: number): ListedFindings {
  const found = signal<readonly StoredFinding[]>([]);
  const error = signal<ApiError | undefined>(undefined);
  let wanted = 0;
  let known = -1;
  let fresh: readonly StoredFinding[] = [];
  let cursor: string | undefined;
  let complete = false;
  let loading = false;

  /** Pages come one after the other, as each names where the next one begins. */
  const fill = async (): Promise<void> => {
    if (loading) return;
    loading = true;
    const asked = known;
    try {
      while (!complete && fresh.length <= wanted && asked === known) {
        const after = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const page = await request<FindingsAnswer>(`/audit/findings?${query}&limit=${PAGE}${after}`);
        if (asked !== known) break;
        fresh = [...fresh, ...page.findings];
        cursor = page.next_cursor;
        complete = cursor === undefined;
        // What was known before stays below until its own page is renewed.
        found.value = complete ? fresh : [...fresh, ...found.peek().slice(fresh.length)];
        error.value = undefined;
      }
    } catch (failure) {
      error.value = asApiError(failure);
    }
    loading = false;
    if (asked !== known) await fill();
  };
  return {
    query,
    total,
    error,
    at: (index) => found.value[index],
    reach: (index, revision) => {
      wanted = Math.max(wanted, index + PAGE / 2);
      if (known !== revision) {
        known = revision;
        fresh = [];
        cursor = undefined;
        complete = false;
      }
      if (!complete) void fill();
    },
  };
}
