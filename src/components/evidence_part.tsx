import type { Evidence } from "../shared/findings/finding.ts";
import { ComparisonList } from "./comparison_list.tsx";
import { comparedKeys, comparisons } from "./evidence_text.ts";
import { EvidenceView } from "./evidence_view.tsx";
import { type HeadingLevel, Part } from "./part.tsx";

/** What was expected against what is there, where the evidence compares. */
export function ComparedPart({
  evidence,
  level,
}: {
  readonly evidence: Evidence;
  readonly level: HeadingLevel;
}) {
  const compared = comparisons(evidence);
  if (compared.length === 0) return null;
  return (
    <Part title="Expected against actual" level={level}>
      <ComparisonList comparisons={compared} />
    </Part>
  );
}

/** What was seen, without what a comparison shows already. */
export function EvidencePart({
  evidence,
  level,
}: {
  readonly evidence: Evidence;
  readonly level: HeadingLevel;
}) {
  const compared = comparedKeys(evidence);
  const rest = Object.entries(evidence).filter(([key]) => !compared.includes(key));
  if (rest.length === 0) return null;
  return (
    <Part title="Evidence" level={level}>
      <EvidenceView value={Object.fromEntries(rest)} />
    </Part>
  );
}
