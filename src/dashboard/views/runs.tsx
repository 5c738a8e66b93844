import { useMemo } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { duration } from "../../components/format.ts";
import { href } from "../address.ts";
import type { RunsAnswer, StoredRun } from "../answers.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { later } from "../parts/later.tsx";
import { Time } from "../parts/time.tsx";
import { useQuery } from "../query.ts";

const TrendChart = later("the chart", async () => (await import("../parts/trend_chart.tsx")).TrendChart);

/** Runs on one page: a year of nights. */
const SHOWN = 365;

/** The runs: how the findings went, how long each took, how each ended. */
export function RunsView() {
  const answer = useQuery<RunsAnswer>(`/audit/runs?limit=${SHOWN}`);
  return (
    <>
      <Heading>Runs</Heading>
      <AnswerView answer={answer} what="the runs">
        {({ runs }) =>
          runs.length === 0 ? <EmptyState title="No audit has run yet." /> : <Runs runs={runs} />
        }
      </AnswerView>
    </>
  );
}

function Runs({ runs }: { readonly runs: readonly StoredRun[] }) {
  const charts = useMemo(() => chartsOf(runs), [runs]);
  return (
    <>
      {charts.times.length < 2 ? (
        <EmptyState title="The charts begin with the second run that succeeds." />
      ) : (
        <>
          <TrendChart label="Findings" times={charts.times} series={charts.findings} />
          <TrendChart label="Duration" times={charts.times} series={charts.durations} />
        </>
      )}
      <div class="scroll">
        <table class="wide-table runs">
          <caption class="sr-only">Runs, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">Ended</th>
              <th scope="col">By</th>
              {["Took", "Error", "Warn", "Info", "New", "Resolved"].map((name) => (
                <th key={name} scope="col" class="right">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      </div>
      {runs.length === SHOWN && <p class="dim">Older runs are kept, and left out here.</p>}
    </>
  );
}

function RunRow({ run }: { readonly run: StoredRun }) {
  const { summary } = run;
  const figures = [
    summary?.error,
    summary?.warn,
    summary?.info,
    summary === undefined ? undefined : summary.new + summary.reopened,
    summary?.resolved,
  ];
  return (
    <tr>
      <th scope="row" class="nowrap">
        <a href={href(["runs", run.id])}>
          <Time time={run.started_at} />
        </a>
      </th>
      <td>
        <span class={`badge run ${run.status}`}>{run.status}</span>
      </td>
      <td>{run.trigger}</td>
      <td class="right number nowrap">{run.duration_ms === undefined ? "–" : duration(run.duration_ms)}</td>
      {figures.map((figure, index) => (
        <td key={index} class="right number">
          {figure ?? "–"}
        </td>
      ))}
    </tr>
  );
}

/** The runs that succeeded, oldest first, as lines. */
function chartsOf(runs: readonly StoredRun[]) {
  const done = runs.filter((run) => run.status === "succeeded").toReversed();
  const figure = (name: "error" | "warn" | "info") => done.map((run) => run.summary?.[name] ?? null);
  const asCount = (value: number) => String(Math.round(value));
  return {
    times: done.map((run) => run.started_at),
    findings: [
      { label: "error", color: "error", values: figure("error"), text: asCount },
      { label: "warn", color: "warn", dash: [8, 4], values: figure("warn"), text: asCount },
      { label: "info", color: "info", dash: [2, 4], values: figure("info"), text: asCount },
    ],
    durations: [
      { label: "took", color: "accent", values: done.map((run) => run.duration_ms ?? null), text: duration },
    ],
  };
}
