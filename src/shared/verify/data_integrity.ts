import { qualified } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import { quoteIdent } from "../sql/ident.ts";
import { type AssertionResult, MOST_ROWS } from "./assertions.ts";
import { countingFindings, someNames } from "./rule_findings.ts";
import { type CheckInput, type CheckResult, type CheckStatus, worstStatus } from "./verdict.ts";

/** Rules whose findings count as well, where they were judged. */
export const ALSO = ["constraint_not_validated", "orphaned_rows"] as const;

interface Part {
  readonly status: CheckStatus;
  readonly message: string;
}

/** Whether the configured assertions hold and every constraint has been checked against the rows that exist. */
export function dataIntegrity(input: CheckInput): CheckResult {
  const configured = (input.config.verify?.data_assertions ?? []).map((assertion) => assertion.name);
  const unvalidated = unvalidatedConstraints(input);
  const findings = countingFindings(input, ALSO);
  const orphans = findings.filter((finding) => finding.rule === "orphaned_rows");
  const parts: Part[] = [
    assertionPart(configured, input.assertions),
    unvalidated.length === 0
      ? { status: "pass", message: "Every constraint is validated." }
      : {
          status: "warn",
          message: `Constraints that were never checked against the rows that exist: ${someNames(unvalidated)}.`,
        },
    ...orphans.map(
      (finding): Part => ({
        status: finding.severity === "error" ? "fail" : "warn",
        message: finding.message,
      }),
    ),
  ];
  return {
    status: worstStatus(parts.map((part) => part.status)),
    message: parts.map((part) => part.message).join(" "),
    ...(configured.length === 0 && unvalidated.length === 0
      ? {}
      : {
          expected: {
            assertions: Object.fromEntries(configured.map((name) => [name, 0])),
            not_validated: [],
          },
          actual: {
            assertions: Object.fromEntries(
              (input.assertions ?? []).map((result) => [result.name, result.rows ?? result.error ?? null]),
            ),
            not_validated: unvalidated,
          },
        }),
    findings: findings.map((finding) => finding.fingerprint),
  };
}

function assertionPart(configured: readonly string[], results: readonly AssertionResult[] | undefined): Part {
  if (configured.length === 0) return { status: "pass", message: "No assertions are configured." };
  if (results === undefined) {
    return {
      status: "not_evaluated",
      message: `${configured.length} assertions need a database to run on: ${someNames(configured)}.`,
    };
  }
  const faults = results.flatMap(({ name, rows, error }) => {
    if (error !== undefined) return [`assertion "${name}" could not be run: ${error}`];
    if (rows === undefined || rows === 0) return [];
    const count = rows > MOST_ROWS ? `more than ${MOST_ROWS} rows` : rows === 1 ? "1 row" : `${rows} rows`;
    return [`assertion "${name}" returned ${count} instead of none`];
  });
  if (faults.length > 0) return { status: "fail", message: `${faults.join("; ")}.` };
  return { status: "pass", message: `All ${results.length} assertions hold.` };
}

function unvalidatedConstraints(input: CheckInput): readonly string[] {
  const suppressed = new Set(
    input.report.findings
      .filter((finding) => finding.rule === "constraint_not_validated" && finding.suppression !== undefined)
      .map((finding) => finding.object.identity),
  );
  return input.snapshot.constraints
    .filter((constraint) => !constraint.validated && !constraint.inherited)
    .flatMap((constraint) => {
      const relation = input.lookup.relations.get(constraint.relation);
      if (relation === undefined || !isUserObject(relation)) return [];
      const identity = `${quoteIdent(constraint.name)} on ${qualified(relation)}`;
      return suppressed.has(identity) ? [] : [identity];
    });
}
