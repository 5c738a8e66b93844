import { EmptyState } from "../components/empty_state.tsx";
import { count, plural } from "../components/format.ts";
import { GroupLine, groupDetail, groupTitle } from "../components/group_line.tsx";
import type { Finding } from "../shared/findings/finding.ts";
import { type FindingGroup, groupFindings } from "../shared/findings/finding_groups.ts";
import type { Report } from "../shared/findings/report.ts";
import { hasHistory } from "../shared/report/summary_line.ts";
import { GroupSection } from "./group_section.tsx";

/** Findings that are shown with all their parts, worst first: more of them make a page that a browser is slow to open. */
const IN_FULL = 1_000;

/** From so many groups on, they are listed before they are shown. */
const LISTED = 4;

/** Groups of the list that stand open. */
const SHOWN = 10;

/** The findings of a report by root cause: first as a list that leads to them, then each group in full. */
export function FindingsPart({ report }: { readonly report: Report }) {
  const groups = groupFindings(report.findings);
  const ordered = groups.flatMap(({ sections }) => sections.flatMap(({ findings }) => findings));
  const inFull: ReadonlySet<Finding> = new Set(ordered.slice(0, IN_FULL));
  const withState = hasHistory(report);
  if (groups.length === 0) return <EmptyState title="Nothing was found." />;
  return (
    <>
      {groups.length >= LISTED && (
        <nav aria-labelledby="contents" class="contents">
          <h2 id="contents">By root cause</h2>
          <GroupLines groups={groups.slice(0, SHOWN)} from={1} />
          {groups.length > SHOWN && (
            <details class="more">
              <summary>and {plural(groups.length - SHOWN, "more group")}</summary>
              <GroupLines groups={groups.slice(SHOWN)} from={SHOWN + 1} />
            </details>
          )}
        </nav>
      )}
      {ordered.length > IN_FULL && (
        <p class="notice">
          The {count(IN_FULL)} worst findings are shown with their evidence and their repair, the other{" "}
          {count(ordered.length - IN_FULL)} with what they say and the SQL of their rule. The data of this
          page has all of it: <code>supawarden report --from</code> reads this file.
        </p>
      )}
      {groups.map((group, index) => (
        <GroupSection
          key={index}
          group={group}
          id={`group-${index + 1}`}
          inFull={inFull}
          withState={withState}
        />
      ))}
      <p class="empty" data-none hidden>
        No finding is like that.
      </p>
    </>
  );
}

/** Groups in a line each; `from` is the number of the first. */
function GroupLines({ groups, from }: { readonly groups: readonly FindingGroup[]; readonly from: number }) {
  return (
    <ul class="lines">
      {groups.map((group, index) => (
        <li key={index} data-group-line={`group-${from + index}`}>
          <GroupLine
            severity={group.severity}
            title={groupTitle(group.cause, group.sections[0]?.title)}
            detail={groupDetail({
              cause: group.cause,
              rules: group.sections.map(({ rule, findings }) => ({ rule, count: findings.length })),
              objects: (group.sections[0]?.objects ?? []).slice(0, 3).map(({ identity }) => identity),
            })}
            amount={group.count}
            href={`#group-${from + index}`}
          />
        </li>
      ))}
    </ul>
  );
}
