import type { Severity } from "../../shared/findings/finding.ts";
import { href } from "../address.ts";
import type { FindingsAnswer, GroupsAnswer, RunsAnswer, StoredFinding, StoredRunInFull } from "../answers.ts";
import { currentSettings } from "../api.ts";
import { type Comparison, compareRuns } from "../comparison_run.ts";
import { serviceQuery } from "../finding_filters.ts";
import { count, difference, duration, plural } from "../format.ts";
import { newestRun } from "../live.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { EmptyState, Loading } from "../parts/notice.tsx";
import { ObjectName, SeverityBadge, StateTag } from "../parts/severity.tsx";
import { Ago, Time } from "../parts/time.tsx";
import { useQuery } from "../query.ts";
import { session } from "../session.ts";
import { GroupLine } from "./group_line.tsx";

/** How many of a list stand on the first page. */
const SHOWN_NEW = 6;
const SHOWN_GROUPS = 10;

/** What a tired person needs in ten seconds: is it bad, is it worse than yesterday, what is new, where does it come from. */
export function OverviewView() {
  const runs = useQuery<RunsAnswer>("/audit/runs?limit=60");
  const groups = useQuery<GroupsAnswer>("/audit/groups?suppressed=false");
  const accepted = useQuery<GroupsAnswer>("/audit/groups?suppressed=true");
  return (
    <>
      <Heading hidden>Overview</Heading>
      <AnswerView answer={runs} what="the runs">
        {({ runs: list }) =>
          list.length === 0 ? (
            <NoRuns />
          ) : (
            <AnswerView answer={groups} what="the findings">
              {(answer) => (
                <Standing
                  answer={answer}
                  accepted={accepted.data?.counts.suppressed}
                  comparison={compareRuns(list, Date.now())}
                />
              )}
            </AnswerView>
          )
        }
      </AnswerView>
    </>
  );
}

function NoRuns() {
  return (
    <EmptyState title="No audit has run yet.">
      <p>
        {newestRun.value?.status === "running"
          ? "The first one is running; its findings appear here."
          : "Start one with the button above, or wait for the night."}
      </p>
    </EmptyState>
  );
}

interface StandingProps {
  readonly answer: GroupsAnswer;
  readonly accepted: number | undefined;
  readonly comparison: Comparison;
}

function Standing({ answer, accepted, comparison }: StandingProps) {
  const { last, before } = comparison;
  // Just after the run that is compared with: what it found itself is not new since.
  const since = before === undefined ? undefined : new Date(Date.parse(before.started_at) + 1).toISOString();
  const fresh = useQuery<FindingsAnswer>(
    since === undefined
      ? null
      : `/audit/findings?limit=${SHOWN_NEW + 1}&${serviceQuery({ since }, Date.now())}`,
  );
  if (last === undefined) {
    return (
      <EmptyState title="No audit has succeeded yet.">
        <p>
          <a href={href("runs")}>The runs</a> say how they ended.
        </p>
      </EmptyState>
    );
  }
  if (since !== undefined && fresh.data === undefined && fresh.error === undefined) {
    return <Loading what="what is new" tall />;
  }
  const isNew = since !== undefined && fresh.data?.findings.length !== 0;
  return (
    <>
      <Verdict counts={answer.counts} comparison={comparison} nothingNew={!isNew && since !== undefined} />
      <dl class="tiles">
        {(["error", "warn", "info"] as const).map((severity) => (
          <Tile
            key={severity}
            severity={severity}
            now={answer.counts[severity]}
            before={before?.summary?.[severity]}
          />
        ))}
        <div class="tile">
          <dt>accepted</dt>
          <dd>
            <a href={href("accepted")} class="number">
              {accepted === undefined ? "–" : count(accepted)}
            </a>
          </dd>
        </div>
        <div class="tile">
          <dt>not evaluated</dt>
          <dd>
            <a href={href(["runs", last.id])} class="number">
              {count(last.summary?.not_evaluated ?? 0)}
            </a>
            <span class="dim">{last.summary?.not_evaluated === 1 ? "rule" : "rules"}</span>
          </dd>
        </div>
      </dl>
      <div class={isNew ? "columns" : ""}>
        {isNew && (
          <section aria-labelledby="new">
            <h2 id="new">{comparison.isYesterday ? "New since yesterday" : "New"}</h2>
            <AnswerView answer={fresh} what="what is new" tall={false}>
              {({ findings }) => <NewFindings findings={findings} since={since} />}
            </AnswerView>
          </section>
        )}
        <section aria-labelledby="causes">
          <h2 id="causes">By root cause</h2>
          {answer.groups.length === 0 ? (
            <EmptyState title="Nothing was found." />
          ) : (
            <ul class="lines">
              {answer.groups.slice(0, SHOWN_GROUPS).map((group) => (
                <li key={group.id}>
                  <GroupLine group={group} />
                </li>
              ))}
            </ul>
          )}
          {answer.groups.length > SHOWN_GROUPS && (
            <p>
              <a href={href("findings")}>All {plural(answer.groups.length, "group")}</a>
            </p>
          )}
        </section>
      </div>
      <LastRun comparison={comparison} />
    </>
  );
}

