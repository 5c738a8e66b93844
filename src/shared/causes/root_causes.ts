import type { RuleInput } from "../facts/rule_input.ts";
import type { Finding } from "../findings/finding.ts";
import { defaultPrivilegeCause } from "../rules/default_grants.ts";
import { type CauseContext, causeContext } from "./context.ts";
import { closeDefaultPrivilegeSql } from "./default_privileges.ts";
import { inPartitions } from "./partitions.ts";
import { madeAlike } from "./policy_patterns.ts";
import { ofOneShape } from "./routine_shapes.ts";

/** Where causes come from, the strongest first; each is asked for what the ones before it left. */
const SOURCES: readonly ((
  findings: readonly Finding[],
  context: CauseContext,
) => Iterable<readonly [Finding, string]>)[] = [madeAlike, inPartitions, ofOneShape];

/**
 * Names the one thing behind findings on many objects: a loop that made policies or routines alike, a partitioned
 * table. A cause that a rule gave stays; rules on grants give the default privilege that made them. Where the cause can
 * be ended by itself, the remediation says how. Time grows with the findings and the objects they name.
 */
export function withRootCauses(findings: readonly Finding[], input: RuleInput): readonly Finding[] {
  if (findings.length === 0) return findings;
  const context = causeContext(input);
  const causes = new Map<Finding, string>();
  let open = findings.filter((finding) => finding.root_cause === undefined);
  for (const source of SOURCES) {
    for (const [finding, cause] of source(open, context)) causes.set(finding, cause);
    open = open.filter((finding) => !causes.has(finding));
  }
  const ends = new Map(
    context.defaultPrivileges.map((entry) => [defaultPrivilegeCause(entry), closeDefaultPrivilegeSql(entry)]),
  );
  return findings.map((finding) => {
    const cause = finding.root_cause ?? causes.get(finding);
    if (cause === undefined) return finding;
    const sql = ends.get(cause);
    // The finding on the cause itself has that for its own repair.
    const isEnd = sql === undefined || finding.object.kind === "privilege";
    return {
      ...finding,
      root_cause: cause,
      ...(isEnd ? {} : { remediation: { ...finding.remediation, cause_sql: sql } }),
    };
  });
}
