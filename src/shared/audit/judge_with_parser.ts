import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { someBodyKnown, textsOfPolicies } from "../facts/known_texts.ts";
import { type RuleInput, ruleInput } from "../facts/rule_input.ts";
import { compareFindings } from "../findings/finding.ts";
import type { Rule, Seen } from "../rules/rule.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { loadedSqlParser, loadSqlParser, type SqlParser } from "../sql/parser.ts";
import { expressionKey, rememberingParser } from "../sql/remembered_expressions.ts";
import { type Judgement, judge } from "./judge.ts";

/** What the rules said, and what they looked at. */
export interface ParsedJudgement {
  readonly input: RuleInput;
  readonly judgement: Judgement;
  /** False where this runtime could not load the parser though a rule asked for it. */
  readonly complete: boolean;
}

/** A rule needs the parser, and the caller would rather not load it now. */
export class ParserPostponed extends Error {
  override readonly name = "ParserPostponed";
}

/**
 * Judges with the parser where a rule needs it. With what earlier runs parsed it is loaded only for what is new: the
 * rules that asked for something else are judged again with it.
 * @throws ParserPostponed where it would have to be loaded and must not be.
 */
export async function judgeWithParser(
  rules: readonly Rule[],
  snapshot: CatalogSnapshot,
  options: Pick<RuleInput, "config" | "bodyFacts" | "manifest"> & { readonly postponeParser?: boolean },
): Promise<ParsedJudgement> {
  const input = ruleInput(snapshot, { ...options, parser: null });
  if (!rules.some((rule) => needsParser(rule, input))) {
    return { input, judgement: judge(rules, input), complete: true };
  }
  const { bodyFacts } = options;
  const mayNeedNone = options.postponeParser === true || loadedSqlParser() === undefined;
  const remembered =
    bodyFacts !== undefined && mayNeedNone && isRemembered(snapshot, bodyFacts)
      ? judge(rules, { ...input, parser: rememberingParser(bodyFacts) })
      : undefined;
  if (remembered?.failed.length === 0) return { input, judgement: remembered, complete: true };
  if (options.postponeParser === true) throw new ParserPostponed();
  const parser = await loadSqlParser().catch(() => null);
  const loaded = { ...input, parser: parser === null ? null : withMemory(parser, bodyFacts) };
  const judgement =
    remembered === undefined ? judge(rules, loaded) : judgeFailed(rules, { remembered, input: loaded });
  return { input: loaded, judgement, complete: parser !== null };
}

/** Whether the rule asks for the parser here. */
function needsParser({ requires }: Rule, seen: Seen): boolean {
  return requires.some(
    (requirement) => "parser" in requirement && (requirement.when === undefined || requirement.when(seen)),
  );
}

function withMemory(parser: SqlParser, cache: BodyFactsCache | undefined): SqlParser {
  return cache === undefined ? parser : rememberingParser(cache, parser);
}

/**
 * Whether it is worth a try without the parser: every policy is known, and this is not the first run. Bodies that
 * plpgsql_check judges are never parsed, so that many may be unknown.
 */
function isRemembered(snapshot: CatalogSnapshot, cache: BodyFactsCache): boolean {
  const texts = textsOfPolicies(snapshot);
  if (texts.length === 0) return someBodyKnown(snapshot, cache);
  return texts.every((text) => cache.has(expressionKey(text)));
}

/** The judgement with the rules that failed in it judged again. */
function judgeFailed(
  rules: readonly Rule[],
  { remembered, input }: { readonly remembered: Judgement; readonly input: RuleInput },
): Judgement {
  const failed = new Set(remembered.failed);
  const again = judge(
    rules.filter((rule) => failed.has(rule.id)),
    input,
  );
  const stands = <Entry extends { readonly rule: string }>(entries: readonly Entry[]) =>
    entries.filter((entry) => !failed.has(entry.rule));
  const stood = (ids: readonly string[]) => ids.filter((id) => !failed.has(id));
  return {
    findings: [...stands(remembered.findings), ...again.findings].sort(compareFindings),
    notEvaluated: [...stands(remembered.notEvaluated), ...again.notEvaluated],
    judged: [...stood(remembered.judged), ...again.judged],
    fullyJudged: [...stood(remembered.fullyJudged), ...again.fullyJudged],
    failed: again.failed,
    // What a rule could not judge before it failed it meets again.
    unjudged: [...new Set([...remembered.unjudged, ...again.unjudged])],
  };
}
