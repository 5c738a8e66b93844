import type { ComponentChildren } from "preact";
import { count, plural } from "../components/format.ts";
import { groupTitle } from "../components/group_line.tsx";
import { Prose } from "../components/prose.tsx";
import { END_OF_CAUSE } from "../components/repair_part.tsx";
import { SeverityBadge } from "../components/severity.tsx";
import { SqlBlock } from "../components/sql_block.tsx";
import { TrustLine } from "../components/trust_line.tsx";
import type { Finding } from "../shared/findings/finding.ts";
import { countText, type FindingGroup, type RuleSection } from "../shared/findings/finding_groups.ts";
import { type Repair, repairsOf } from "../shared/findings/repairs.ts";
import { CopyButton } from "./copy_button.tsx";
import { FindingFold, FindingRow, type RowContext } from "./finding_fold.tsx";

/** Findings of a rule that stand open; the others are behind a fold. */
const SHOWN = 12;

/** A group of findings with its place in the page. */
export interface PlacedGroup {
  readonly group: FindingGroup;
  readonly id: string;
  /** The findings that are shown with all their parts. */
  readonly inFull: ReadonlySet<Finding>;
  readonly withState: boolean;
}

/** A group of findings: its cause, then what each rule says of which objects. */
export function GroupSection({ group, id, inFull, withState }: PlacedGroup) {
  const [only] = group.sections;
  const isOne = group.sections.length === 1 && group.cause === undefined;
  const context: RowContext = { withState, causeSql: group.causeSql, level: isOne ? 3 : 4 };
  return (
    <section class="group card" id={id} data-severity={group.severity} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        <SeverityBadge severity={group.severity} /> <bdi>{groupTitle(group.cause, only?.title)}</bdi>{" "}
        <span class="dim">
          {isOne && only !== undefined ? countText(only) : plural(group.count, "finding")}
        </span>
      </h2>
      {group.causeSql !== undefined && (
        <SqlBlock title="End the cause" sql={group.causeSql} Copy={CopyButton}>
          <p class="dim">{END_OF_CAUSE}</p>
        </SqlBlock>
      )}
      {group.sections.map((section) => (
        <RulePart
          key={`${section.severity} ${section.rule}`}
          section={section}
          isOne={isOne}
          inFull={inFull}
          context={context}
        />
      ))}
    </section>
  );
}

interface RulePartProps {
  readonly section: RuleSection;
  /** Whether the group's own title says which rule it is. */
  readonly isOne: boolean;
  readonly inFull: ReadonlySet<Finding>;
  readonly context: RowContext;
}

function RulePart({ section, isOne, inFull, context }: RulePartProps) {
  const { findings, rule, severity } = section;
  const repairs = findings.length > 1 ? repairsOf(section, context.causeSql) : [];
  return (
    <div class="rule-part" data-severity={severity} data-rule={rule}>
      {!isOne && (
        <h3>
          <SeverityBadge severity={severity} /> {section.title} <span class="dim">{countText(section)}</span>
        </h3>
      )}
      <p class="rationale">
        <Prose text={section.rationale} />
      </p>
      <Rows findings={findings} inFull={inFull} context={context} />
      {repairs.map((repair) => (
        <RepairOfAll
          key={`${repair.safety} ${repair.proof} ${repair.note}`}
          repair={repair}
          isRepeated={findings.every((finding) => inFull.has(finding))}
        />
      ))}
      <p class="dim docs">
        <code>supawarden rules explain {rule}</code> says more about the rule.
      </p>
    </div>
  );
}

function Rows({
  findings,
  inFull,
  context,
}: {
  readonly findings: readonly Finding[];
  readonly inFull: ReadonlySet<Finding>;
  readonly context: RowContext;
}) {
  // One that does not fill a fold of its own stands with the others.
  const shown = findings.length <= SHOWN + 1 ? findings : findings.slice(0, SHOWN);
  const rest = findings.slice(shown.length);
  const list = (part: readonly Finding[]): ComponentChildren => (
    <ul class="lines">
      {part.map((finding) => (
        <li key={finding.fingerprint} data-finding data-severity={finding.severity}>
          {inFull.has(finding) ? (
            <FindingFold finding={finding} context={context} />
          ) : (
            <FindingRow finding={finding} context={context} />
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {list(shown)}
      {rest.length > 0 && (
        <details class="more">
          <summary>and {count(rest.length)} more</summary>
          {list(rest)}
        </details>
      )}
    </>
  );
}

/** One text for all objects, to be run at once. */
function RepairOfAll({
  repair: { safety, proof, note, statements },
  isRepeated,
}: {
  readonly repair: Repair;
  /** Whether each finding has its own statements too: paper needs them once. */
  readonly isRepeated: boolean;
}) {
  if (statements.length < 2) return null;
  return (
    <details class={isRepeated ? "repair-all print-hidden" : "repair-all"}>
      <summary>
        SQL for all {count(statements.length)} <span class="dim">in one piece</span>
      </summary>
      <TrustLine safety={safety} {...(proof === undefined ? {} : { proof: { status: proof } })} />
      {note !== undefined && (
        <p>
          <Prose text={note} />
        </p>
      )}
      <SqlBlock
        title={`Repair all ${count(statements.length)}`}
        sql={statements.join("\n")}
        Copy={CopyButton}
      />
    </details>
  );
}
