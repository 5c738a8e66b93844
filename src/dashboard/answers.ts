import type { FindingCounts, StoredFindingGroup } from "../shared/store/finding_groups.ts";
import type { StoredFinding } from "../shared/store/finding_rows.ts";
import type { FindingWithEvents } from "../shared/store/findings.ts";
import type { StoredRun, StoredRunInFull } from "../shared/store/runs.ts";
import type { ListedSuppression } from "../shared/store/suppressions.ts";

export type {
  FindingWithEvents,
  ListedSuppression,
  StoredFinding,
  StoredFindingGroup,
  StoredRun,
  StoredRunInFull,
};

/** `GET /audit/groups`. */
export interface GroupsAnswer {
  readonly groups: readonly StoredFindingGroup[];
  readonly counts: FindingCounts;
}

/** `GET /audit/findings`. */
export interface FindingsAnswer {
  readonly findings: readonly StoredFinding[];
  readonly next_cursor?: string;
}

/** `GET /audit/runs`. */
export interface RunsAnswer {
  readonly runs: readonly StoredRun[];
  readonly next_cursor?: string;
}
