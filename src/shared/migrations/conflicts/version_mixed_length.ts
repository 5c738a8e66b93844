import { recordRef } from "../../catalog/identity.ts";
import { groupBy } from "../../catalog/lookup.ts";
import { compareBytes } from "../discover.ts";
import type { ReadFile, ReadFolder } from "../reading.ts";
import type { Conflict } from "./conflict.ts";
import { fileStart } from "./refs.ts";
import { isRun } from "./run_files.ts";

/** Folders whose versions have different numbers of digits. */
export const versionMixedLength: Conflict = {
  id: "version_mixed_length",
  title: "Versions of different lengths in one folder",
  summary:
    "A folder whose files have versions of different numbers of digits, such as `003` beside `20250119` and `20250719191801`.",
  severity: "warn",
  category: "migration",
  rationale:
    "Files run in the order of the bytes of their names, not of their numbers: `10_x` comes before `9_x`, and `999999_x` after `20250719191801_x`. Where versions have one length, both orders are one; where they do not, a file that was written last may run in the middle, and `supabase db push` refuses files that come before the newest applied one.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  limits: "Flyway, which orders versions by their numbers, is left out.",
  *check({ reading }) {
    for (const folder of reading.folders) {
      if (folder.layout === "flyway") continue;
      const files = folder.files.filter((file) => isRun(folder, file) && file.version !== "");
      const lengths = [...groupBy(files, (file) => file.version.length)].sort(
        ([left], [right]) => left - right,
      );
      if (lengths.length < 2) continue;
      const swapped = swappedPairs(files);
      const [pair] = swapped;
      const odd = lengths.toSorted(([, left], [, right]) => left.length - right.length)[0]?.[1][0];
      yield {
        object: recordRef("migration", folder.path),
        message: `${folder.path} has versions of ${listed(lengths.map(([length]) => length))} digits${
          pair === undefined
            ? ""
            : `: ${pair.first.path} runs before ${pair.second.path}, though its number is higher`
        }.`,
        evidence: {
          lengths: lengths.map(([digits, own]) => ({
            digits,
            files: own.length,
            example: own[0]?.path ?? "",
          })),
          out_of_order: swapped
            .slice(0, 20)
            .map(({ first, second }) => ({ runs_first: first.path, lower_number: second.path })),
        },
        remediation: {
          safety: "review",
          note: remedy(folder),
        },
        ...(odd === undefined ? {} : { location: fileStart(pair?.second ?? odd) }),
      };
    }
  },
};

function remedy(folder: ReadFolder): string {
  return folder.layout === "supabase"
    ? "Give every file a version of 14 digits (YYYYMMDDHHMMSS) in the order in which they ran, and record the new versions: supabase migration repair --status reverted <old>, then --status applied <new>. `supawarden consolidate` replaces the files by one baseline instead."
    : "Pad the numbers to one length, in the order in which the files ran; a tool that has recorded the old names must be told.";
}

/** Neighbours in the order in which files run whose numbers are the other way round. */
function swappedPairs(
  files: readonly ReadFile[],
): readonly { readonly first: ReadFile; readonly second: ReadFile }[] {
  const ordered = files
    .filter((file) => /^\d+$/.test(file.version))
    .toSorted((left, right) => compareBytes(left.path, right.path));
  return ordered.slice(1).flatMap((file, index) => {
    const before = ordered[index];
    return before !== undefined && BigInt(before.version) > BigInt(file.version)
      ? [{ first: before, second: file }]
      : [];
  });
}

function listed(lengths: readonly number[]): string {
  return `${lengths.slice(0, -1).join(", ")} and ${lengths.at(-1)}`;
}
