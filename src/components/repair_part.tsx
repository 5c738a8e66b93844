import type { Remediation } from "../shared/findings/finding.ts";
import { type HeadingLevel, Part } from "./part.tsx";
import { Prose } from "./prose.tsx";
import { type CopyTool, SqlBlock } from "./sql_block.tsx";
import { TrustLine } from "./trust_line.tsx";

const UNDO: ReadonlyMap<string, string> = new Map([
  ["restores", "Proved on a copy: it brings the schema back."],
  ["differs", "Tried on a copy: it leaves a difference."],
  ["fails", "Tried on a copy: it is refused."],
]);

/** Stands with the statements that end a cause. */
export const END_OF_CAUSE =
  "So that no new object gets it: a migration then grants what the API needs. What is open already stays so, and is repaired below.";

/** What to do about a finding: the statements, how far they may be trusted, and how they are taken back. */
export function RepairPart({
  remediation,
  level,
  Copy,
}: {
  readonly remediation: Remediation;
  readonly level: HeadingLevel;
  readonly Copy: CopyTool;
}) {
  const { sql, undo_sql, cause_sql, note, proof } = remediation;
  return (
    <Part title="What to do" level={level}>
      {(sql !== undefined || cause_sql !== undefined) && <TrustLine {...remediation} />}
      {note !== undefined && (
        <p>
          <Prose text={note} />
        </p>
      )}
      {cause_sql !== undefined && (
        <SqlBlock title="End the cause" sql={cause_sql} Copy={Copy}>
          <p class="dim">{END_OF_CAUSE}</p>
        </SqlBlock>
      )}
      {sql !== undefined && <SqlBlock title="Repair" sql={sql} Copy={Copy} />}
      {undo_sql !== undefined && (
        <SqlBlock title="Undo" sql={undo_sql} Copy={Copy}>
          {proof?.undo !== undefined && proof.undo !== "none" && <p class="dim">{UNDO.get(proof.undo)}</p>}
        </SqlBlock>
      )}
      {sql === undefined && note === undefined && <p>No statement can repair this by itself.</p>}
    </Part>
  );
}
