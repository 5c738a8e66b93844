import type { Analysis } from "../shared/migrations/analysis.ts";
import { DependenciesPart } from "./dependencies_part.tsx";
import { FilesPart } from "./files_part.tsx";
import { FindingsPart } from "./findings_part.tsx";
import { renderPage } from "./page.tsx";
import type { PageAssets } from "./page_assets.ts";
import { ReportHead } from "./report_head.tsx";
import { RestParts } from "./rest_parts.tsx";
import { RunPart } from "./run_part.tsx";
import { TimelinesPart } from "./timelines_part.tsx";

/** The analysis as one page that needs nothing else: findings, inventory, timelines and dependencies. */
export function renderAnalysisPage(analysis: Analysis, assets: PageAssets): string {
  const { folders } = analysis.inventory;
  return renderPage(
    {
      title: "Migrations · Supawarden",
      data: analysis,
      fileName: "supawarden-analysis.json",
      body: (
        <>
          <ReportHead
            title="Migrations"
            subject={folders.map(({ path }) => path).join(", ")}
            report={analysis}
          />
          <main>
            <FindingsPart report={analysis} />
            <TimelinesPart analysis={analysis} />
            <DependenciesPart analysis={analysis} />
            <FilesPart analysis={analysis} />
            <RestParts report={analysis} />
            <RunPart run={analysis.run} />
          </main>
        </>
      ),
    },
    assets,
  );
}
