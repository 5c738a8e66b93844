import { plural } from "../components/format.ts";
import { lookedAt } from "../components/run_facts.tsx";
import { Standing, standingOf } from "../components/standing.tsx";
import { Tile, Tiles } from "../components/tiles.tsx";
import { SEVERITIES } from "../shared/findings/finding.ts";
import type { Report } from "../shared/findings/report.ts";
import { hasHistory } from "../shared/report/summary_line.ts";
import { PageHead } from "./page_head.tsx";
import { Toolbar } from "./toolbar.tsx";

/** How things stand by a report: in words, in figures, and on what it rests. */
export function ReportHead({
  title,
  subject,
  report,
}: {
  readonly title: string;
  /** What was judged, in a few words. */
  readonly subject: string;
  readonly report: Report;
}) {
  const { summary, not_evaluated: unjudged } = report;
  return (
    <PageHead title={title} subject={subject} time={report.run.finished_at}>
      <Standing {...standingOf(summary)}>{standingText(report)}</Standing>
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
      <Toolbar withFilters={report.findings.length > 0} />
    </PageHead>
  );
}

/** Where it was looked, what changed since the last run, and what is left out of the figures. */
function standingText(report: Report): string {
  const { new: fresh, reopened, resolved, hidden, objects } = report.summary;
  const parts = [
    ...(Object.keys(objects).length > 0 ? [`in ${lookedAt(objects)}`] : []),
    ...(hasHistory(report)
      ? [
          fresh + reopened + resolved === 0
            ? "nothing changed since the last run"
            : `${fresh} new, ${reopened} reopened and ${resolved} resolved since the last run`,
        ]
      : []),
    ...(hidden > 0 ? [`${plural(hidden, "more finding")} left out by filters or the configuration`] : []),
  ];
  return parts.join("; ");
}
