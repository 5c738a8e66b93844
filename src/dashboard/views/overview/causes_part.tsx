import { EmptyState } from "../../../components/empty_state.tsx";
import { plural } from "../../../components/format.ts";
import { href } from "../../address.ts";
import type { StoredFindingGroup } from "../../answers.ts";
import { StoredGroupLine } from "../group_line.tsx";

/** How many groups stand on the first page. */
const SHOWN = 10;

/** Where the findings come from, worst first. */
export function CausesPart({ groups }: { readonly groups: readonly StoredFindingGroup[] }) {
  return (
    <section aria-labelledby="causes">
      <h2 id="causes">By root cause</h2>
      {groups.length === 0 ? (
        <EmptyState title="Nothing was found." />
      ) : (
        <ul class="lines">
          {groups.slice(0, SHOWN).map((group) => (
            <li key={group.id}>
              <StoredGroupLine group={group} />
            </li>
          ))}
        </ul>
      )}
      {groups.length > SHOWN && (
        <p>
          <a href={href("findings")}>All {plural(groups.length, "group")}</a>
        </p>
      )}
    </section>
  );
}
