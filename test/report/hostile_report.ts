import type { Finding } from "../../src/shared/findings/finding.ts";
import type { Report } from "../../src/shared/findings/report.ts";

/** Text that tries to break out of every format. */
export const HOSTILE = [
  "</script><script>alert(1)</script>",
  "]]>",
  "::error::x",
  "\n::warning file=a::b",
  "\u001b[31mred\u0007",
  "\u202eevil",
  "`code` **bold** [link](http://evil.example) @everyone #1 | cell",
  "```",
  "\"quoted\" 'single' &amp; <!-- x -->",
  "%0A\r\n\t",
  "\ud83d\ude00",
].join(" ");

/** A finding on an object with that name. */
export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    fingerprint: "a".repeat(64),
    rule: "rls_disabled_in_public",
    severity: "error",
    category: "rls",
    title: "Table without row level security",
    message: `Table ${HOSTILE} is open.`,
    object: { kind: "relation", schema: "public", name: HOSTILE, identity: `public."${HOSTILE}"` },
    evidence: { name: HOSTILE },
    rationale: "Everybody can read it.",
    remediation: {
      sql: `alter table public."${HOSTILE}" enable row level security;`,
      safety: "review",
      note: HOSTILE,
    },
    state: "new",
    docs: "docs/rules/rls_disabled_in_public.md",
    ...parts,
  };
}

/** A report of these findings. */
export function report(findings: readonly Finding[]): Report {
  const active = findings.filter((entry) => entry.suppression === undefined);
  const count = (severity: string) => active.filter((entry) => entry.severity === severity).length;
  return {
    version: 1,
    run: {
      id: "11111111-1111-4111-8111-111111111111",
      started_at: "2026-01-01T00:00:00.000Z",
      finished_at: "2026-01-01T00:00:01.500Z",
      duration_ms: 1500,
      trigger: "cli",
      source: "database",
      server_version: "17.5",
      tool_version: "0.1.0",
      exposed_schemas: ["public"],
      exposed_schemas_source: "default",
    },
    summary: {
      error: count("error"),
      warn: count("warn"),
      info: count("info"),
      new: active.length,
      reopened: 0,
      resolved: 0,
      suppressed: findings.length - active.length,
      hidden: 0,
      not_evaluated: 1,
      objects: { relation: 41, routine: 17, policy: 1 },
    },
    findings,
    not_evaluated: [{ rule: "unused_index", reason: `no statistics ${HOSTILE}` }],
    stale_suppressions: [
      { kind: "suppression", rule: "x", object: HOSTILE, owner: "ada", status: "expired" },
    ],
  };
}
