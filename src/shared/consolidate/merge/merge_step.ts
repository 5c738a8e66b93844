import { qualified } from "../../catalog/identity.ts";
import type { CatalogSnapshot } from "../../catalog/snapshot.ts";
import { terminalLine } from "../../report/terminal_text.ts";
import { quoteIdent, quoteLiteral } from "../../sql/ident.ts";
import type { Decision } from "../decisions.ts";
import { isCarried } from "./map_merge_columns.ts";
import { MERGE_CHOICES, MERGE_FILE, type MergeProposal } from "./merge_proposal.ts";
import { mergeSql } from "./merge_sql.ts";

/** A migration that merges two tables, once somebody has decided so. */
export interface MergeStep {
  /** What stands between version and `.sql`. */
  readonly name: string;
  readonly title: string;
  readonly proposal: MergeProposal;
  readonly text: string;
}

/** Writes the step that a decision asks for; nothing where both tables are kept. */
export function mergeStep(
  proposal: MergeProposal,
  { decision, snapshot }: { readonly decision: Decision | undefined; readonly snapshot: CatalogSnapshot },
): MergeStep | undefined {
  if (decision === undefined || proposal.obstacle !== undefined) return undefined;
  const sourceWins = decision.choice === MERGE_CHOICES.sourceWins;
  if (!sourceWins && decision.choice !== MERGE_CHOICES.targetWins) return undefined;
  const { source, target } = proposal;
  const lines = [
    `-- Merge, apart from the baseline: the rows of ${terminalLine(source)} into ${terminalLine(target)}.`,
    `-- Decided: ${terminalLine(decision.choice)} (${terminalLine(decision.reason)}).`,
    ...lossLines(proposal),
    `-- ${terminalLine(source)} is left as it is: drop it in a migration of its own when nothing reads it any more.`,
    "",
    block(proposal, { sourceWins, snapshot }),
  ];
  return {
    name: `${MERGE_FILE}${plain(source)}_into_${plain(target)}`.slice(0, 80),
    title: `rows of ${source} into ${target}`,
    proposal,
    text: `${lines.join("\n")}\n`,
  };
}

function lossLines({ columns, left_behind }: MergeProposal): readonly string[] {
  return [
    ...columns
      .filter((column) => !isCarried(column))
      .map(
        ({ source, source_type, target_type, conversion }) =>
          `-- Not carried: ${terminalLine(source)}, ${source_type} there and ${target_type} here${conversion === "other_dimension" ? "; it has to be embedded anew" : ""}.`,
      ),
    ...left_behind.map((column) => `-- Not carried: ${terminalLine(column)}, which has no counterpart.`),
  ];
}

/** One block, so that it is done as a whole or not at all in whatever way the file is run. */
function block(
  proposal: MergeProposal,
  { sourceWins, snapshot }: { readonly sourceWins: boolean; readonly snapshot: CatalogSnapshot },
): string {
  const { source, target, columns } = proposal;
  const sql = mergeSql(proposal, snapshot);
  const carried = columns.filter(isCarried);
  const update = sourceWins ? updateRule(proposal) : undefined;
  const body = `
#variable_conflict use_column
declare
  merge_found bigint;
  merge_before bigint;
  merge_conflicts bigint;
  merge_written bigint;
  merge_after bigint;
begin
  lock table ${source} in share mode;
  lock table ${target} in share row exclusive mode;
  select pg_catalog.count(*), pg_catalog.count(*) filter (where ${sql.conflict})
    into merge_found, merge_conflicts from ${source} src;
  select pg_catalog.count(*) into merge_before from ${target};
  insert into ${target} (${carried.map((column) => quoteIdent(column.target)).join(", ")})
    overriding system value
    select ${carried.map((column) => sql.valueOf(column)).join(",\n      ")}
    from ${source} src
    ${update ?? "on conflict do nothing"};
  get diagnostics merge_written = row_count;
  select pg_catalog.count(*) into merge_after from ${target};
  if merge_written <> ${update === undefined ? "merge_found - merge_conflicts" : "merge_found"}
    or merge_after <> merge_before + merge_found - merge_conflicts then
    raise exception 'the merge wrote % of % rows: another key refuses some, or two rows of the source have one key',
      merge_written, merge_found;
  end if;${sequenceLines(proposal, snapshot)}
end
`;
  const tag = freeTag(body);
  return `do ${tag}${body}${tag};`;
}

/** The source's row takes the place of the target's; nothing where there is no key, or no column beside it. */
function updateRule({ keys: [key = []], columns }: MergeProposal): string | undefined {
  const others = columns.filter((column) => isCarried(column) && !key.includes(column.target));
  if (key.length === 0 || others.length === 0) return undefined;
  const set = others.map(({ target }) => `${quoteIdent(target)} = excluded.${quoteIdent(target)}`);
  return `on conflict (${key.map(quoteIdent).join(", ")}) do update set ${set.join(", ")}`;
}

/** Sequences behind carried columns, so that the next row gets a number of its own. */
function sequenceLines({ target, columns }: MergeProposal, snapshot: CatalogSnapshot): string {
  const table = snapshot.relations.find((relation) => qualified(relation) === target);
  const numbered = snapshot.columns.filter(
    ({ relation, name, identity, default: value }) =>
      relation === table?.oid &&
      (identity !== "" || value?.startsWith("nextval(") === true) &&
      columns.some((column) => column.target === name && isCarried(column)),
  );
  return numbered
    .map(({ name }) => {
      const sequence = `pg_catalog.pg_get_serial_sequence(${quoteLiteral(target)}, ${quoteLiteral(name)})`;
      return `
  perform pg_catalog.setval(${sequence}, greatest(top.value, coalesce(pg_catalog.pg_sequence_last_value(${sequence}::pg_catalog.regclass), 0)))
    from (select pg_catalog.max(${quoteIdent(name)}) as value from ${target}) top
    where top.value is not null and ${sequence} is not null;`;
    })
    .join("");
}

function plain(name: string): string {
  return name
    .replace(/^public\./, "")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .slice(0, 30);
}

/** A quote that does not occur inside. */
function freeTag(sql: string): string {
  for (let number = 0; ; number++) {
    const tag = number === 0 ? "$merge$" : `$merge${number}$`;
    if (!sql.includes(tag)) return tag;
  }
}
