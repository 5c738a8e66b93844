import type { Judgement } from "../audit/judge.ts";
import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { messageOf, type Session } from "../database/database.ts";
import { compareSnapshots, type ObjectDifference } from "../drift/compare_snapshots.ts";
import { objectsOf } from "../drift/objects.ts";
import { type Finding, SEVERITIES, type UNDO_RESULTS } from "../findings/finding.ts";
import { type ProbeResult, probe } from "./access_probe.ts";
import { answerability, type Batch } from "./batches.ts";
import type { Effect } from "./effect.ts";
import { effectsOf } from "./effects.ts";
import { withoutFollowersOfMoves } from "./extension_move.ts";
import { containerOf, directoryOf, type Fix, type ObjectDirectory } from "./fix.ts";
import { type JudgeContext, type JudgedState, judgeState, readState } from "./judged_state.ts";
import { namedIn } from "./lost_access.ts";
import type { Uses } from "./uses.ts";

/** The copy before any fix, and what is known of it. */
export interface Ground extends JudgeContext {
  readonly before: JudgedState;
  readonly uses: Uses;
  readonly directory: ObjectDirectory;
  /** What the server allowed before any fix, by relation; asked when first needed. */
  readonly allowed: Map<number, readonly ProbeResult[]>;
}

/** How one fix fared. */
export interface Tried {
  /** What is wrong with it; empty when it does what it should. */
  readonly failures: readonly string[];
  readonly effects: readonly Effect[];
  readonly changes: readonly string[];
  readonly undo: (typeof UNDO_RESULTS)[number];
}

/** The outcome by fix, or that something happened for which no single fix is answerable. */
export type BatchOutcome = ReadonlyMap<Fix, Tried> | "unclear";

interface Trial {
  readonly failures: string[];
  readonly effects: Effect[];
  differences: ObjectDifference[];
  undo: Tried["undo"];
}

