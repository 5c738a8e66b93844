import type { ComponentType } from "preact";
import { Prose } from "./prose.tsx";

/** A rule's name, as a link where the page has somewhere to lead to. */
export type RuleName = ComponentType<{ readonly rule: string }>;

/** Rules that could not be judged and why, those with the same reason together. */
export function UnjudgedList({
  entries,
  Rule,
}: {
  readonly entries: readonly { readonly rule: string; readonly reason: string }[];
  readonly Rule: RuleName;
}) {
  const reasons = new Map<string, string[]>();
  for (const { rule, reason } of entries) reasons.set(reason, [...(reasons.get(reason) ?? []), rule]);
  return (
    <ul class="values">
      {[...reasons].map(([reason, rules]) => (
        <li key={reason}>
          {rules.map((rule, index) => (
            <span key={`${index} ${rule}`}>
              {index > 0 ? ", " : ""}
              <Rule rule={rule} />
            </span>
          ))}
          : <Prose text={reason} />
        </li>
      ))}
    </ul>
  );
}
