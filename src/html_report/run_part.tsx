import type { ComponentChildren } from "preact";
import { duration, utcTime } from "../components/format.ts";
import { exposedText, Fact, Facts } from "../components/run_facts.tsx";
import type { Run } from "../shared/findings/report.ts";

/** On what a page rests: the run, and what made it. */
export function RunPart({ run, children }: { readonly run: Run; readonly children?: ComponentChildren }) {
  return (
    <section class="card" aria-labelledby="run">
      <h2 id="run">The run</h2>
      <Facts>
        <Fact name="ended">
          <time dateTime={run.finished_at} class="number">
            {utcTime(run.finished_at)}
          </time>
        </Fact>
        <Fact name="took">{duration(run.duration_ms)}</Fact>
        {children}
        <Fact name="exposed schemas">{exposedText(run)}</Fact>
        {run.git_commit !== undefined && (
          <Fact name="commit">
            <code>{run.git_commit.slice(0, 12)}</code>
          </Fact>
        )}
        <Fact name="Supawarden">{run.tool_version}</Fact>
      </Facts>
    </section>
  );
}