/** In words, since a colour alone is not seen by everybody. */
function Verdict({
  counts,
  comparison,
  nothingNew,
}: {
  readonly counts: GroupsAnswer["counts"];
  readonly comparison: Comparison;
  readonly nothingNew: boolean;
}) {
  const { before, isYesterday } = comparison;
  const [tone, title] =
    counts.error > 0
      ? (["error", `${plural(counts.error, "error")} to repair`] as const)
      : counts.warn > 0
        ? (["warn", `No errors, ${plural(counts.warn, "warning")}`] as const)
        : (["good", "No errors, no warnings"] as const);
  return (
    <p class={`verdict ${tone}`}>
      <strong>{title}</strong>{" "}
      <span class="dim">
        {before === undefined ? (
          "first audit: there is nothing to compare with yet"
        ) : isYesterday ? (
          <>changes since yesterday ({<Time time={before.started_at} />})</>
        ) : (
          <>
            {nothingNew ? "nothing new" : "changes"} since the first audit, <Ago time={before.started_at} />
          </>
        )}
      </span>
    </p>
  );
}

function Tile({
  severity,
  now,
  before,
}: {
  readonly severity: Severity;
  readonly now: number;
  readonly before: number | undefined;
}) {
  const change = before === undefined ? undefined : now - before;
  return (
    <div class={`tile ${severity}`}>
      <dt>{severity}</dt>
      <dd>
        <a href={href("findings", { severity })} class="number">
          {count(now)}
        </a>
        <span
          class={`change number ${change === undefined || change === 0 ? "" : change > 0 ? "worse" : "better"}`}
        >
          {change === undefined ? "" : difference(change)}
          <span class="sr-only">{change === undefined ? "" : " since then"}</span>
        </span>
      </dd>
    </div>
  );
}

function NewFindings({
  findings,
  since,
}: {
  readonly findings: readonly StoredFinding[];
  readonly since: string;
}) {
  return (
    <>
      <ul class="lines">
        {findings.slice(0, SHOWN_NEW).map((finding) => (
          <li key={finding.fingerprint}>
            <a class="line" href={href(["findings", finding.fingerprint])}>
              <SeverityBadge severity={finding.severity} />
              <span class="line-text">
                <ObjectName identity={finding.object.identity} />
                <span class="dim">{finding.title}</span>
              </span>
              <StateTag state={finding.state} />
            </a>
          </li>
        ))}
      </ul>
      {findings.length > SHOWN_NEW && (
        <p>
          <a href={href("findings", { since })}>All that is new</a>
        </p>
      )}
    </>
  );
}

function LastRun({ comparison: { last } }: { readonly comparison: Comparison }) {
  const full = useQuery<StoredRunInFull>(last === undefined ? null : `/audit/runs/${last.id}`);
  const { report } = currentSettings();
  if (last === undefined) return null;
  const unjudged = full.data?.not_evaluated ?? [];
  return (
    <section aria-labelledby="last-run">
      <h2 id="last-run">Last audit</h2>
      <dl class="facts">
        <Fact name="when">
          <Time time={last.started_at} />, by {last.trigger}
        </Fact>
        <Fact name="took">{last.duration_ms === undefined ? "–" : duration(last.duration_ms)}</Fact>
        <Fact name="looked at">
          {Object.entries(last.summary?.objects ?? {})
            .filter(([kind]) => ["relation", "routine", "policy"].includes(kind))
            .map(([kind, number]) => plural(number, kind, kind === "policy" ? "policies" : `${kind}s`))
            .join(", ") || "–"}
        </Fact>
        <Fact name="exposed schemas">
          {last.exposed_schemas.join(", ")} ({last.exposed_schemas_source})
        </Fact>
        <Fact name="server">{last.server_version?.split(",")[0] ?? "–"}</Fact>
        <Fact name="Supawarden">{last.tool_version}</Fact>
      </dl>
      {unjudged.length > 0 && (
        <details>
          <summary>{plural(unjudged.length, "thing")} not evaluated: not a sign of a clean schema</summary>
          <ul class="values">
            {unjudged.map(({ rule, reason }) => (
              <li key={`${rule} ${reason}`}>
                <a href={href(["rules", rule])}>{rule}</a>: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      {report !== undefined && session.value.kind === "server" && (
        <p>
          <a href={report}>The findings as one page to print or to send</a>
        </p>
      )}
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
