import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { partsRequired } from "../../src/shared/audit/run.ts";
import { readSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { type Rule, ruleInput } from "../../src/shared/rules/rule.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";

/** A pair of SQL files of one rule, and the configuration they are judged with. */
export interface RuleFixture {
  readonly rule: string;
  readonly bad: string;
  readonly good: string;
  readonly config: Config;
}

/** A finding that `bad.sql` declares: `-- expect [severity]: identity`, the identity as JSON where it has a line break. */
export interface Expectation {
  readonly identity: string;
  readonly severity?: string;
}

/** Reads the fixture of a rule; `undefined` where it has none. */
export function readFixture(rule: string): RuleFixture | undefined {
  const folder = join(import.meta.dirname, "..", "rules", rule);
  if (!existsSync(join(folder, "bad.sql")) || !existsSync(join(folder, "good.sql"))) return undefined;
  const config = join(folder, "config.json");
  return {
    rule,
    bad: readFileSync(join(folder, "bad.sql"), "utf8"),
    good: readFileSync(join(folder, "good.sql"), "utf8"),
    config: existsSync(config) ? parseConfig(JSON.parse(readFileSync(config, "utf8"))) : {},
  };
}

/** Names of all fixture folders. */
export function fixtureFolders(): string[] {
  return readdirSync(join(import.meta.dirname, "..", "rules"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** What the comments of `bad.sql` declare. */
export function expectations(sql: string): Expectation[] {
  return [...sql.matchAll(/^-- expect(?: (error|warn|info))?: (.+)$/gm)].map((match) => {
    const text = (match[2] ?? "").trim();
    const identity = text.startsWith("json:") ? String(JSON.parse(text.slice(5))) : text;
    return match[1] === undefined ? { identity } : { identity, severity: match[1] };
  });
}

/** Judges the session's database, as it is inside the open transaction, with every rule or with those named. */
export function judgeSession(
  session: Session,
  config: Config,
  ...only: readonly string[]
): Promise<Judgement> {
  const rules = only.length === 0 ? RULES : RULES.filter((rule) => only.includes(rule.id));
  return judgeWith(session, { config, rules });
}

/** The same with one rule, on a snapshot that holds nothing but what the rule says it requires. */
export function judgeAlone(
  session: Session,
  { rule, config }: { readonly rule: string; readonly config: Config },
): Promise<Judgement> {
  const rules = RULES.filter((candidate) => candidate.id === rule);
  return judgeWith(session, { config, rules, parts: partsRequired(rules) });
}

async function judgeWith(
  session: Session,
  options: {
    readonly config: Config;
    readonly rules: readonly Rule[];
    readonly parts?: ReturnType<typeof partsRequired>;
  },
): Promise<Judgement> {
  await session.execute("savepoint judged");
  const snapshot = await readSnapshot(session, {
    takenAt: "2026-01-01T00:00:00.000Z",
    ...(options.parts === undefined ? {} : { parts: options.parts }),
  });
  // Takes the reading's settings back, so that the next statements resolve names as before.
  await session.execute("rollback to savepoint judged");
  return judge(options.rules, ruleInput(snapshot, { config: options.config, parser: await loadSqlParser() }));
}

class RolledBack extends Error {}

/** Runs `body` in a transaction that leaves nothing behind. */
export async function inThrowawayTransaction(
  database: Database,
  body: (session: Session) => Promise<void>,
): Promise<void> {
  try {
    await database.transaction("write", async (session) => {
      await body(session);
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
}
