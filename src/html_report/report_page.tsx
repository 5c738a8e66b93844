import { EmptyState } from "../components/empty_state.tsx";
import { Fact } from "../components/run_facts.tsx";
import type { Report, Source } from "../shared/findings/report.ts";
import { FindingsPart } from "./findings_part.tsx";
import { renderPage } from "./page.tsx";
import type { PageAssets } from "./page_assets.ts";
import { PageHead } from "./page_head.tsx";
import { ReportHead } from "./report_head.tsx";
import { RestParts } from "./rest_parts.tsx";

const SOURCES: Readonly<Record<Source, string>> = {
  database: "a live database",
  migrations: "migrations, replayed on a shadow database",
  snapshot: "a saved snapshot",
};

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
          <ReportHead title={title} report={report}>
            <Fact name="source">{SOURCES[report.run.source]}</Fact>
            <Fact name="server">{report.run.server_version.split(",")[0]}</Fact>
          </ReportHead>
          <main>
            <FindingsPart report={report} />
            <RestParts report={report} />
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
