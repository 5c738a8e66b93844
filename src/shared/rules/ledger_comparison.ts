import type { LedgerEntry } from "../catalog/ledger.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { type Reconciliation, reconcile } from "../ledger/reconcile.ts";
import { needsParser, readContents } from "../ledger/row_content.ts";
import type { Manifest, ManifestMigration } from "../manifest/manifest.ts";
import type { Requirement, RuleInput, Seen } from "./rule.ts";

/** What the rules that compare the ledger with a manifest need. */
export const LEDGER_AND_MANIFEST: readonly Requirement[] = [
  { manifest: true },
  { parser: true, when: mustParse },
];

/** What a rule needs that only knows more with a manifest. */
export const LEDGER_AND_PERHAPS_MANIFEST: readonly Requirement[] = [
  { family: "ledger" },
  { parser: "partly", when: mustParse },
];

const known = new WeakMap<CatalogSnapshot, { readonly manifest: Manifest; readonly needs: boolean }>();

/** Whether a row has to be parsed: where every row is as the CLI records its file, none has to. */
function mustParse({ snapshot, manifest }: Seen): boolean {
  if (manifest === undefined) return false;
  const before = known.get(snapshot);
  if (before?.manifest === manifest) return before.needs;
  const needs = needsParser(snapshot.ledger, manifest.migrations);
  known.set(snapshot, { manifest, needs });
  return needs;
}

const compared = new WeakMap<RuleInput, Reconciliation>();

/** How ledger and manifest belong together; compared once for all rules. */
export function compareLedger(input: RuleInput): Reconciliation {
  const before = compared.get(input);
  if (before !== undefined) return before;
  const migrations = input.manifest?.migrations ?? [];
  const rows = input.snapshot.ledger;
  const result = reconcile(rows, migrations, readContents(rows, { migrations, parser: input.parser }));
  compared.set(input, result);
  return result;
}

/** The same for a rule that can do without: nothing where there is no manifest, or no parser though one is needed. */
export function compareLedgerIfPossible(input: RuleInput): Reconciliation | undefined {
  const isPossible = input.manifest !== undefined && (input.parser !== null || !mustParse(input));
  return isPossible ? compareLedger(input) : undefined;
}

/** Whether policies may hide rows of the ledger: what is not seen may be there. */
export function mayHideRows({ snapshot }: RuleInput): boolean {
  return snapshot.unread.some((entry) => entry.family === "ledger" && entry.kind === "filtered");
}

/** A row in words: its version, and its name where it has one. */
export function rowText(row: LedgerEntry): string {
  const version = row.version === "" ? '""' : row.version;
  return row.name === null || row.name === "" ? version : `${version} (${row.name})`;
}

/** A row as evidence. */
export function rowEvidence(row: LedgerEntry): { readonly version: string; readonly name: string | null } {
  return { version: row.version, name: row.name };
}

/** A file as evidence. */
export function fileEvidence(file: ManifestMigration): { readonly version: string; readonly file: string } {
  return { version: file.version, file: file.file };
}

/** Whether the name marks the way back of another migration. */
export function isWayBack(name: string | null): boolean {
  return name !== null && /[._]down$/.test(name);
}
