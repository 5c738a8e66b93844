import type { StoodIn } from "../shadow.ts";
import type { FaultReason } from "./explained.ts";
import { faultLocation } from "./fault_texts.ts";
import type { FolderReplay } from "./replay_chain.ts";

/** How the replay of one folder went, for the JSON report. */
export interface ReplaySummary {
  readonly folder: string;
  readonly server_version: string;
  readonly files: number;
  readonly statements: number;
  readonly applied: number;
  readonly faults: readonly {
    readonly file: string;
    readonly line: number;
    readonly sqlstate: string;
    readonly message: string;
    readonly reason: FaultReason;
    /** Of a cascade: where its cause is. */
    readonly cause?: { readonly file: string; readonly line: number };
    readonly cured_by?: { readonly file: string; readonly line?: number };
  }[];
  readonly skipped: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  readonly stood_in: readonly StoodIn[];
}

/** A replay in the words of the report. */
export function replaySummary({ folder, serverVersion, result, faults }: FolderReplay): ReplaySummary {
  return {
    folder: folder.path,
    server_version: serverVersion,
    files: result.files.length,
    statements: result.files.reduce((sum, file) => sum + file.statements, 0),
    applied: result.files.reduce((sum, file) => sum + file.applied, 0),
    faults: faults.map((explained) => {
      const { fault, reason, cause, hiddenCreation, curedBy } = explained;
      const behind =
        cause === undefined
          ? hiddenCreation && { file: hiddenCreation.file.file, line: hiddenCreation.statement.line }
          : { file: cause.fault.file, line: faultLocation(cause).line };
      return {
        file: fault.file,
        line: faultLocation(explained).line,
        sqlstate: fault.sqlstate,
        message: fault.message,
        reason,
        ...(behind === undefined ? {} : { cause: behind }),
        ...(curedBy === undefined ? {} : { cured_by: curedBy }),
      };
    }),
    skipped: result.skipped.map(({ file, line, reason }) => ({ file, line, reason })),
    stood_in: result.stoodIn,
  };
}
