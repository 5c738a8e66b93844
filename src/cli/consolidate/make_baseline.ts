import type { BaselineStatement } from "../../shared/consolidate/baseline_parts.ts";
import { type WrittenFile, writeFile, writeOwnFile } from "../../shared/consolidate/baseline_text.ts";
import { type Chain, duplicateFaults } from "../../shared/consolidate/chain.ts";
import {
  type ChainContent,
  type ChainStatement,
  chainContent,
} from "../../shared/consolidate/chain_statements.ts";
import { differingTables } from "../../shared/consolidate/compare_rows.ts";
import { acceptedFaults, type Decisions } from "../../shared/consolidate/decisions.ts";
import { type Fates, settleFates, tablesOfRows } from "../../shared/consolidate/fates.ts";
import { nameFaults } from "../../shared/consolidate/faults.ts";
import { idempotentSql } from "../../shared/consolidate/idempotent.ts";
import { repeatableParts } from "../../shared/consolidate/idempotent_data.ts";
import { draftFiles, type Layout } from "../../shared/consolidate/layout.ts";
import type { ObservedChain, ProofContext } from "../../shared/consolidate/observed_chain.ts";
import type { Parity } from "../../shared/consolidate/parity.ts";
import { proveParity } from "../../shared/consolidate/prove.ts";
import { indexNameOf } from "../../shared/consolidate/statement_shape.ts";
import { versionsFrom } from "../../shared/consolidate/versions.ts";
import type { MigrationFile } from "../../shared/migrations/discover.ts";
import { type Composition, composeBaseline } from "./compose_baseline.ts";

/** How a baseline is written. */
export interface BaselineOptions {
  readonly layout: Layout;
  readonly ifNotExists: boolean;
  /** Version of the first file. */
  readonly version: string;
  readonly head: readonly string[];
  readonly domainOf: (object: string) => string | undefined;
}

/** What a baseline is made of. */
export interface BaselineSubject {
  readonly chain: Chain;
  readonly observed: ObservedChain;
  readonly decisions: Decisions;
}

/** A file of the baseline, with its version. */
export interface BaselineFile extends WrittenFile {
  readonly version: string;
}

/** A baseline, tried on a shadow and not yet proved. */
export interface MadeBaseline {
  readonly files: readonly BaselineFile[];
  readonly content: ChainContent;
  readonly fates: Fates;
  readonly composition: Composition;
}

/** More rounds than rows can need: each writes more tables as they stand. */
const MOST_ROUNDS = 5;

/**
 * Makes the baseline of a replayed chain. Data statements stand after the schema; those that do not run
 * there, or leave other rows there, give way to the rows that they left.
 */
export async function makeBaseline(
  { chain, observed, decisions }: BaselineSubject,
  options: BaselineOptions,
  context: ProofContext,
): Promise<MadeBaseline> {
  const { parser } = context;
  const accepted = acceptedFaults(decisions);
  const named = await nameFaults(observed.result.faults, { parser, accepted });
  const content = await chainContent(chain.files, {
    trace: observed.trace,
    faults: observed.result.faults,
    named,
    parser,
  });
  const refused = new Map<ChainStatement, string>();
  const differing = new Set<string>();
  const { leftOut, rows: expected } = await observed.repeatable();
  for (let round = 1; ; round++) {
    const rows = tablesOfRows(content.statements, { refused: refused.keys(), differing });
    const fates = settleFates(content.statements, { trial: { refused, rows }, decisions });
    context.onStep?.(round === 1 ? "composing the baseline" : "composing the baseline anew");
    const composition = await composeBaseline({ chain: observed, fates, rows, leftOut, expected }, context);
    const fresh = [...composition.refused].filter(([entry]) => !refused.has(entry));
    for (const [entry, message] of fresh) refused.set(entry, message);
    const others = differingTables(expected, composition.rows).filter(
      (table) => !rows.has(table) && isWritten(content, table),
    );
    for (const table of others) differing.add(table);
    if (fresh.length + others.length > 0 && round < MOST_ROUNDS) continue;
    return { files: writeFiles(composition, options, context), content, fates, composition };
  }
}

/** Replays the baseline from empty and compares what it makes with what the old chain made. */
export function proveBaseline(
  { files }: MadeBaseline,
  { chain, observed, decisions }: BaselineSubject,
  context: ProofContext,
): Promise<Parity> {
  return proveParity(
    {
      chain: observed,
      baseline: files.map(migrationOf),
      accepted: acceptedFaults(decisions),
      fileFaults: duplicateFaults(chain, decisions),
    },
    context,
  );
}

/** Whether any statement of the chain has written in the table: rows of nobody are the platform's. */
function isWritten({ statements }: ChainContent, table: string): boolean {
  return statements.some(({ effect }) => effect?.tables.includes(table) === true);
}

function writeFiles(
  { parts: composed }: Composition,
  options: BaselineOptions,
  { parser }: ProofContext,
): readonly BaselineFile[] {
  const parts = options.ifNotExists ? repeatableParts(composed, parser) : composed;
  const data = new Set([...parts.rows, ...parts.data, ...parts.sequences]);
  const form = (sql: string, statement: BaselineStatement): string =>
    options.ifNotExists && !data.has(statement) ? idempotentSql(sql, parser) : sql;
  const files = [
    ...draftFiles(parts, options).map((draft) => writeFile(draft, { parser, form })),
    ...parts.own.map((statement) =>
      writeOwnFile(
        ownName(statement),
        { ...statement, sql: form(statement.sql, statement) },
        "it runs in no transaction",
      ),
    ),
  ];
  const versions = versionsFrom(options.version, files.length);
  return files.map((file, index) => ({ ...file, version: versions[index] ?? options.version }));
}

function ownName({ from }: BaselineStatement): string {
  const index = from === undefined ? undefined : indexNameOf(from.statement);
  const plain = (index ?? from?.statement.kind.replace(/Stmt$/, "") ?? "statement").toLowerCase();
  return `alone_${plain.replace(/[^a-z0-9_]+/g, "_").slice(0, 60)}`;
}

/** A file of the baseline as the Supabase CLI reads it. */
export function migrationOf({ version, name, text }: BaselineFile): MigrationFile {
  return {
    file: `${version}_${name}.sql`,
    version,
    name,
    text,
    bytes: new TextEncoder().encode(text).byteLength,
  };
}
