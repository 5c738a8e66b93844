import { EmptyState } from "../components/empty_state.tsx";
import { Fact } from "../components/run_facts.tsx";
import type { Report } from "../shared/findings/report.ts";
import { FindingsPart } from "./findings_part.tsx";
import { renderPage } from "./page.tsx";
import type { PageAssets } from "./page_assets.ts";
import { PageHead } from "./page_head.tsx";
import { ReportHead } from "./report_head.tsx";
import { RestParts } from "./rest_parts.tsx";
import { RunPart } from "./run_part.tsx";
import { SOURCES } from "./sources.ts";

/** The report of an audit or of a comparison as one page that needs nothing else, for a screen or for paper. */
export function renderReportPage(report: Report, assets: PageAssets): string {
  const isDrift =
    report.findings.length > 0 &&
    report.findings.every(({ category }) => category === "drift" || category === "ledger");
  const title = isDrift ? "Drift" : "Schema audit";
  return renderPage(
    {
      title: `${title} · Supawarden`,
      data: report,
      fileName: "supawarden-report.json",
      body: (
        <>
          <ReportHead
            title={title}
            subject={
              isDrift ? `${SOURCES[report.run.source]} against its migrations` : SOURCES[report.run.source]
            }
            report={report}
          />
          <main>
            <FindingsPart report={report} />
            <RestParts report={report} />
            <RunPart run={report.run}>
              <Fact name="server">Postgres {report.run.server_version.split(",")[0]}</Fact>
            </RunPart>
          </main>
        </>
      ),
    },
    assets,
  );
}

/** The page before the first run has ended. */
export function renderNoRunPage(assets: PageAssets): string {
  return renderPage(
    {
      title: "Schema audit · Supawarden",
      body: (
        <>
          <PageHead title="Schema audit" />
          <main>
            <EmptyState title="No run has ended yet." />
          </main>
        </>
      ),
    },
    assets,
  );
}
