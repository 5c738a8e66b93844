import { type Judgement, judge } from "../audit/judge.ts";
import { readSnapshot } from "../catalog/read_snapshot.ts";
import type { Config } from "../config.ts";
import type { Session } from "../database/database.ts";
import type { SchemaState } from "../drift/compare_snapshots.ts";
import { readDefinitions } from "../drift/definitions.ts";
import { type RuleInput, ruleInput } from "../facts/rule_input.ts";
import { RULES } from "../rules/mod.ts";
import type { Rule } from "../rules/rule.ts";
import type { SqlParser } from "../sql/parser.ts";

/** What judging a state needs beside the session. */
export interface JudgeContext {
  readonly config: Config;
  readonly parser: SqlParser;
}

/** A state of the copy with what every rule says of it. */
export interface JudgedState extends SchemaState {
  readonly input: RuleInput;
  readonly judgement: Judgement;
}

/** No rule judges by the time, so each reading carries the same one. */
const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/** Reads the schema as it is inside the open transaction. */
export async function readState(session: Session): Promise<SchemaState> {
  await session.execute("savepoint state_reading");
  const snapshot = await readSnapshot(session, { takenAt: TAKEN_AT });
  const definitions = await readDefinitions(session);
  // Takes the settings of the reading back, so that the next statements resolve names as before.
  await session.execute("rollback to savepoint state_reading; release savepoint state_reading");
  return { snapshot, definitions };
}

/** Rules that judge rows. Those that judge other live figures say so themselves. */
const ROW_RULES: ReadonlySet<string> = new Set(["orphaned_rows", "vector_data_mixed_dimensions"]);

/** Whether a rule judges rows or live figures: a copy of a schema has neither, so it says nothing about them. */
export function isLive(rule: Rule | undefined): boolean {
  return rule !== undefined && (rule.live === true || ROW_RULES.has(rule.id));
}

/** Lets every rule judge a state, whatever the run was limited to: a fix must not fire a rule that nobody looks at. */
export function judgeState(state: SchemaState, { config, parser }: JudgeContext): JudgedState {
  const input = ruleInput(state.snapshot, { config, parser });
  return { ...state, input, judgement: judge(JUDGING, input) };
}

const JUDGING = RULES.filter((rule) => !isLive(rule));