class Unclear extends Error {}

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
  const records = new Map<Fix, Trial>();
  const answerable = answerability(batch);
  const recordFor = (container: string): Trial => {
    const fix = answerable(container);
    const record = fix === undefined ? undefined : records.get(fix);
    if (record === undefined) throw new Unclear();
    return record;
  };
  const probed = relationsNear(batch, ground);
  const allowed = await allowedBefore(session, probed, ground);
  for (const fix of batch.fixes) {
    const failure = await runAll(session, fix.statements);
    records.set(fix, {
      failures: failure === undefined ? [] : [`the server refused it: ${failure}`],
      effects: [],
      differences: [],
      undo: "none",
    });
  }
  const after = judgeState(await readState(session), ground);
  const refused = await probe(session, { relations: probed, input: ground.before.input });
  for (const difference of compareSnapshots(ground.before, after)) {
    recordFor(difference.container).differences.push(difference);
  }
  for (const record of records.values()) record.differences = withoutFollowersOfMoves(record.differences);
  judgeDifferences(records, { ground, after });
  judgeFindings(records, { ground, after: after.judgement, recordFor });
  judgeAccess(allowed, { refused, recordFor });
  await undoAll(session, { batch, records, ground, recordFor });
  return new Map(
    [...records].map(([fix, { failures, effects, differences, undo }]) => [
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

function judgeDifferences(
  records: ReadonlyMap<Fix, Trial>,
  { ground, after }: { readonly ground: Ground; readonly after: JudgedState },
): void {
  const context = {
    before: ground.before.input,
    after: after.input,
    uses: ground.uses,
    parser: ground.parser,
  };
  for (const [fix, record] of records) {
    const beyond = record.differences.filter((difference) => !fix.intends(difference));
    if (beyond.length > 0) {
      record.failures.push(
        `it also changes ${beyond.map(({ ref }) => `${ref.kind} ${ref.identity}`).join(", ")}`,
      );
    }
    if (record.differences.length === 0 && record.failures.length === 0)
      record.failures.push("it changes nothing");
    record.effects.push(...effectsOf(record.differences, context));
  }
}

function judgeFindings(
  records: ReadonlyMap<Fix, Trial>,
  context: {
    readonly ground: Ground;
    readonly after: Judgement;
    readonly recordFor: (container: string) => Trial;
  },
): void {
  const { ground, after, recordFor } = context;
  const left = new Map(after.findings.map((finding) => [finding.fingerprint, finding]));
  for (const [fix, record] of records) {
    for (const finding of fix.findings) {
      if (record.failures.length === 0 && left.has(finding.fingerprint)) {
        record.failures.push(`${finding.rule} still finds ${finding.object.identity} afterwards`);
      }
    }
  }
  const known = new Map(ground.before.judgement.findings.map((finding) => [finding.fingerprint, finding]));
  const directory = directoryOf(objectsOf(ground.before.snapshot));
  for (const finding of after.findings) {
    const past = known.get(finding.fingerprint);
    if (past !== undefined && !isWorse(finding, past)) continue;
    const container = containerOf(finding.object, directory);
    const record = recordFor(container);
    const announced = announcedBySwitchingOn(finding, record);
    if (announced !== undefined) record.effects.push(announced);
    else {
      record.failures.push(
        `${finding.rule} ${past === undefined ? "then finds" : `then is ${finding.severity} for`} ${finding.object.identity}: ${finding.message.replace(/\.$/, "")}`,
      );
    }
  }
  const unjudged = new Set(ground.before.judgement.notEvaluated.map((entry) => JSON.stringify(entry)));
  for (const entry of after.notEvaluated) {
    if (unjudged.has(JSON.stringify(entry))) continue;
    const [only, ...more] = records.values();
    if (only === undefined || more.length > 0) throw new Unclear();
    only.failures.push(`${entry.rule} cannot be judged afterwards: ${entry.reason}`);
  }
}

function isWorse(finding: Finding, past: Finding): boolean {
  return SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(past.severity);
}

/**
 * Switching row level security on is meant to make the table's policies count. A table without one is closed, which the
 * remediation says; a policy that counted for nothing before may have faults of its own, which only show now.
 */
function announcedBySwitchingOn(finding: Finding, { differences }: Trial): Effect | undefined {
  const { kind, schema, name, table, identity } = finding.object;
  const own = kind === "policy" ? table : name;
  const isSwitchedOn = differences.some(
    ({ ref, attributes }) =>
      ref.kind === "relation" &&
      ref.schema === schema &&
      ref.name === own &&
      attributes.some((attribute) => attribute.name === "rls_enabled" && attribute.after === true),
  );
  if (!isSwitchedOn) return undefined;
  if (kind === "policy") {
    return { text: `policy ${identity} counts then, and ${finding.rule} finds it`, isDependent: true };
  }
  if (finding.rule !== "rls_enabled_no_policy") return undefined;
  return {
    text: `${identity} has no policy then, so it is closed to all but its owner and roles that bypass row level security`,
    isDependent: false,
  };
}

function judgeAccess(
  allowed: readonly ProbeResult[],
  context: {
    readonly refused: readonly ProbeResult[];
    readonly recordFor: (container: string) => Trial;
  },
): void {
  for (const [place, before] of allowed.entries()) {
    const after = context.refused[place];
    if (after === undefined || before.refusal !== null || after.refusal === null) continue;
    const record = context.recordFor(`relation ${before.relation}`);
    // A privilege that is taken from the relation itself is told with the difference.
    if (after.refusal.startsWith("permission denied for ") && isAbout(record, before.relation)) continue;
    record.effects.push({
      text: `${before.role} can no longer ${before.command} ${before.relation}: ${after.refusal}`,
      isDependent: true,
    });
  }
}

function isAbout({ differences }: Trial, relation: string): boolean {
  return differences.some(
    ({ ref, attributes }) =>
      ref.kind === "relation" &&
      ref.identity === relation &&
      attributes.some(({ name }) => name === "privileges"),
  );
}

async function undoAll(
  session: Session,
  context: {
    readonly batch: Batch;
    readonly records: ReadonlyMap<Fix, Trial>;
    readonly ground: Ground;
    readonly recordFor: (container: string) => Trial;
  },
): Promise<void> {
  const { batch, records, ground, recordFor } = context;
  for (const fix of batch.fixes.toReversed()) {
    const record = records.get(fix);
    if (fix.undo === undefined || record === undefined || record.differences.length === 0) continue;
    const failure = await runAll(session, fix.undo);
    record.undo = failure === undefined ? "restores" : "fails";
    if (failure !== undefined) record.failures.push(`the server refused undo_sql: ${failure}`);
  }
  const left = new Map<Trial, string[]>();
  for (const { ref, container, attributes } of compareSnapshots(ground.before, await readState(session))) {
    const record = recordFor(container);
    if (record.undo !== "restores") continue;
    const names = attributes.map(({ name }) => name.replaceAll("_", " ")).join(", ");
    left.set(record, [...(left.get(record) ?? []), `${ref.kind} ${ref.identity} (${names})`]);
  }
  for (const [record, objects] of left) {
    record.undo = "differs";
    record.failures.push(`undo_sql leaves a difference in ${objects.join("; ")}`);
  }
}
