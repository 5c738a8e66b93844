import { CheckList, VERDICTS } from "../components/check_list.tsx";
import { plural } from "../components/format.ts";
import { Fact } from "../components/run_facts.tsx";
import { Standing } from "../components/standing.tsx";
import { verdictLine } from "../shared/report/verdict_line.ts";
import type { Verdict } from "../shared/verify/verdict.ts";
import { renderPage } from "./page.tsx";
import type { PageAssets } from "./page_assets.ts";
import { PageHead } from "./page_head.tsx";
import { RunPart } from "./run_part.tsx";
import { SOURCES } from "./sources.ts";
import { Toolbar } from "./toolbar.tsx";

/** The verdict as one page that needs nothing else. */
export function renderVerdictPage(verdict: Verdict, assets: PageAssets): string {
  const { tone, title } = VERDICTS[verdict.verdict];
  return renderPage(
    {
      title: `${title} · Supawarden verify`,
      data: verdict,
      fileName: "supawarden-verdict.json",
      body: (
        <>
          <PageHead title="Verify" subject={SOURCES[verdict.run.source]} time={verdict.run.finished_at}>
            <Standing tone={tone} title={title}>
              {verdictLine(verdict)}
            </Standing>
            <Toolbar withFilters={false} />
          </PageHead>
          <main>
            <h2 class="sr-only">Checks</h2>
            <CheckList
              checks={verdict.checks}
              findings={({ findings }) => (
                <p class="dim">
                  {plural(findings.length, "finding")}; <code>supawarden audit</code> shows them in full.
                </p>
              )}
            />
            <RunPart run={verdict.run}>
              <Fact name="server">Postgres {verdict.run.server_version.split(",")[0]}</Fact>
            </RunPart>
          </main>
        </>
      ),
    },
    assets,
  );
}
