import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { messageOf, type Session } from "../database/database.ts";
import { compareSnapshots } from "../drift/compare_snapshots.ts";
import { type ProbeResult, probe } from "./access_probe.ts";
import { answerability, type Batch } from "./batches.ts";
import { withoutFollowers } from "./extension_followers.ts";
import type { Fix } from "./fix.ts";
import { judgeState, readState } from "./judged_state.ts";
import { namedIn } from "./lost_access.ts";
import {
  type Ground,
  judgeAccess,
  judgeDifferences,
  judgeFindings,
  type Trial,
  type TrialFor,
  Unclear,
} from "./trial.ts";

/** How one fix fared. */
export interface Tried extends Readonly<Pick<Trial, "failures" | "effects" | "undo">> {
  /** Identities of what differs afterwards. */
  readonly changes: readonly string[];
}

/** The outcome by fix, or that something happened for which no single fix is answerable. */
export type BatchOutcome = ReadonlyMap<Fix, Tried> | "unclear";

/** Applies the fixes of a batch in the open transaction, looks at everything, undoes them, looks again, and rolls back. */
export async function tryBatch(session: Session, batch: Batch, ground: Ground): Promise<BatchOutcome> {
  await session.execute("savepoint proof_batch");
  try {
    return await run(session, batch, ground);
  } catch (error) {
    if (error instanceof Unclear) return "unclear";
    throw error;
  } finally {
    await session.execute("rollback to savepoint proof_batch; release savepoint proof_batch");
  }
}

async function run(session: Session, batch: Batch, ground: Ground): Promise<ReadonlyMap<Fix, Tried>> {
  const trials = new Map<Fix, Trial>();
  const answerable = answerability(batch);
  const trialFor: TrialFor = (container) => {
    const fix = answerable(container);
    const trial = fix === undefined ? undefined : trials.get(fix);
    if (trial === undefined) throw new Unclear();
    return trial;
  };
  const probed = relationsNear(batch, ground);
  const allowed = await allowedBefore(session, probed, ground);
  for (const fix of batch.fixes) {
    const failure = await runAll(session, fix.statements);
    trials.set(fix, {
      failures: failure === undefined ? [] : [`the server refused it: ${failure}`],
      effects: [],
      differences: [],
      undo: "none",
    });
  }
  const after = judgeState(await readState(session), ground);
  const refused = await probe(session, { relations: probed, input: ground.before.input });
  for (const difference of compareSnapshots(ground.before, after)) {
    trialFor(difference.container).differences.push(difference);
  }
  const extensionOf = (key: string) => ground.directory.objects.get(key)?.attributes.extension;
  for (const trial of trials.values()) trial.differences = withoutFollowers(trial.differences, extensionOf);
  judgeDifferences(trials, { ground, after });
  judgeFindings(trials, { ground, after: after.judgement, trialFor });
  judgeAccess(allowed, { refused, trialFor });
  await undoAll(session, { batch, trials, ground, trialFor });
  return new Map(
    [...trials].map(([fix, { failures, effects, differences, undo }]) => [
      fix,
      { failures, effects, changes: differences.map(({ ref }) => ref.identity), undo },
    ]),
  );
}

async function allowedBefore(
  session: Session,
  relations: readonly Relation[],
  { before, allowed }: Ground,
): Promise<readonly ProbeResult[]> {
  const missing = relations.filter(({ oid }) => !allowed.has(oid));
  const answers = groupBy(
    await probe(session, { relations: missing, input: before.input }),
    ({ relation }) => relation,
  );
  for (const relation of missing) allowed.set(relation.oid, answers.get(qualified(relation)) ?? []);
  return relations.flatMap(({ oid }) => allowed.get(oid) ?? []);
}

/** Runs statements so that a refused one takes all of them back; returns what the server said. */
async function runAll(session: Session, statements: readonly string[]): Promise<string | undefined> {
  await session.execute("savepoint proof_statements");
  try {
    for (const statement of statements) await session.execute(statement);
  } catch (error) {
    await session.execute("rollback to savepoint proof_statements; release savepoint proof_statements");
    return messageOf(error);
  }
  await session.execute("release savepoint proof_statements");
  return undefined;
}

function relationsNear({ fixes, near }: Batch, { before }: Ground): readonly Relation[] {
  const keys = new Set(fixes.flatMap((fix) => [...(near.get(fix) ?? fix.containers)]));
  const { relations } = namedIn(before.snapshot);
  return [...keys].flatMap((key) => {
    const relation = key.startsWith("relation ") ? relations.get(key.slice("relation ".length)) : undefined;
    return relation === undefined ? [] : [relation];
  });
}

async function undoAll(
  session: Session,
  context: {
    readonly batch: Batch;
    readonly trials: ReadonlyMap<Fix, Trial>;
    readonly ground: Ground;
    readonly trialFor: TrialFor;
  },
): Promise<void> {
  const { batch, trials, ground, trialFor } = context;
  for (const fix of batch.fixes.toReversed()) {
    const trial = trials.get(fix);
    if (fix.undo === undefined || trial === undefined || trial.differences.length === 0) continue;
    const failure = await runAll(session, fix.undo);
    trial.undo = failure === undefined ? "restores" : "fails";
    if (failure !== undefined) trial.failures.push(`the server refused undo_sql: ${failure}`);
  }
  const left = new Map<Trial, string[]>();
  for (const { ref, container, attributes } of compareSnapshots(ground.before, await readState(session))) {
    const trial = trialFor(container);
    if (trial.undo !== "restores") continue;
    const names = attributes.map(({ name }) => name.replaceAll("_", " ")).join(", ");
    left.set(trial, [...(left.get(trial) ?? []), `${ref.kind} ${ref.identity} (${names})`]);
  }
  for (const [trial, objects] of left) {
    trial.undo = "differs";
    trial.failures.push(`undo_sql leaves a difference in ${objects.join("; ")}`);
  }
}
