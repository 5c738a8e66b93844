import { Standing, standingOf } from "../../../components/standing.tsx";
import type { GroupsAnswer } from "../../answers.ts";
import type { Comparison } from "../../comparison_run.ts";
import { Ago, Time } from "../../parts/time.tsx";

/** How bad it is, and against which run that is compared. */
export function OverviewStanding({
  counts,
  comparison: { before, isYesterday },
  nothingNew,
}: {
  readonly counts: GroupsAnswer["counts"];
  readonly comparison: Comparison;
  readonly nothingNew: boolean;
}) {
  return (
    <Standing {...standingOf(counts)}>
      {before === undefined ? (
        "first audit: there is nothing to compare with yet"
      ) : isYesterday ? (
        <>
          {nothingNew ? "nothing new" : "changes"} since yesterday (<Time time={before.started_at} />)
        </>
      ) : (
        <>
          {nothingNew ? "nothing new" : "changes"} since the first audit, <Ago time={before.started_at} />
        </>
      )}
    </Standing>
  );
}
