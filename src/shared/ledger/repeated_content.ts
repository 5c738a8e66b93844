import type { LedgerEntry } from "../catalog/ledger.ts";

/** A row whose statements an earlier row has already recorded, under another version. */
export interface RepeatedContent {
  readonly entry: LedgerEntry;
  readonly original: LedgerEntry;
}

// Statements that change no definition; running them again after another migration is common and right.
const REPEATABLE = new Set([
  "analyze",
  "comment",
  "notify",
  "refresh",
  "reindex",
  "reset",
  "select",
  "set",
  "vacuum",
]);

/** Rows that record the very statements of an earlier row, in the order given: the same migration applied twice. */
export function repeatedContent(entries: readonly LedgerEntry[]): readonly RepeatedContent[] {
  const first = new Map<string, LedgerEntry>();
  return entries.flatMap((entry): RepeatedContent[] => {
    const content = contentOf(entry);
    if (content === undefined) return [];
    const original = first.get(content);
    if (original === undefined) first.set(content, entry);
    return original === undefined || original.version === entry.version ? [] : [{ entry, original }];
  });
}

/** The statements as one text, white space at their ends aside; `undefined` where nothing is recorded that defines anything. */
function contentOf(entry: LedgerEntry): string | undefined {
  const statements = (entry.statements ?? [])
    .map((statement) => statement.trim().replace(/;$/, "").trimEnd())
    .filter((statement) => statement !== "");
  const defining = statements.some(
    (statement) => !REPEATABLE.has(/^[a-z]+/i.exec(statement)?.[0].toLowerCase() ?? ""),
  );
  return defining ? JSON.stringify(statements) : undefined;
}
