import { groupBy } from "../catalog/lookup.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Finding } from "../findings/finding.ts";
import { defaultPrivilegeCause } from "../rules/default_grants.ts";
import { sha256Hex } from "../sha256.ts";
import { type CauseCandidate, type CauseContext, causeContext, LOOP_MINIMUM } from "./context.ts";
import { closeDefaultPrivilegeSql } from "./default_privileges.ts";
import { inPartitions } from "./partitions.ts";
import { madeAlike } from "./policy_patterns.ts";
import { ofOneShape, ROUTINE_MINIMUM } from "./routine_shapes.ts";

interface CauseSource {
  /** On how many objects there have to be findings of one key. */
  readonly minimum: number;
  readonly candidates: (findings: readonly Finding[], context: CauseContext) => Iterable<CauseCandidate>;
}

/** Where causes come from, the strongest first; each is asked for what the ones before it left. */
export const CAUSE_SOURCES: readonly CauseSource[] = [
  { minimum: LOOP_MINIMUM, candidates: madeAlike },
  { minimum: LOOP_MINIMUM, candidates: inPartitions },
  { minimum: ROUTINE_MINIMUM, candidates: ofOneShape },
];

/**
 * Names the one thing behind findings on many objects: a loop that made policies or routines alike, a partitioned
 * table. A cause that a rule gave stays; rules on grants give the default privilege that made them. Where the cause can
 * be ended by itself, the remediation says how. Time grows with the findings and the objects they name.
 */
export function withRootCauses(findings: readonly Finding[], input: RuleInput): readonly Finding[] {
  if (findings.length === 0) return findings;
  const context = causeContext(input, false);
  const causes = new Map<Finding, string>();
  let open = findings.filter((finding) => finding.root_cause === undefined);
  for (const { minimum, candidates } of CAUSE_SOURCES) {
    for (const group of groupBy([...candidates(open, context)], ({ key }) => key).values()) {
      if (new Set(group.map(({ member }) => member)).size < minimum) continue;
      const cause = group.map((each) => each.cause).reduce((least, text) => (text < least ? text : least));
      for (const { finding } of group) causes.set(finding, cause);
    }
    open = open.filter((finding) => !causes.has(finding));
  }
  return withCauses(findings, context, (finding) => causes.get(finding));
}

/** A candidate as it waits in the store for the rest of its run. */
export interface WaitingCause {
  readonly fingerprint: string;
  /** Place in `CAUSE_SOURCES`. */
  readonly source: number;
  /** Hash of the candidate's key. */
  readonly key: string;
  readonly member: number;
  readonly cause: string;
}

/**
 * The same for the findings of one slice of a run: with the causes that rules gave, and what may come out as the cause of
 * the others once all slices are known.
 */
export function withOwnCauses(
  findings: readonly Finding[],
  input: RuleInput,
): { readonly findings: readonly Finding[]; readonly waiting: readonly WaitingCause[] } {
  const context = causeContext(input, true);
  const open = findings.filter((finding) => finding.root_cause === undefined);
  const hashes = new Map<string, string>();
  const hash = (key: string): string => {
    const known = hashes.get(key) ?? sha256Hex(key);
    hashes.set(key, known);
    return known;
  };
  const waiting = CAUSE_SOURCES.flatMap(({ candidates }, source) =>
    [...candidates(open, context)].map(({ finding, key, member, cause }) => ({
      fingerprint: finding.fingerprint,
      source,
      key: hash(key),
      member,
      cause,
    })),
  );
  return { findings: withCauses(findings, context, () => undefined), waiting };
}

function withCauses(
  findings: readonly Finding[],
  context: CauseContext,
  causeOf: (finding: Finding) => string | undefined,
): readonly Finding[] {
  const ends = new Map(
    context.defaultPrivileges.map((entry) => [defaultPrivilegeCause(entry), closeDefaultPrivilegeSql(entry)]),
  );
  return findings.map((finding) => {
    const cause = finding.root_cause ?? causeOf(finding);
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
