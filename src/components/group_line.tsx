import type { Severity } from "../shared/findings/finding.ts";
import { count } from "./format.ts";
import { SeverityBadge } from "./severity.tsx";

/** Findings that are read together, in one line that leads to them. */
export function GroupLine({
  severity,
  title,
  detail,
  amount,
  href,
}: {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly amount: number;
  readonly href: string;
}) {
  return (
    <a class="line" href={href}>
      <SeverityBadge severity={severity} />
      <span class="line-text">
        <span class="clip">
          <bdi>{title}</bdi>
        </span>
        <span class="dim clip">
          <bdi>{detail}</bdi>
        </span>
      </span>
      <span class="number amount">{count(amount)}</span>
    </a>
  );
}

/** What a group is called: its cause, else the one rule it consists of. */
export function groupTitle(cause: string | undefined, ruleTitle: string | undefined): string {
  return cause === undefined ? (ruleTitle ?? "") : `One cause: ${cause}`;
}

/** What stands under a group's title: the rules of a cause, or of one rule its first objects. */
export function groupDetail({
  cause,
  rules,
  objects,
}: {
  readonly cause?: string | undefined;
  readonly rules: readonly { readonly rule: string; readonly count: number }[];
  readonly objects: readonly string[];
}): string {
  if (cause !== undefined) return rules.map(({ rule, count: number }) => `${rule} ${number}`).join(" · ");
  return `${rules[0]?.rule ?? ""} · ${objects.join(", ")}`;
}
