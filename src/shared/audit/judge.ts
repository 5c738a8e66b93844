import { isPlatformSchema } from "../catalog/scope.ts";
import type { Config } from "../config.ts";
import { messageOf } from "../database/database.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { compareFindings, type Finding } from "../findings/finding.ts";
import { fingerprint } from "../findings/fingerprint.ts";
import type { NotEvaluatedRule } from "../findings/report.ts";
import type { Verdict } from "../findings/verdict.ts";
import type { Requirement, Rule } from "../rules/rule.ts";
import { createFocus } from "./focus.ts";

/** What the rules said of one snapshot. */
export interface Judgement {
  /** In the order of `compareFindings`; state is `new` until history is known. */
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluatedRule[];
  /** Rules that were judged, wholly or in part. */
  readonly judged: readonly string[];
  /** Rules judged on every subject: only for these does a missing finding mean that it is resolved. */
  readonly fullyJudged: readonly string[];
  /** Rules that threw, which says nothing of the next time. */
  readonly failed: readonly string[];
  /** Fingerprints of findings that those rules could not judge this time: they are not resolved either. */
  readonly unjudged: readonly string[];
}

/** Where a rule's page is. */
export function docsUrl(rule: string): string {
  return `docs/rules/${rule}.md`;
}

/** Whoever may do what is told from these: where one could not be read, no finding and no silence could be trusted. */
const UNDER_ALL: readonly Requirement[] = [
  { family: "schemas" },
  { family: "roles" },
  { family: "memberships" },
];

/** Runs the rules. A rule whose requirements the snapshot does not meet is not evaluated, with the reason. */
export function judge(rules: readonly Rule[], input: RuleInput): Judgement {
  const findings = new Map<string, Finding>();
  const notEvaluated: NotEvaluatedRule[] = [];
  const judged: string[] = [];
  const failed: string[] = [];
  const partly = new Set<string>();
  const unjudged = new Set<string>();
  const isInFocus = createFocus(input.snapshot);
  for (const rule of rules) {
    if (input.config.rules?.[rule.id]?.enabled === false) {
      notEvaluated.push({ rule: rule.id, reason: "disabled in the configuration" });
      continue;
    }
    const gaps = [...UNDER_ALL, ...rule.requires]
      .map((requirement) => unmet(requirement, input))
      .filter((gap) => gap !== undefined);
    for (const reason of new Set(gaps.map((gap) => gap.reason))) notEvaluated.push({ rule: rule.id, reason });
    if (gaps.length > 0) partly.add(rule.id);
    if (gaps.some((gap) => gap.blocking)) continue;
    judged.push(rule.id);
    try {
      for (const verdict of rule.check(input)) {
        if ("not_evaluated" in verdict) {
          const { about = [] } = verdict;
          if (about.length > 0 && !about.some(isInFocus)) continue;
          notEvaluated.push({ rule: rule.id, reason: verdict.not_evaluated });
          if (verdict.about === undefined) partly.add(rule.id);
          for (const object of about.filter(isInFocus)) unjudged.add(fingerprint(rule.id, object));
          continue;
        }
        if (!isInFocus(verdict.object)) continue;
        const finding = completeVerdict(rule, verdict, input.config);
        findings.set(finding.fingerprint, finding);
      }
    } catch (error) {
      // One failing rule must not hide what the others found.
      failed.push(rule.id);
      notEvaluated.push({ rule: rule.id, reason: `the rule failed: ${messageOf(error)}` });
      partly.add(rule.id);
    }
  }
  return {
    findings: [...findings.values()].sort(compareFindings),
    notEvaluated,
    judged,
    fullyJudged: judged.filter((rule) => !partly.has(rule)),
    failed,
    unjudged: [...unjudged],
  };
}

interface Gap {
  readonly reason: string;
  /** False where the rule can still judge what was read. */
  readonly blocking: boolean;
}

function unmet(requirement: Requirement, input: RuleInput): Gap | undefined {
  if ("parser" in requirement) {
    if (input.parser !== null || requirement.when?.(input) === false) return undefined;
    return {
      reason: "the SQL parser could not be loaded in this runtime",
      blocking: requirement.parser === true,
    };
  }
  if ("manifest" in requirement) {
    if (input.manifest !== undefined) return undefined;
    return { reason: "no manifest was given to compare with", blocking: true };
  }
  if ("role" in requirement) {
    if (input.access.roleExists(requirement.role)) return undefined;
    return { reason: `role ${requirement.role} does not exist`, blocking: true };
  }
  if ("exposed" in requirement) return missingExposed(input);
  const unread = input.snapshot.unread.find((entry) => entry.family === requirement.family);
  if (unread === undefined || (unread.kind === "absent" && requirement.optional)) return undefined;
  return { reason: `${requirement.family} not read: ${unread.reason}`, blocking: unread.kind !== "filtered" };
}

/**
 * A misspelt schema in the configuration would hide all that the real one shows. The setting of role authenticator is
 * what the Data API itself goes by, and the default names a schema that not every project has: neither is a mistake.
 */
function missingExposed({ exposed, lookup }: RuleInput): Gap | undefined {
  if (exposed.source !== "config") return undefined;
  const missing = exposed.schemas.filter((name) => !lookup.schemas.has(name) && !isPlatformSchema(name));
  if (missing.length === 0) return undefined;
  const names = missing.map((name) => JSON.stringify(name)).join(", ");
  return {
    reason: `exposed_schemas of the configuration names ${names}, which the database does not have`,
    blocking: false,
  };
}

/** The finding that a rule's verdict stands for, with the severity the configuration gives it. */
export function completeVerdict(rule: Rule, verdict: Verdict, config: Config): Finding {
  return {
    fingerprint: fingerprint(rule.id, verdict.object, verdict.discriminator),
    rule: rule.id,
    severity: config.rules?.[rule.id]?.severity ?? verdict.severity ?? rule.severity,
    category: rule.category,
    title: rule.title,
    message: verdict.message,
    object: verdict.object,
    evidence: verdict.evidence,
    rationale: rule.rationale,
    remediation: verdict.remediation,
    ...(verdict.location === undefined ? {} : { location: verdict.location }),
    state: "new",
    docs: docsUrl(rule.id),
    ...(verdict.root_cause === undefined ? {} : { root_cause: verdict.root_cause }),
  };
}
