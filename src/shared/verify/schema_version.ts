import { versionNumber } from "../ledger/versions.ts";
import { type CheckInput, type CheckResult, notEvaluated } from "./verdict.ts";

/** Whether the newest migration that the configuration asks for is applied, and nothing newer. */
export function schemaVersion(input: CheckInput): CheckResult {
  const expected = input.config.verify?.schema_version;
  if (expected === undefined) return notEvaluated("The configuration names no schema_version.");
  const unread = input.snapshot.unread.find((entry) => entry.family === "ledger");
  // Without the table there are no migrations, as the CLI sees it too; without the right to read it nothing is known.
  if (unread !== undefined && unread.kind !== "absent") {
    return notEvaluated(`The ledger could not be read: ${unread.reason}.`);
  }
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
