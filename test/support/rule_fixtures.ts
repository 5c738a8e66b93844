import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildManifest } from "../../src/cli/build_manifest.ts";
import { type Judgement, judge } from "../../src/shared/audit/judge.ts";
import { partsRequired } from "../../src/shared/audit/run.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import { type Config, parseConfig } from "../../src/shared/config.ts";
import type { Database, Session } from "../../src/shared/database/database.ts";
import { type RuleInput, ruleInput } from "../../src/shared/facts/rule_input.ts";
import { driftPartReader } from "../../src/shared/manifest/drift_part_reader.ts";
import type { Manifest } from "../../src/shared/manifest/manifest.ts";
import { manifestMigrations } from "../../src/shared/manifest/migrations.ts";
import { type Discovery, discoverMigrations } from "../../src/shared/migrations/discover.ts";
import { findRule, RULES } from "../../src/shared/rules/mod.ts";
import type { Rule } from "../../src/shared/rules/rule.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { watchedSnapshot, withFigures } from "./live_figures.ts";

/** A pair of SQL files of one rule, and what they are judged with. */
export interface RuleFixture {
  readonly rule: string;
  readonly bad: string;
  readonly good: string;
  readonly config: Config;
  /** The repository's migrations, of a rule that compares with a manifest: `migrations/` beside the SQL. */
  readonly migrations?: Discovery;
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
  const migrations = join(folder, "migrations");
  return {
    rule,
    bad: readFileSync(join(folder, "bad.sql"), "utf8"),
    good: readFileSync(join(folder, "good.sql"), "utf8"),
    config: existsSync(config) ? parseConfig(JSON.parse(readFileSync(config, "utf8"))) : {},
    ...(existsSync(migrations) ? { migrations: readFolder(migrations) } : {}),
  };
}

function readFolder(folder: string): Discovery {
  const entries = readdirSync(folder).map((name) => ({
    name,
    directory: false,
    bytes: readFileSync(join(folder, name)),
  }));
  return discoverMigrations("supabase/migrations", entries);
}

/** Manifests with the objects that migrations make, by the rule of the fixture: a replay each. */
const replayed = new Map<string, Promise<Manifest>>();

/** The manifest of the fixture's migrations, with their objects for a rule on drift; nothing where it has none. */
export async function manifestOf(
  fixture: Pick<RuleFixture, "rule" | "migrations">,
): Promise<Manifest | undefined> {
  if (fixture.migrations === undefined) return undefined;
  if (findRule(fixture.rule)?.category === "drift") {
    const known = replayed.get(fixture.rule) ?? replayedManifest(fixture.rule);
    replayed.set(fixture.rule, known);
    return known;
  }
  const parser = await loadSqlParser();
  return {
    version: 1,
    tool_version: "0.0.0",
    server_version: "17",
    migrations: manifestMigrations(fixture.migrations, { parser, place: (file) => file }),
  };
}

async function replayedManifest(rule: string): Promise<Manifest> {
  const { database, manifest } = await buildManifest(
    join(import.meta.dirname, "..", "rules", rule, "migrations"),
  );
  await database.close();
  return manifest;
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

/** The same with every rule, and with the fixture's configuration and migrations. */
export async function judgeFixture(
  session: Session,
  fixture: Pick<RuleFixture, "rule" | "config" | "migrations">,
): Promise<Judgement> {
  const manifest = await manifestOf(fixture);
  return judgeWith(session, {
    config: fixture.config,
    rules: RULES,
    ...(manifest === undefined ? {} : { manifest }),
  });
}

/** The same with one rule, on a snapshot that holds nothing but what the rule says it requires. */
export async function judgeAlone(
  session: Session,
  fixture: Pick<RuleFixture, "rule" | "config" | "migrations">,
): Promise<Judgement> {
  const rules = RULES.filter((candidate) => candidate.id === fixture.rule);
  const manifest = await manifestOf(fixture);
  return judgeWith(session, {
    config: fixture.config,
    rules,
    parts: partsRequired(rules),
    ...(manifest === undefined ? {} : { manifest }),
  });
}

async function judgeWith(
  session: Session,
  options: {
    readonly config: Config;
    readonly rules: readonly Rule[];
    readonly parts?: ReturnType<typeof partsRequired>;
    readonly manifest?: Manifest;
  },
): Promise<Judgement> {
  await session.execute("savepoint judged");
  const snapshot = await readSnapshot(session, {
    takenAt: "2026-01-01T00:00:00.000Z",
    ...(options.parts === undefined ? {} : { parts: options.parts }),
    drift: driftPartReader(options.manifest),
  });
  // Takes the reading's settings back, so that the next statements resolve names as before.
  await session.execute("rollback to savepoint judged");
  const strays = new Set<string>();
  let judging: Rule | undefined;
  const watched = watchedSnapshot(snapshot, (figure) => {
    if (judging !== undefined && judging.live === undefined) strays.add(`${judging.id} reads ${figure}`);
  });
  const rules = options.rules.map((rule) => ({
    ...rule,
    *check(input: RuleInput) {
      judging = rule;
      yield* rule.check(input);
    },
  }));
  const parser = await loadSqlParser();
  const means = {
    config: options.config,
    parser,
    ...(options.manifest === undefined ? {} : { manifest: options.manifest }),
  };
  const judgement = judge(rules, ruleInput(watched, means));
  // A night on which nothing has changed would not judge the rule anew.
  if (strays.size > 0)
    throw new Error(`a rule that looks at figures must be live: ${[...strays].join(", ")}`);
  for (const figure of [0, 1e9]) {
    const otherDay = ruleInput(withFigures(snapshot, figure), means);
    for (const rule of options.rules) expectSameWhereItIsNotLive(rule, { snapshot, judgement, otherDay });
  }
  return judgement;
}

/** A rule that is live only at times must say the same at others, whatever the figures are. */
function expectSameWhereItIsNotLive(
  rule: Rule,
  days: {
    readonly snapshot: CatalogSnapshot;
    readonly judgement: Judgement;
    readonly otherDay: RuleInput;
  },
): void {
  const isQuiet =
    rule.live === "findings"
      ? !days.judgement.findings.some((finding) => finding.rule === rule.id)
      : typeof rule.live === "function" && !rule.live(days.snapshot);
  if (!isQuiet) return;
  const said = (judgement: Judgement) =>
    JSON.stringify(judgement.findings.filter((finding) => finding.rule === rule.id));
  if (said(judge([rule], days.otherDay)) === said(days.judgement)) return;
  throw new Error(`${rule.id} finds other things when figures change, and is not live`);
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
