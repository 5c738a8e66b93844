import { GroupLine, groupDetail } from "../../components/group_line.tsx";
import { href } from "../address.ts";
import type { StoredFindingGroup } from "../answers.ts";

/** What a group is called: its cause, else the one rule it consists of. */
export function groupTitle(group: StoredFindingGroup): string {
  return group.cause ?? group.rules[0]?.title ?? "";
}

/** A stored group in one line that leads to its findings. */
export function StoredGroupLine({ group }: { readonly group: StoredFindingGroup }) {
  return (
    <GroupLine
      severity={group.severity}
      title={groupTitle(group)}
      detail={groupDetail(group)}
      amount={group.count}
      href={href("findings", { group: group.id })}
    />
  );
}
