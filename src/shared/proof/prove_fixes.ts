import type { PartName } from "../catalog/parts.ts";
import type { Session } from "../database/database.ts";
import type { Finding, Proof } from "../findings/finding.ts";
import { findRule } from "../rules/mod.ts";
import { type Batch, batchesOf, halves } from "./batches.ts";
import { directoryOf, type Fix, fixesOf } from "./fix.ts";
import { isLive, type JudgeContext, judgeState, readState } from "./judged_state.ts";
import { neighboursIn, surroundings } from "./neighbours.ts";
import type { Ground } from "./trial.ts";
import { type Tried, tryBatch } from "./try_batch.ts";
import { readUses } from "./uses.ts";

/** A proof, and what whoever applies the fix must be told beside the rule's own note. */
export interface ProvedFix {
  readonly proof: Proof;
  readonly warning?: string;
}

/** What the proofs need beside the session. */
export interface ProofOptions extends JudgeContext {
  readonly findings: readonly Finding[];
  /** Objects that the copy lacks or has otherwise than the original, by key, with the reason. */
  readonly unfaithful?: ReadonlyMap<string, string>;
  /** Objects that use one which the copy lacks, by key, with the reason. */
  readonly bereft?: ReadonlyMap<string, string>;
  /** Called whenever more remediations are done. */
  readonly onProgress?: (done: number, all: number) => void;
}

/** Families whose facts are rows of tables. */
const ROWS: ReadonlySet<PartName> = new Set(["buckets", "cron_jobs", "cron_runs", "ledger"]);

/**
 * Tries the SQL of every finding on a copy of the schema and tells by fingerprint how it went. Everything happens in the
 * open transaction of the session and is rolled back. The copy must have no other user.
 */
export async function proveFixes(
  session: Session,
  options: ProofOptions,
): Promise<ReadonlyMap<string, ProvedFix>> {
  const before = judgeState(await readState(session), options);
  const uses = await readUses(session, before.input);
  const directory = directoryOf(before);
  const ground: Ground = { ...options, before, uses, directory, allowed: new Map() };
  const neighbours = neighboursIn(before.snapshot, uses);
  const proofs = new Map<string, ProvedFix>();
  const record = (findings: readonly Finding[], proved: ProvedFix): void => {
    for (const { fingerprint } of findings) proofs.set(fingerprint, proved);
  };
  const shown = new Set(before.judgement.findings.map(({ fingerprint }) => fingerprint));
  const triable: Fix[] = [];
  for (const fix of fixesOf(options.findings, { parser: options.parser, directory })) {
    const reason =
      "reason" in fix
        ? fix.reason
        : (liveReason(fix.findings) ??
          unfaithfulReason(surroundings(fix.containers, neighbours), options.unfaithful) ??
          unfaithfulReason(fix.containers, options.bereft) ??
          unseenReason(fix.findings, shown));
    if (reason !== undefined) record(fix.findings, { proof: { status: "not proved", reason } });
    else if (!("reason" in fix)) triable.push(fix);
  }
  const all = triable.length;
  let done = 0;
  const waiting = [...batchesOf(triable, neighbours)];
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    options.onProgress?.(done, all);
    const outcome = await tryBatch(session, batch, ground);
    if (outcome === "unclear") {
      waiting.unshift(...halves(batch));
      continue;
    }
    for (const [fix, tried] of outcome) {
      // Only alone a fix fails for certain by its own doing.
      if (tried.failures.length > 0 && batch.fixes.length > 1) waiting.push(alone(fix, batch));
      else {
        record(fix.findings, proofOf(tried));
        done++;
      }
    }
  }
  options.onProgress?.(done, all);
  return proofs;
}

function alone(fix: Fix, { near }: Batch): Batch {
  return { fixes: [fix], near };
}

function proofOf({ failures, effects, changes, undo }: Tried): ProvedFix {
  if (failures.length > 0) {
    return { proof: { status: "failed", reason: failures.join("; "), changes, undo } };
  }
  const reason = effects.map(({ text }) => text).join("; ");
  const told = effects.filter(({ isDependent }) => isDependent).map(({ text }) => text);
  return {
    proof: { status: "proved", ...(reason === "" ? {} : { reason }), changes, undo },
    ...(told.length === 0 ? {} : { warning: told.join("; ") }),
  };
}

function liveReason(findings: readonly Finding[]): string | undefined {
  return findings.some(({ rule }) => isLive(findRule(rule)))
    ? "the finding rests on rows or live figures, and a copy of the schema has none"
    : undefined;
}

function unfaithfulReason(
  containers: ReadonlySet<string>,
  unfaithful: ProofOptions["unfaithful"],
): string | undefined {
  if (unfaithful === undefined || unfaithful.size === 0) return undefined;
  for (const container of containers) {
    const reason = unfaithful.get(container);
    if (reason !== undefined) return `the copy differs from the database there: ${reason}`;
  }
  return undefined;
}

function unseenReason(findings: readonly Finding[], shown: ReadonlySet<string>): string | undefined {
  const unseen = findings.find(({ fingerprint }) => !shown.has(fingerprint));
  if (unseen === undefined) return undefined;
  const restsOnRows = findRule(unseen.rule)?.requires.some(
    (requirement) => "family" in requirement && ROWS.has(requirement.family),
  );
  return restsOnRows === true
    ? "the finding rests on rows, and a copy of the schema has none"
    : `the copy of the schema does not show the finding of ${unseen.rule}`;
}
