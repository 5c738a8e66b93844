import { href } from "../address.ts";
import type { StoredFindingGroup } from "../answers.ts";
import { count } from "../format.ts";
import { SeverityBadge } from "../parts/severity.tsx";

/** What a group is called: its cause, else the one rule it consists of. */
export function groupTitle(group: StoredFindingGroup): string {
  return group.cause ?? group.rules[0]?.title ?? "";
}

/** What stands under a group's title: its rules, and for one rule its first objects. */
export function groupDetail(group: StoredFindingGroup): string {
  const { cause, rules, objects } = group;
  if (cause !== undefined) return rules.map(({ rule, count: number }) => `${rule} ${number}`).join(" · ");
  return `${rules[0]?.rule ?? ""} · ${objects.join(", ")}`;
}

/** A group in one line that leads to its findings. */
export function GroupLine({ group }: { readonly group: StoredFindingGroup }) {
  return (
    <a class="line" href={href("findings", { group: group.id })}>
      <SeverityBadge severity={group.severity} />
      <span class="line-text">
        <span class="clip">
          <bdi>{groupTitle(group)}</bdi>
        </span>
        <span class="dim clip">
          <bdi>{groupDetail(group)}</bdi>
        </span>
      </span>
      <span class="number amount">{count(group.count)}</span>
    </a>
  );
}
