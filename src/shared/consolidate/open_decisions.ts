import type { Chain } from "./chain.ts";
import { fileDecision } from "./chain.ts";
import type { ChainContent } from "./chain_statements.ts";
import type { Decision, Decisions } from "./decisions.ts";
import { describeStatement } from "./describe_statement.ts";
import type { Fates } from "./fates.ts";
import { MERGE_CHOICES, type MergeProposal } from "./merge/merge_proposal.ts";
import type { OpenDecision } from "./plan.ts";

/** What was asked, answered and never asked. */
export interface DecisionState {
  readonly open: readonly OpenDecision[];
  readonly made: readonly Decision[];
  readonly stale: readonly string[];
}

/** Answers after which nothing is asked any more. */
const SILENT: ReadonlySet<string> = new Set(["leave_out", "waive"]);

/** Everything that somebody has to decide, without what the decisions answer already. */
export function decisionState(
  subject: {
    readonly chain: Chain;
    readonly content: ChainContent;
    readonly fates: Fates;
    readonly merges: readonly MergeProposal[];
  },
  decisions: Decisions,
): DecisionState {
  const asked = [
    ...fileQuestions(subject.chain),
    ...statementQuestions(subject),
    ...mergeQuestions(subject.merges),
  ];
  const known = new Map(asked.map((question) => [question.id, question]));
  const isAnswered = ({ id, choices }: OpenDecision) => choices.includes(decisions.get(id)?.choice ?? "");
  return {
    open: asked.filter((question) => !isAnswered(question)),
    made: [...decisions.values()].filter(
      ({ id, choice }) => known.get(id)?.choices.includes(choice) === true,
    ),
    // A file or statement that was left out is not asked about any more.
    stale: [...decisions.values()]
      .filter(({ id, choice }) => !known.has(id) && !SILENT.has(choice))
      .map(({ id }) => id),
  };
}

/** The decision that takes a proposal. */
export function proposed({ id, proposal, why }: OpenDecision): Decision {
  return { id, choice: proposal, reason: `proposed and accepted: ${why}` };
}

function fileQuestions({ duplicates, left, files }: Chain): readonly OpenDecision[] {
  const taken = new Set(files.map(({ file }) => file));
  const skipped = left.filter(({ reason }) => reason === "name");
  return [
    ...duplicates.map(({ id, file, of }) => ({
      id,
      question: `${file.file} has version ${file.version}, which ${of.file} has too: is what it makes part of the schema?`,
      choices: ["keep", "leave_out"],
      proposal: "keep",
      why: `both files run in the replay; the ledger records one of the two`,
    })),
    ...skipped
      .filter(({ file }) => !taken.has(file.file))
      .map(({ file }) => ({
        id: fileDecision("file", file),
        question: `${file.file} has a name that the Supabase CLI skips: is what it makes part of the schema?`,
        choices: ["leave_out", "include"],
        proposal: "leave_out",
        why: "no new database has ever had it",
      })),
  ];
}

function mergeQuestions(merges: readonly MergeProposal[]): readonly OpenDecision[] {
  return merges
    .filter(({ obstacle }) => obstacle === undefined)
    .map(({ id, source, target, evidence }) => ({
      id,
      question: `${source} and ${target} seem to hold the same thing (${evidence.join("; ")}): shall a step behind the baseline bring the rows of the one into the other?`,
      choices: Object.values(MERGE_CHOICES),
      proposal: MERGE_CHOICES.keep,
      why: "only you know whether they are the same; the plan counts what a merge would lose",
    }));
}

function statementQuestions({
  content,
  fates,
}: {
  readonly content: ChainContent;
  readonly fates: Fates;
}): readonly OpenDecision[] {
  const questions: OpenDecision[] = [];
  for (const { fault, text, file } of content.gaps) {
    if (fault === undefined || text.text.startsWith("\\")) continue;
    questions.push({
      id: fault.id,
      question: `${file.file}:${text.line} is no SQL (${fault.message}): may it be left out?`,
      choices: ["leave_out"],
      proposal: "leave_out",
      why: "no server runs it, so the schema has never had it",
    });
  }
  for (const [entry, fate] of fates) {
    const place = `${entry.file.file}:${entry.statement.line}`;
    if (fate.kind === "failed" && entry.fault !== undefined) {
      questions.push({
        id: entry.fault.id,
        question: `${place} fails in the replay (${entry.fault.message}): may it be left out?`,
        choices: ["leave_out"],
        proposal: "leave_out",
        why: "it fails in every new database, so the schema that the files make is without it",
      });
    } else if (fate.kind === "unsettled") {
      questions.push({
        id: entry.id,
        question: `${place} (${describeStatement(entry.statement)}) has no place in the baseline: ${fate.reason}. May it be left out?`,
        choices: ["waive"],
        proposal: "waive",
        why: "the proof tells whether anything is missing without it",
      });
    }
  }
  return questions;
}
