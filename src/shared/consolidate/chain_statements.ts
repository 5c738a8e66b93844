import type { MigrationFile } from "../migrations/discover.ts";
import type { ReplayFault } from "../migrations/replay_file.ts";
import { splitFile, type Unparsed } from "../migrations/split_file.ts";
import { normaliseTokens, sha256Hex } from "../sql/normalise.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import type { NamedFault } from "./parity.ts";
import { type StatementEffect, type Trace, traceKey } from "./trace.ts";

/** A statement of the old chain with what came of it. */
export interface ChainStatement {
  /** Stays when lines move: `statement:004_seed.sql:1f2e3d4c5b6a`. */
  readonly id: string;
  readonly file: MigrationFile;
  readonly statement: ParsedStatement;
  /** What it wrote; absent where its text says it, or where it failed. */
  readonly effect?: StatementEffect;
  /** It failed in the replay. */
  readonly fault?: NamedFault;
}

/** A stretch of the old chain that is no SQL: lines of psql, data of COPY, broken text. */
export interface ChainGap {
  readonly file: MigrationFile;
  readonly text: Unparsed;
  readonly fault?: NamedFault;
}

/** Everything that stands in the old chain, in order. */
export interface ChainContent {
  readonly statements: readonly ChainStatement[];
  readonly gaps: readonly ChainGap[];
}

/** Takes the old chain apart and tells of each statement how it went. */
export async function chainContent(
  files: readonly MigrationFile[],
  replayed: {
    readonly trace: Trace;
    readonly faults: readonly ReplayFault[];
    readonly named: readonly NamedFault[];
    readonly parser: SqlParser;
  },
): Promise<ChainContent> {
  const { trace, faults, named, parser } = replayed;
  const pending = faults.map((fault, index) => ({ fault, named: named[index] }));
  const takeFault = (file: string, text: string): NamedFault | undefined => {
    const at = pending.findIndex(({ fault }) => fault.file === file && fault.statement === text);
    return at < 0 ? undefined : pending.splice(at, 1)[0]?.named;
  };
  const statements: ChainStatement[] = [];
  const gaps: ChainGap[] = [];
  const seen = new Map<string, number>();
  for (const file of files) {
    const split = splitFile(file.text, parser);
    for (const text of split.unparsed) {
      const fault = takeFault(file.file, text.text);
      gaps.push({ file, text, ...(fault === undefined ? {} : { fault }) });
    }
    for (const statement of split.statements) {
      const effect = trace.get(traceKey(file, statement));
      // What was traced to its end did not fail.
      const fault = effect === undefined ? takeFault(file.file, statement.text) : undefined;
      const base = await statementId(file, statement, parser);
      const count = (seen.get(base) ?? 0) + 1;
      seen.set(base, count);
      statements.push({
        id: count === 1 ? base : `${base}:${count}`,
        file,
        statement,
        ...(effect === undefined ? {} : { effect }),
        ...(fault === undefined ? {} : { fault }),
      });
    }
  }
  return { statements, gaps };
}

async function statementId(
  { file }: MigrationFile,
  { text }: ParsedStatement,
  parser: SqlParser,
): Promise<string> {
  const digest = await sha256Hex(normaliseTokens(parser, text));
  return `statement:${file.slice(file.lastIndexOf("/") + 1)}:${digest.slice(0, 12)}`;
}
