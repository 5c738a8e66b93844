import { EmptyState } from "../../components/empty_state.tsx";
import { duration, plural } from "../../components/format.ts";
import { ObjectName, SeverityBadge } from "../../components/severity.tsx";
import { UnjudgedList } from "../../components/unjudged_list.tsx";
import { href } from "../address.ts";
import type { StoredRunInFull } from "../answers.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { RuleLink } from "../parts/rule_link.tsx";
import { Time } from "../parts/time.tsx";
import { useQuery } from "../query.ts";

/** Changes that are drawn; a first audit of a large database has thousands, and the findings list shows those. */
const SHOWN = 300;

/** One run: what it changed and what it could not judge. */
export function RunView({ id }: { readonly id: string }) {
  const answer = useQuery<StoredRunInFull>(`/audit/runs/${encodeURIComponent(id)}`);
  return (
    <>
      <p class="crumbs">
        <a href={href("runs")}>Runs</a>
      </p>
      <Heading>
        {answer.data === undefined ? (
          "Run"
        ) : (
          <>
            Run of <Time time={answer.data.started_at} />
          </>
        )}
      </Heading>
      <AnswerView answer={answer} what="the run">
        {(run) => <Run run={run} />}
      </AnswerView>
    </>
  );
}

function Run({ run }: { readonly run: StoredRunInFull }) {
  const { summary } = run;
  return (
    <>
      <p class="tags">
        <span class={`badge run ${run.status}`}>{run.status}</span>
        <span class="dim">
          by {run.trigger}
          {run.duration_ms === undefined ? "" : `, took ${duration(run.duration_ms)}`}
          {run.git_commit === undefined ? "" : `, commit ${run.git_commit.slice(0, 12)}`}
        </span>
      </p>
      {run.error !== undefined && (
        <div class="notice bad">
          <p>{run.error}</p>
        </div>
      )}
      {summary !== undefined && (
        <p>
          {summary.error} error, {summary.warn} warn, {summary.info} info; {summary.new} new,{" "}
          {summary.reopened} reopened, {summary.resolved} resolved; {summary.suppressed} accepted,{" "}
          {summary.hidden} allowed by the configuration
        </p>
      )}
      {run.unchanged_since !== undefined && (
        <p class="dim">
          The catalogs had not changed since <a href={href(["runs", run.unchanged_since])}>an earlier run</a>:
          most findings were taken over from it.
        </p>
      )}
      <h2>Changed</h2>
      {run.changes.length === 0 ? (
        <EmptyState title={run.status === "running" ? "It is still running." : "No finding has changed."} />
      ) : (
        <ul class="lines">
          {run.changes.slice(0, SHOWN).map((change) => (
            <li key={`${change.fingerprint} ${change.state}`}>
              <a class="line" href={href(["findings", change.fingerprint])}>
                <SeverityBadge severity={change.severity} />
                <span class="line-text">
                  <ObjectName identity={change.object.identity} />
                  <span class="dim">{change.rule}</span>
                </span>
                <span class={`badge state ${change.state}`}>{change.state}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {run.changes.length > SHOWN && (
        <p class="dim">and {plural(run.changes.length - SHOWN, "more change")}</p>
      )}
      {run.not_evaluated.length > 0 && (
        <>
          <h2>Not evaluated</h2>
          <UnjudgedList entries={run.not_evaluated} Rule={RuleLink} />
        </>
      )}
      {run.stale_suppressions.length > 0 && (
        <>
          <h2>Acceptances that match nothing</h2>
          <ul class="values">
            {run.stale_suppressions.map((stale) => (
              <li key={JSON.stringify(stale)}>
                <bdi>{Object.values(stale).filter(Boolean).map(String).join(" · ")}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
