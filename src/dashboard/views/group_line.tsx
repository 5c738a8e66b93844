import { GroupLine, groupDetail, groupTitle } from "../../components/group_line.tsx";
import { href } from "../address.ts";
import type { StoredFindingGroup } from "../answers.ts";

/** A stored group in one line that leads to its findings. */
export function StoredGroupLine({ group }: { readonly group: StoredFindingGroup }) {
  return (
    <GroupLine
      severity={group.severity}
      title={groupTitle(group.cause, group.rules[0]?.title)}
      detail={groupDetail(group)}
      amount={group.count}
      href={href("findings", { group: group.id })}
    />
  );
}
