import { randomUUID } from "node:crypto";
import { auditDatabase } from "../../shared/audit/run.ts";
import { loadSnapshot } from "../../shared/catalog/read_snapshot.ts";
import type { Config } from "../../shared/config.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import { indifferentFunctions, isSelfContained } from "../../shared/consolidate/self_contained.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { replay } from "../../shared/migrations/shadow.ts";
import { proveFixes } from "../../shared/proof/prove_fixes.ts";
import { terminalLine } from "../../shared/report/terminal_text.ts";

/** A step that changes on purpose what the baseline makes. */
export interface HardeningStep {
  /** What stands between version and `.sql`. */
  readonly name: string;
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly text: string;
}

/** Hardening, with what was left as it is and why. */
export interface Hardening {
  readonly steps: readonly HardeningStep[];
  readonly left: readonly { readonly finding: Finding; readonly reason: string }[];
}

/** Which findings each step repairs, in the order of the steps. */
const STEPS: readonly { readonly name: string; readonly title: string; readonly rules: readonly string[] }[] =
  [
    {
      name: "harden_invoker",
      title: "SECURITY DEFINER where the caller's rights do as well",
      rules: ["security_definer_function"],
    },
    {
      name: "harden_search_path",
      title: "search_path of routines pinned",
      rules: ["function_search_path_mutable"],
    },
    {
      name: "harden_indexes",
      title: "Indexes that keys and searches lack",
      rules: ["unindexed_foreign_keys", "vector_index_missing"],
    },
  ];

/** The snapshot's own time, which nothing here reads. */
const TAKEN_AT = "1970-01-01T00:00:00.000Z";

class RolledBack extends Error {}

/**
 * Finds what can be hardened without harm: each remediation is tried on a shadow of the baseline, and only those count that
 * change nothing for anybody. The steps are then run together behind the baseline.
 */
export async function harden(
  baseline: readonly MigrationFile[],
  { config, ...context }: ProofContext & { readonly config: Config },
): Promise<Hardening> {
  context.onStep?.("proving what can be hardened");
  const shadow = await context.world.open("shadow database of the baseline, to be hardened");
  try {
    await replay(shadow, baseline, { parser: context.parser });
    const { findings } = await auditDatabase(shadow, {
      config,
      rules: STEPS.flatMap(({ rules }) => rules),
      trigger: "cli",
      source: "migrations",
      clock: () => new Date().toISOString(),
      newId: randomUUID,
    });
    const fixable = findings.filter(({ remediation }) => remediation.sql !== undefined);
    const proofs = await proofsOf(fixable);
    const contained = await selfContained();
    const left: { finding: Finding; reason: string }[] = [];
    const proved = findings.filter((finding) => {
      const reason = reasonAgainst(finding, { proofs, contained });
      if (reason !== undefined) left.push({ finding, reason });
      return reason === undefined;
    });
    const steps = STEPS.flatMap((step) => stepOf(step, proved));
    await requireRunning(steps);
    return { steps, left };
  } finally {
    await shadow.close();
  }

  async function proofsOf(findings: readonly Finding[]): Promise<Awaited<ReturnType<typeof proveFixes>>> {
    let proofs: Awaited<ReturnType<typeof proveFixes>> = new Map();
    await shadow
      .transaction("write", async (session) => {
        proofs = await proveFixes(session, { findings, config, parser: context.parser });
        throw new RolledBack();
      })
      .catch(ignoreRollback);
    return proofs;
  }

  /** Signatures of routines that do the same in anybody's name. */
  async function selfContained(): Promise<ReadonlySet<string>> {
    const { parser } = context;
    const { routines } = await loadSnapshot(shadow, {
      takenAt: TAKEN_AT,
      parts: ["routines"],
      bodyChecks: false,
    });
    const indifferent = await indifferentFunctions(shadow);
    return new Set(
      routines
        .filter((routine) => routine.security_definer && isSelfContained(routine, { parser, indifferent }))
        .map(({ signature }) => signature),
    );
  }

  /** Steps that were proved apart must run one after the other too. */
  async function requireRunning(steps: readonly HardeningStep[]): Promise<void> {
    await shadow
      .transaction("write", async (session) => {
        for (const { text } of steps) await session.execute(text);
        throw new RolledBack();
      })
      .catch(ignoreRollback);
  }
}

function ignoreRollback(error: unknown): void {
  if (!(error instanceof RolledBack)) throw error;
}

/** Why a finding is left as it is; nothing where its repair is proved to change nothing for anybody. */
function reasonAgainst(
  finding: Finding,
  {
    proofs,
    contained,
  }: {
    readonly proofs: Awaited<ReturnType<typeof proveFixes>>;
    readonly contained: ReadonlySet<string>;
  },
): string | undefined {
  if (finding.remediation.sql === undefined)
    return finding.remediation.note ?? "there is no repair by SQL alone";
  const proved = proofs.get(finding.fingerprint);
  if (proved === undefined) return "it was not tried";
  if (proved.proof.status !== "proved") return `${proved.proof.status}: ${proved.proof.reason}`;
  // The caller's rights instead of the owner's: of no effect where the body asks for none.
  if (finding.rule === "security_definer_function" && contained.has(finding.object.identity))
    return undefined;
  return proved.warning ?? proved.proof.reason;
}

function stepOf(
  { name, title, rules }: (typeof STEPS)[number],
  proved: readonly Finding[],
): readonly HardeningStep[] {
  const findings = proved.filter(({ rule }) => rules.includes(rule));
  if (findings.length === 0) return [];
  const statements = new Map<string, Finding[]>();
  for (const finding of findings) {
    const sql = finding.remediation.sql ?? "";
    statements.set(sql, [...(statements.get(sql) ?? []), finding]);
  }
  const lines = [
    `-- Hardening, apart from the baseline: ${title}.`,
    "-- Each statement was tried on a copy of the schema: its finding goes, nothing else changes for anybody.",
    ...[...statements].flatMap(([sql, causes]) => [
      "",
      ...causes.map(({ rule, object }) => `-- ${rule}: ${terminalLine(object.identity)}`),
      sql,
    ]),
  ];
  return [{ name, title, findings, text: `${lines.join("\n")}\n` }];
}
