import type { ComponentChildren } from "preact";
import { duration, utcTime } from "../components/format.ts";
import { Fact, Facts } from "../components/run_facts.tsx";
import type { Run } from "../shared/findings/report.ts";

/** The title of a page, what made it, and the tools that a script brings to life. */
export function PageHead({
  title,
  children,
}: {
  readonly title: string;
  /** Right below the title. */
  readonly children?: ComponentChildren;
}) {
  return (
    <header class="page-head">
      <div class="page-title">
        <h1>{title}</h1>
        <p class="brand dim">Supawarden</p>
      </div>
      {children}
    </header>
  );
}

/** When, how long and on what a run was. */
export function RunFacts({ run, children }: { readonly run: Run; readonly children?: ComponentChildren }) {
  return (
    <Facts>
      <Fact name="when">
        <time dateTime={run.finished_at} class="number">
          {utcTime(run.finished_at)}
        </time>
      </Fact>
      <Fact name="took">{duration(run.duration_ms)}</Fact>
      {children}
      {run.git_commit !== undefined && (
        <Fact name="commit">
          <code>{run.git_commit.slice(0, 12)}</code>
        </Fact>
      )}
      <Fact name="Supawarden">{run.tool_version}</Fact>
    </Facts>
  );
}
