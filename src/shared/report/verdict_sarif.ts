import type { Log } from "sarif";
import type { Verdict } from "../verify/verdict.ts";
import { DATABASE_ARTIFACT, SARIF_SCHEMA } from "./sarif.ts";

const LEVELS = { fail: "error", warn: "warning" } as const;

/** The verdict as SARIF 2.1.0: a rule a check, a result a check that failed or warned. */
export function renderVerdictSarif(verdict: Verdict): string {
  const log: Log = {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Supawarden verify",
            version: verdict.run.tool_version,
            rules: verdict.checks.map(({ name }) => ({
              id: name,
              shortDescription: { text: name.replaceAll("_", " ") },
              fullDescription: { text: `The check ${name} of supawarden verify.` },
              help: {
                text: `Run supawarden verify to see what ${name} expects, and supawarden audit for the findings.`,
              },
            })),
          },
        },
        automationDetails: { id: `supawarden-verify/${verdict.run.source}/` },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: verdict.checks
              .filter((check) => check.status === "not_evaluated")
              .map((check) => ({
                level: "warning" as const,
                message: { text: `${check.name}: ${check.message}` },
              })),
          },
        ],
        results: verdict.checks.flatMap((check, ruleIndex) =>
          check.status === "fail" || check.status === "warn"
            ? [
                {
                  ruleId: check.name,
                  ruleIndex,
                  level: LEVELS[check.status],
                  message: { text: check.message },
                  locations: [
                    {
                      physicalLocation: {
                        artifactLocation: { uri: DATABASE_ARTIFACT },
                        region: { startLine: 1 },
                      },
                    },
                  ],
                  partialFingerprints: { "supawarden-verify/v1": check.name },
                },
              ]
            : [],
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
