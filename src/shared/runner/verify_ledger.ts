import type { MigrationStatus, StatusEntry } from "./status.ts";

/** One thing that does not agree. */
export interface LedgerProblem {
  readonly kind: Exclude<MigrationStatus, "applied">;
  readonly version: string;
  readonly file?: string;
  readonly message: string;
}

/** Whether folder and ledger say the same. */
export interface LedgerVerdict {
  readonly agrees: boolean;
  readonly applied: number;
  readonly problems: readonly LedgerProblem[];
  /** Pending migrations that were allowed. */
  readonly pending: number;
}

/** Judges a status: edited, renamed, missing and extra migrations are problems, pending ones unless they are allowed. */
export function verifyStatus(
  entries: readonly StatusEntry[],
  { allowPending }: { readonly allowPending: boolean },
): LedgerVerdict {
  const isAllowed = ({ status }: StatusEntry) => allowPending && status === "pending";
  const problems = entries.flatMap((entry): LedgerProblem[] => {
    const { status, version, file } = entry;
    if (status === "applied" || isAllowed(entry)) return [];
    return [{ kind: status, version, ...(file === undefined ? {} : { file }), message: messageOf(entry) }];
  });
  return {
    agrees: problems.length === 0,
    applied: entries.filter(({ status }) => status === "applied").length,
    problems,
    pending: entries.filter(isAllowed).length,
  };
}

function messageOf(entry: StatusEntry): string {
  const { status, version, file, name } = entry;
  const named = name === "" ? version : `${version}_${name}`;
  switch (status) {
    case "edited":
      return `${file} says something else than what was applied: the database has the old text`;
    case "renamed":
      return `${file} was applied as version ${entry.applied_as}, which no file has now`;
    case "pending":
      return `${file} is not applied`;
    case "out_of_order":
      return `${file} is not applied, though newer migrations are`;
    case "partial":
      return `${file} is applied in part: ${entry.statements_done} of ${entry.statements} statements`;
    case "duplicate":
      return `${file} has the version of another file`;
    default:
      return `version ${named} is applied, and no file in the folder says what it did`;
  }
}
