import { ComparedPart, EvidencePart } from "../../components/evidence_part.tsx";
import { LocationText } from "../../components/location_text.tsx";
import { Part } from "../../components/part.tsx";
import { Prose } from "../../components/prose.tsx";
import { RepairPart } from "../../components/repair_part.tsx";
import { SeverityBadge } from "../../components/severity.tsx";
import { href } from "../address.ts";
import type { FindingWithEvents } from "../answers.ts";
import { AnswerView } from "../parts/answer_view.tsx";
import { CopyButton } from "../parts/copy_button.tsx";
import { Heading } from "../parts/heading.tsx";
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
          <span class="dim">In</span> <LocationText location={location} />
        </p>
      )}
      <RepairPart remediation={finding.remediation} level={2} Copy={CopyButton} />
      <ComparedPart evidence={evidence} level={2} />
      <Part title="Why it matters">
        <p>
          <Prose text={finding.rationale} />
        </p>
        <p>
          <a href={href(["rules", finding.rule])}>More about the rule</a>
        </p>
      </Part>
      <EvidencePart evidence={evidence} level={2} />
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
