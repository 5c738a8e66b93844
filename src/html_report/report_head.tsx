import type { ComponentChildren } from "preact";
import { plural } from "../components/format.ts";
import { exposedText, Fact, lookedAt } from "../components/run_facts.tsx";
import { Standing, standingOf } from "../components/standing.tsx";
import { Tile, Tiles } from "../components/tiles.tsx";
import { SEVERITIES } from "../shared/findings/finding.ts";
import type { Report } from "../shared/findings/report.ts";
import { hasHistory } from "../shared/report/summary_line.ts";
import { PageHead, RunFacts } from "./page_head.tsx";
import { Toolbar } from "./toolbar.tsx";

/** How things stand by a report: in words, in figures, and on what it rests. */
export function ReportHead({
  title,
  report,
  children,
}: {
  readonly title: string;
  readonly report: Report;
  /** More facts of the run. */
  readonly children?: ComponentChildren;
}) {
  const { summary, run, not_evaluated: unjudged } = report;
  return (
    <PageHead title={title}>
      <Standing {...standingOf(summary)}>{changeText(report)}</Standing>
      <Tiles>
        {SEVERITIES.map((severity) => (
          <Tile key={severity} name={severity} tone={severity} value={summary[severity]} />
        ))}
        <Tile
          name="accepted"
          value={summary.suppressed}
          href={summary.suppressed > 0 ? "#accepted" : undefined}
        />
        <Tile
          name="not evaluated"
          value={summary.not_evaluated}
          href={unjudged.length > 0 ? "#not-evaluated" : undefined}
        >
          <span class="dim">{summary.not_evaluated === 1 ? "rule" : "rules"}</span>
        </Tile>
      </Tiles>
      <RunFacts run={run}>
        <Fact name="looked at">{lookedAt(summary.objects)}</Fact>
        <Fact name="exposed schemas">{exposedText(run)}</Fact>
        {children}
      </RunFacts>
      <Toolbar withFilters={report.findings.length > 0} />
    </PageHead>
  );
}

/** What changed since the last run, and what is left out of the figures. */
function changeText(report: Report): string {
  const { new: fresh, reopened, resolved, hidden } = report.summary;
  const parts = [
    ...(hasHistory(report)
      ? [`${fresh} new, ${reopened} reopened and ${resolved} resolved since the last run`]
      : []),
    ...(hidden > 0 ? [`${plural(hidden, "more finding")} left out by filters or the configuration`] : []),
  ];
  return parts.join("; ");
}
