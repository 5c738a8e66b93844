import { buildTimeline } from "../migrations/build_timeline.ts";
import type { ReadFile } from "../migrations/reading.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { BaselineParts } from "./baseline_parts.ts";
import type { WrittenFile } from "./baseline_text.ts";
import type { Chain } from "./chain.ts";
import type { ChainContent, ChainStatement } from "./chain_statements.ts";
import type { Decisions } from "./decisions.ts";
import { describeStatement } from "./describe_statement.ts";
import type { Fate, Fates } from "./fates.ts";
import type { MergeProposal } from "./merge/merge_proposal.ts";
import { decisionState } from "./open_decisions.ts";
import { type Placements, placementsOf, readStatements } from "./placements.ts";
import type { ConsolidationPlan, FileMapping, OrderedObject, StatementFate } from "./plan.ts";
import { dependencyOrder, type Numbering, renumbered } from "./renumber.ts";
import { resolutionsOf } from "./resolutions.ts";
import { newerFeatures } from "./version_neutral.ts";

/** What a plan is made of. */
export interface PlanSource {
  readonly chain: Chain;
  readonly content: ChainContent;
  readonly fates: Fates;
  readonly parts: BaselineParts;
  readonly files: readonly (WrittenFile & { readonly version: string })[];
  readonly notes: readonly string[];
  readonly decisions: Decisions;
  readonly serverVersion: string;
  /** Major version that the project declares; the shadow's where it declares none. */
  readonly declaredMajor: number;
  readonly numbering: Numbering;
  readonly firstVersion: string;
  readonly domainOf: (file: ReadFile) => string;
  readonly merges: readonly MergeProposal[];
  readonly parser: SqlParser;
}

/** Puts the plan together from a composed baseline. */
export function buildPlan(source: PlanSource): ConsolidationPlan {
  const { chain, content, fates, files, decisions } = source;
  const timeline = buildTimeline(chain.folder);
  const named = files.map((file) => ({ ...file, file: `${file.version}_${file.name}.sql` }));
  const placements = placementsOf(named, readStatements(timeline));
  const numbers = renumbered(dependencyOrder(timeline), {
    numbering: source.numbering,
    domainOf: source.domainOf,
    first: source.firstVersion,
  });
  return {
    version: 1,
    server_version: source.serverVersion,
    folders: chain.reading.folders.map((folder) => ({ path: folder.path, files: folder.files.length })),
    files: chain.folder.files.map((file) => mappingOf(file, { source, placements, numbers })),
    left_out: chain.left.map(({ file, reason }) => ({ file: file.file, reason: LEFT_WORDS[reason] })),
    new_files: named.map(({ file, statements, text }) => ({
      file,
      statements: statements.length,
      bytes: new TextEncoder().encode(text).byteLength,
    })),
    numbering: source.numbering,
    duplicates: duplicatesOf(chain),
    resolutions: resolutionsOf(timeline),
    order: orderOf(source.parts),
    statements: [...fates]
      .filter(([, fate]) => fate.kind !== "rendered")
      .map(([entry, fate]) => statementFate(entry, { fate, placements })),
    merges: source.merges,
    dropped_lines: content.gaps.map(({ file, text, fault }) => ({
      place: `${file.file}:${text.line}`,
      text: text.text.split("\n")[0]?.slice(0, 80) ?? "",
      reason: fault?.reason ?? text.message,
    })),
    too_new: tooNew(named, source),
    notes: source.notes,
    decisions: decisionState({ chain, content, fates, merges: source.merges }, decisions),
  };
}

const LEFT_WORDS: Readonly<Record<Chain["left"][number]["reason"], string>> = {
  down: "it takes another file back",
  name: "the Supabase CLI skips a file of this name",
  subfolder: "the Supabase CLI does not enter folders",
  old_init: "the Supabase CLI skips an old initial migration",
  decision: "left out by a decision",
};

function mappingOf(
  file: ReadFile,
  context: {
    readonly source: PlanSource;
    readonly placements: Placements;
    readonly numbers: ReadonlyMap<string, string>;
  },
): FileMapping {
  const { source, placements, numbers } = context;
  const own = [...source.fates].filter(([entry]) => entry.file.file === file.file);
  const counts: Record<string, number> = {};
  const to = new Set<string>();
  for (const [entry, fate] of own) {
    counts[fate.kind] = (counts[fate.kind] ?? 0) + 1;
    for (const target of targetsOf(entry, { fate, placements })) to.add(target);
  }
  return {
    file: file.file,
    domain: source.domainOf(file),
    to: [...to].sort(),
    statements: counts,
    renumbered: numbers.get(file.file) ?? "",
  };
}

/** Names of the new files that a statement went to, without lines. */
function targetsOf(
  entry: ChainStatement,
  { fate, placements }: { readonly fate: Fate; readonly placements: Placements },
): readonly string[] {
  if (fate.kind === "carried" || fate.kind === "own_file") {
    const place = placements.ofCarried(entry);
    return place === undefined ? [] : [place.slice(0, place.lastIndexOf(":"))];
  }
  return fate.kind === "rendered" || fate.kind === "rows" ? placements.ofObjects(entry) : [];
}

function statementFate(
  entry: ChainStatement,
  { fate, placements }: { readonly fate: Fate; readonly placements: Placements },
): StatementFate {
  const to = placements.ofCarried(entry) ?? targetsOf(entry, { fate, placements })[0];
  const reason = "reason" in fate ? fate.reason : undefined;
  return {
    id: entry.fault?.id ?? entry.id,
    place: `${entry.file.file}:${entry.statement.line}`,
    what: describeStatement(entry.statement),
    fate: fate.kind.replace("_", " "),
    ...(to === undefined ? {} : { to }),
    ...(reason === undefined
      ? entry.fault === undefined
        ? {}
        : { reason: entry.fault.message }
      : { reason }),
  };
}

function duplicatesOf({ duplicates }: Chain): ConsolidationPlan["duplicates"] {
  const byVersion = new Map<string, string[]>();
  for (const { file, of } of duplicates) {
    const known = byVersion.get(`${of.file}`) ?? [of.file];
    byVersion.set(of.file, [...known, file.file]);
  }
  return [...byVersion].map(([first, files]) => ({
    version: duplicates.find(({ of }) => of.file === first)?.file.version ?? "",
    files,
  }));
}

/** Objects in the order in which the baseline makes them, each with those of the baseline that it needs. */
function orderOf({ structure, links }: BaselineParts): readonly OrderedObject[] {
  const statements = [...structure, ...links];
  const makers = new Map(
    statements.flatMap((statement) => statement.makes.map((id) => [id, statement] as const)),
  );
  return statements.flatMap((statement): OrderedObject[] => {
    const [object] = statement.objects;
    if (object === undefined || statement.makes.length === 0 || statement.kind === "comment") return [];
    const needs = statement.needs.flatMap((id) => {
      const maker = makers.get(id);
      const [needed] = maker === undefined || maker === statement ? [] : maker.objects;
      return needed === undefined ? [] : [needed];
    });
    return [{ object, needs: [...new Set(needs)] }];
  });
}

function tooNew(
  files: readonly (WrittenFile & { readonly file: string })[],
  { declaredMajor, parser }: PlanSource,
): ConsolidationPlan["too_new"] {
  return files.flatMap(({ file, text }) =>
    parser.parse(text).statements.flatMap((statement) =>
      newerFeatures(statement, declaredMajor).map(({ feature, since }) => ({
        place: `${file}:${statement.line}`,
        feature,
        since,
      })),
    ),
  );
}
