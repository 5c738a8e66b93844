import { EmptyState } from "../../../components/empty_state.tsx";
import { href } from "../../address.ts";
import type { FindingsAnswer, GroupsAnswer, RunsAnswer } from "../../answers.ts";
import { type Comparison, compareRuns } from "../../comparison_run.ts";
import { serviceQuery } from "../../finding_filters.ts";
import { newestRun } from "../../live.ts";
import { AnswerView } from "../../parts/answer_view.tsx";
import { Heading } from "../../parts/heading.tsx";
import { Loading } from "../../parts/notice.tsx";
import { useQuery } from "../../query.ts";
import { CausesPart } from "./causes_part.tsx";
import { CountTiles } from "./count_tiles.tsx";
import { LastRunPart } from "./last_run_part.tsx";
import { NewPart, SHOWN_NEW } from "./new_part.tsx";
import { OverviewStanding } from "./overview_standing.tsx";

/** What a tired person needs in ten seconds: is it bad, is it worse than yesterday, what is new, where does it come from. */
export function OverviewView() {
  const runs = useQuery<RunsAnswer>("/audit/runs?limit=60");
  const groups = useQuery<GroupsAnswer>("/audit/groups?suppressed=false");
  const accepted = useQuery<GroupsAnswer>("/audit/groups?suppressed=true");
  return (
    <>
      <Heading hidden>Overview</Heading>
      <AnswerView answer={runs} what="the runs">
        {({ runs: list }) =>
          list.length === 0 ? (
            <NoRuns />
          ) : (
            <AnswerView answer={groups} what="the findings">
              {(answer) => (
                <Overview
                  answer={answer}
                  accepted={accepted.data?.counts.suppressed}
                  comparison={compareRuns(list, Date.now())}
                />
              )}
            </AnswerView>
          )
        }
      </AnswerView>
    </>
  );
}

function NoRuns() {
  return (
    <EmptyState title="No audit has run yet.">
      <p>
        {newestRun.value?.status === "running"
          ? "The first one is running; its findings appear here."
          : "Start one with the button above, or wait for the night."}
      </p>
    </EmptyState>
  );
}

interface OverviewProps {
  readonly answer: GroupsAnswer;
  readonly accepted: number | undefined;
  readonly comparison: Comparison;
}

function Overview({ answer, accepted, comparison }: OverviewProps) {
  const { last, before } = comparison;
  // Just after the run that is compared with: what it found itself is not new since.
  const since = before === undefined ? undefined : new Date(Date.parse(before.started_at) + 1).toISOString();
  const fresh = useQuery<FindingsAnswer>(
    since === undefined
      ? null
      : `/audit/findings?limit=${SHOWN_NEW + 1}&${serviceQuery({ since }, Date.now())}`,
  );
  if (last === undefined) {
    return (
      <EmptyState title="No audit has succeeded yet.">
        <p>
          <a href={href("runs")}>The runs</a> say how they ended.
        </p>
      </EmptyState>
    );
  }
  if (since !== undefined && fresh.data === undefined && fresh.error === undefined) {
    return <Loading what="what is new" tall />;
  }
  const isNew = since !== undefined && fresh.data?.findings.length !== 0;
  return (
    <>
      <OverviewStanding
        counts={answer.counts}
        comparison={comparison}
        nothingNew={!isNew && since !== undefined}
      />
      <CountTiles counts={answer.counts} accepted={accepted} runs={{ last, before }} />
      <div class={isNew ? "columns" : ""}>
        {isNew && <NewPart answer={fresh} since={since} isYesterday={comparison.isYesterday} />}
        <CausesPart groups={answer.groups} />
      </div>
      <LastRunPart last={last} />
    </>
  );
}
