import { Change, Tile, Tiles } from "../../../components/tiles.tsx";
import { SEVERITIES } from "../../../shared/findings/finding.ts";
import { href } from "../../address.ts";
import type { GroupsAnswer, StoredRun } from "../../answers.ts";

/** Findings by severity with their change, what was accepted, and what the last run could not judge. */
export function CountTiles({
  counts,
  accepted,
  runs: { last, before },
}: {
  readonly counts: GroupsAnswer["counts"];
  readonly accepted: number | undefined;
  readonly runs: { readonly last: StoredRun; readonly before: StoredRun | undefined };
}) {
  const unjudged = last.summary?.not_evaluated ?? 0;
  return (
    <Tiles>
      {SEVERITIES.map((severity) => (
        <Tile
          key={severity}
          name={severity}
          tone={severity}
          value={counts[severity]}
          href={href("findings", { severity })}
        >
          <Change now={counts[severity]} before={before?.summary?.[severity]} />
        </Tile>
      ))}
      <Tile name="accepted" value={accepted} href={href("accepted")} />
      <Tile name="not evaluated" value={unjudged} href={href(["runs", last.id])}>
        <span class="dim">{unjudged === 1 ? "rule" : "rules"}</span>
      </Tile>
    </Tiles>
  );
}
