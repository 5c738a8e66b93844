import { type Audited, audit, readingFor } from "../../src/shared/audit/run.ts";
import { planSlices } from "../../src/shared/audit/slices.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Config } from "../../src/shared/config.ts";
import type { Session } from "../../src/shared/database/database.ts";
import type { Finding } from "../../src/shared/findings/finding.ts";
import { findRule } from "../../src/shared/rules/mod.ts";
import type { Rule } from "../../src/shared/rules/rule.ts";

/** What rules say, as far as it has to be the same however the audit is cut. */
export interface Said {
  /** By fingerprint, without the causes that only all findings together can tell. */
  readonly findings: ReadonlyMap<string, Finding>;
  readonly notEvaluated: readonly string[];
}

const RUN = {
  trigger: "cli",
  source: "database",
  clock: () => "2026-01-01T00:00:00.000Z",
  newId: () => "run",
  id: "run",
  startedAt: "2026-01-01T00:00:00.000Z",
} as const;

/** Judges the session's database at once. */
export async function saidAtOnce(session: Session, rules: readonly Rule[], config: Config): Promise<Said> {
  const snapshot = await readSnapshot(session, readingFor(rules, { config, takenAt: RUN.startedAt }));
  return together([await audit(snapshot, { ...RUN, config, judging: rules, slice: true })]);
}

/** Judges the session's database in slices, with this many shards. */
export async function saidInShards(
  session: Session,
  rules: readonly Rule[],
  { config, shards }: { readonly config: Config; readonly shards: number },
): Promise<Said> {
  const extensions = await session.query<{ name: string }>(
    "select extname as name from pg_catalog.pg_extension",
  );
  const given = { config, extensions: new Set(extensions.map(({ name }) => name)) };
  const plan = planSlices(rules, { sizes: { relations: shards * 25 }, budget: 0, given });
  const made: Audited[] = [];
  for (const slice of plan) {
    const judging = slice.rules.flatMap((id) => findRule(id) ?? []);
    const reading = readingFor(judging, { config, takenAt: RUN.startedAt });
    const snapshot = await readSnapshot(session, { ...reading, scope: slice.scope });
    made.push(await audit(snapshot, { ...RUN, config, judging, slice: true }));
  }
  return together(made);
}

function together(slices: readonly Audited[]): Said {
  const findings = slices.flatMap(({ offered }) => offered);
  const byFingerprint = new Map(
    findings
      .map((finding) => [finding.fingerprint, finding] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  if (byFingerprint.size !== findings.length) throw new Error("two slices report one finding");
  const reasons = slices.flatMap(({ judgement }) =>
    judgement.notEvaluated.map(({ rule, reason }) => `${rule}: ${reason}`),
  );
  return { findings: byFingerprint, notEvaluated: [...new Set(reasons)].sort() };
}
