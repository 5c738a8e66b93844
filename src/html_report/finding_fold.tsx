import { ComparedPart, EvidencePart } from "../components/evidence_part.tsx";
import { LocationText } from "../components/location_text.tsx";
import type { HeadingLevel } from "../components/part.tsx";
import { Prose } from "../components/prose.tsx";
import { RepairPart } from "../components/repair_part.tsx";
import { ObjectName, StateTag } from "../components/severity.tsx";
import type { Finding } from "../shared/findings/finding.ts";
import { CopyButton } from "./copy_button.tsx";

/** What a row of findings needs to know about its page. */
export interface RowContext {
  /** Whether what is new is marked: in a first report everything is. */
  readonly withState: boolean;
  /** Of the group's cause, where its statements stand with the group. */
  readonly causeSql: string | undefined;
  /** Of the headings within a finding. */
  readonly level: HeadingLevel;
}

/** One finding: what it says, and behind a fold what to do and what was seen. */
export function FindingFold({
  finding,
  context,
}: {
  readonly finding: Finding;
  readonly context: RowContext;
}) {
  return (
    <details class="fold" id={findingId(finding)}>
      <summary class="line">
        <span class="chevron" aria-hidden="true" />
        <FindingText finding={finding} context={context} />
      </summary>
      <div class="fold-body">
        <ComparedPart evidence={finding.evidence} level={context.level} />
        <RepairPart remediation={ownRemediation(finding, context)} level={context.level} Copy={CopyButton} />
        <EvidencePart evidence={finding.evidence} level={context.level} />
        <p class="dim print-hidden">
          Fingerprint <code>{finding.fingerprint}</code>
        </p>
      </div>
    </details>
  );
}

/** One finding of very many, without its parts; they are in the page's data. */
export function FindingRow({
  finding,
  context,
}: {
  readonly finding: Finding;
  readonly context: RowContext;
}) {
  return (
    <div class="line" id={findingId(finding)}>
      <FindingText finding={finding} context={context} />
    </div>
  );
}

/** Where a finding stands in the page. */
export function findingId({ fingerprint }: Pick<Finding, "fingerprint">): string {
  return `finding-${fingerprint}`;
}

function FindingText({ finding, context }: { readonly finding: Finding; readonly context: RowContext }) {
  const { location, object, message, state } = finding;
  return (
    <>
      <span class="line-text">
        <span>
          <ObjectName identity={object.identity} />
          {location !== undefined && (
            <>
              {" "}
              <LocationText location={location} />
            </>
          )}
        </span>
        <span class="dim">
          <Prose text={message} />
        </span>
      </span>
      {context.withState && <StateTag state={state} />}
    </>
  );
}

/** What ends the cause stands with the group, once. */
function ownRemediation({ remediation }: Finding, { causeSql }: RowContext): Finding["remediation"] {
  if (causeSql === undefined) return remediation;
  const { cause_sql: _cause, ...own } = remediation;
  return own;
}
