import { versionNumber } from "../ledger/versions.ts";
import { countingFindings, ruleGaps, someNames } from "./rule_findings.ts";
import { type CheckInput, type CheckResult, notEvaluated } from "./verdict.ts";

/** Rules that tell more where there is a manifest. */
export const WITH_MANIFEST = ["migration_not_applied", "migration_renamed"] as const;

/**
 * Whether the newest migration is applied, and nothing newer: the one that the configuration asks for, else the last of
 * the manifest, of which then no other may be missing.
 */
export function schemaVersion(input: CheckInput): CheckResult {
  const configured = input.config.verify?.schema_version;
  const expected = configured ?? input.manifest?.migrations.at(-1)?.version;
  if (expected === undefined) {
    return notEvaluated(
      input.manifest === undefined
        ? "Neither the configuration nor a manifest names a version."
        : "The manifest has no migration.",
    );
  }
  const { unread, other_ledgers: others } = input.snapshot;
  const gap = unread.find((entry) => entry.family === "ledger");
  // Without the table there are no migrations, as the CLI sees it too; without the right to read it, or with another
  // tool's ledger in its place, nothing is known.
  if (gap !== undefined && (gap.kind !== "absent" || others.length > 0)) {
    return notEvaluated(`The ledger could not be read: ${gap.reason}.`);
  }
  const newest = judgeNewest(input, expected);
  return configured === undefined ? withMissing(input, newest) : newest;
}

function judgeNewest(input: CheckInput, expected: string): CheckResult {
  const versions = input.snapshot.ledger.map((entry) => entry.version);
  const newest = versions.at(-1) ?? null;
  const answer = { expected, actual: newest, findings: [] };
  const number = versionNumber(expected);
  const position = versions.findIndex(
    (version) => version === expected || (number !== undefined && versionNumber(version) === number),
  );
  if (position < 0) {
    const have = newest === null ? "no migration is applied at all" : `the newest applied one is ${newest}`;
    return { ...answer, status: "fail", message: `Migration ${expected} is not applied; ${have}.` };
  }
  const ahead = versions.length - 1 - position;
  if (ahead > 0) {
    return {
      ...answer,
      status: "warn",
      message: `Migration ${expected} is applied, and ${ahead} newer than it, up to ${newest}: the database is ahead of what is expected.`,
    };
  }
  return { ...answer, status: "pass", message: `Migration ${expected} is applied and the newest.` };
}

/** The same with the migrations of the manifest that are not applied, or applied under another version. */
function withMissing(input: CheckInput, newest: CheckResult): CheckResult {
  const missing = countingFindings(input, ["migration_not_applied"]);
  const renamed = countingFindings(input, ["migration_renamed"]);
  const gaps = ruleGaps(input, WITH_MANIFEST);
  const gapText = gaps.length === 0 ? "" : ` Not judged: ${gaps.join("; ")}.`;
  const findings = [...missing, ...renamed].map((finding) => finding.fingerprint);
  if (missing.length > 0) {
    const versions = someNames(missing.map((finding) => finding.object.name));
    const message = `${missing.length} of ${input.manifest?.migrations.length} migrations are not applied: ${versions}.`;
    return { ...newest, status: "fail", message: `${message}${gapText}`, findings };
  }
  if (renamed.length > 0) {
    const versions = someNames(
      renamed.map(({ object, evidence }) => `${evidence.file_version} as ${object.name}`),
    );
    const message = `All migrations are applied, some under an older version: ${versions}.`;
    return { ...newest, status: "warn", message: `${message}${gapText}`, findings };
  }
  return { ...newest, message: `${newest.message}${gapText}` };
}
