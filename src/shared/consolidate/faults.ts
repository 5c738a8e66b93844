import type { ReplayFault } from "../migrations/replay_file.ts";
import { normaliseTokens, sha256Hex } from "../sql/normalise.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { NamedFault } from "./parity.ts";

/** Reasons for what may fail or be left out, by the id of the fault. */
export type AcceptedFaults = ReadonlyMap<string, string>;

/** Why a line of psql is never missed. */
const PSQL_LINE = "a command of psql, which no server ever runs: not carried";

/**
 * Faults of a replay by an id that stays when lines move: the file's name and a digest of the statement.
 */
export async function nameFaults(
  faults: readonly ReplayFault[],
  { parser, accepted }: { readonly parser: SqlParser; readonly accepted: AcceptedFaults },
): Promise<readonly NamedFault[]> {
  const named: NamedFault[] = [];
  const seen = new Map<string, number>();
  for (const fault of faults) {
    const base = await faultId(fault, parser);
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    // One file may hold a statement twice.
    const id = count === 1 ? base : `${base}:${count}`;
    const reason = fault.statement.startsWith("\\") ? PSQL_LINE : accepted.get(id);
    const { file, line, sqlstate, message } = fault;
    named.push({ id, file, line, sqlstate, message, ...(reason === undefined ? {} : { reason }) });
  }
  return named;
}

async function faultId({ file, statement }: ReplayFault, parser: SqlParser): Promise<string> {
  const name = file.slice(file.lastIndexOf("/") + 1);
  if (statement === "") return `commit:${name}`;
  const digest = await sha256Hex(normaliseTokens(parser, statement));
  return `fault:${name}:${digest.slice(0, 12)}`;
}
