import type { ComponentChildren } from "preact";
import { href } from "../address.ts";
import type { FindingWithEvents } from "../answers.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { ComparisonList } from "../parts/comparison_list.tsx";
import { comparisons } from "../parts/evidence_text.ts";
import { EvidenceView } from "../parts/evidence_view.tsx";
import { Heading } from "../parts/heading.tsx";
import { Prose } from "../parts/prose.tsx";
import { SeverityBadge } from "../parts/severity.tsx";
import { SqlBlock } from "../parts/sql_block.tsx";
import { Ago, Time } from "../parts/time.tsx";
import { useQuery } from "../query.ts";
import { AcceptancePart } from "./acceptance_part.tsx";

/** One finding in full. */
export function FindingView({ fingerprint }: { readonly fingerprint: string }) {
  const path = `/audit/findings/${encodeURIComponent(fingerprint)}`;
  const answer = useQuery<FindingWithEvents>(path);
  return (
    <>
      <p class="crumbs">
        <a href={href("findings")}>Findings</a>
        {answer.data !== undefined && (
          <>
            {" / "}
            <a href={href("findings", { rule: answer.data.rule })}>{answer.data.rule}</a>
          </>
        )}
      </p>
      <Heading>{answer.data?.title ?? "Finding"}</Heading>
      <AnswerView answer={answer} what="the finding">
        {(finding) => <Finding finding={finding} />}
      </AnswerView>
    </>
  );
}

function Finding({ finding }: { readonly finding: FindingWithEvents }) {
  const { object, location, evidence } = finding;
  const compared = comparisons(evidence);
  return (
    <article class="finding">
      <p class="tags">
        <SeverityBadge severity={finding.severity} />
        <span class={`badge state ${finding.state}`}>{finding.state}</span>
        {finding.suppression !== undefined && <span class="badge state">accepted</span>}
        <span class="dim">
          {finding.category} · first seen <Ago time={finding.first_seen_at} />
        </span>
      </p>
      <p class="object-line">
        <span class="dim">{object.kind.replace("_", " ")}</span>{" "}
        <code class="object large">
          <bdi>{object.identity}</bdi>
        </code>{" "}
        <a href={href("findings", { object: object.identity, accepted: "all" })}>everything on it</a>
      </p>
      <p class="message">
        <Prose text={finding.message} />
      </p>
      {location !== undefined && (
        <p>
          <span class="dim">In</span>{" "}
          <code>
            <bdi>
              {location.file}:{location.line}
              {location.column === undefined ? "" : `:${location.column}`}
            </bdi>
          </code>
        </p>
      )}
      <RepairPart finding={finding} />
      {compared.length > 0 && (
        <Part title="Expected against actual">
          <ComparisonList comparisons={compared} />
        </Part>
      )}
      <Part title="Why it matters">
        <p>
          <Prose text={finding.rationale} />
        </p>
        <p>
          <a href={href(["rules", finding.rule])}>More about the rule</a>
        </p>
      </Part>
      <Part title="Evidence">
        <EvidenceView value={evidence} />
      </Part>
      {finding.root_cause !== undefined && (
        <Part title="Root cause">
          <p>
            <bdi>{finding.root_cause}</bdi>
          </p>
        </Part>
      )}
      <AcceptancePart finding={finding} />
      <HistoryPart finding={finding} />
    </article>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const TRUST: ReadonlyMap<string, string> = new Map([
  ["safe", "Safe: it changes nothing else."],
  ["review", "To be reviewed: it may change what somebody can do."],
]);

const UNDO: ReadonlyMap<string, string> = new Map([
  ["restores", "Proved on a copy: it brings the schema back."],
  ["differs", "Tried on a copy: it leaves a difference."],
  ["fails", "Tried on a copy: it is refused."],
]);

function RepairPart({ finding }: { readonly finding: FindingWithEvents }) {
  const { sql, undo_sql, cause_sql, safety, note, proof } = finding.remediation;
  return (
    <Part title="What to do">
      <p>
        <span class={`badge trust ${safety}`}>{safety}</span> {TRUST.get(safety)}
      </p>
      {note !== undefined && (
        <p>
          <Prose text={note} />
        </p>
      )}
      {proof !== undefined && (
        <p class="dim">
          On a copy of the schema: {proof.status}
          {proof.reason === undefined ? "" : `, ${proof.reason}`}
        </p>
      )}
      {cause_sql !== undefined && (
        <SqlBlock title="End the cause" sql={cause_sql}>
          <p class="dim">So that no new object gets it. What is open already is repaired below.</p>
        </SqlBlock>
      )}
      {sql !== undefined && <SqlBlock title="Repair" sql={sql} />}
      {undo_sql !== undefined && (
        <SqlBlock title="Undo" sql={undo_sql}>
          {proof?.undo !== undefined && proof.undo !== "none" && <p class="dim">{UNDO.get(proof.undo)}</p>}
        </SqlBlock>
      )}
      {sql === undefined && note === undefined && <p>No statement can repair this by itself.</p>}
    </Part>
  );
}

function HistoryPart({ finding }: { readonly finding: FindingWithEvents }) {
  return (
    <Part title="History">
      <ol class="events">
        {finding.events.map((event) => (
          <li key={`${event.run_id} ${event.state}`}>
            <Time time={event.at} /> <span class={`badge state ${event.state}`}>{event.state}</span>{" "}
            <span class="dim">
              {event.severity}
              {event.previous_state === undefined ? "" : `, was ${event.previous_state}`} ·{" "}
              <a href={href(["runs", event.run_id])}>run</a>
            </span>
          </li>
        ))}
      </ol>
      <p class="dim">
        Last seen <Time time={finding.last_seen_at} />
        {finding.resolved_at !== undefined && (
          <>
            , gone since <Time time={finding.resolved_at} />
          </>
        )}
        . Fingerprint <code>{finding.fingerprint}</code>
      </p>
    </Part>
  );
}
