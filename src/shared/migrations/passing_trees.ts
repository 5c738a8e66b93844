import type { AstNode } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { splitFile } from "../sql/split_file.ts";

/** The statements of a file, whose trees can be given up: one that is asked for afterwards is parsed anew. */
export interface PassingTrees {
  readonly statements: readonly ParsedStatement[];
  giveUp(): void;
}

/** Hands out the statements of files; of those that gave their trees up, the trees of one file at a time are kept. */
export function createTreeKeeper(
  parser: SqlParser,
): (text: string, parsed: readonly ParsedStatement[]) => PassingTrees {
  let last: { readonly text: string; readonly statements: readonly ParsedStatement[] } | undefined;
  const parseAgain = (text: string) => {
    if (last?.text !== text) last = { text, statements: splitFile(text, parser).statements };
    return last.statements;
  };
  return (text, parsed) => {
    const trees = new FileTrees(parsed, () => parseAgain(text));
    return {
      statements: parsed.map((statement, index) => new PassingStatement(statement, { index, trees })),
      giveUp: () => trees.giveUp(),
    };
  };
}

/** The trees of one file. */
class FileTrees {
  readonly #parse: () => readonly ParsedStatement[];
  #parsed: readonly ParsedStatement[] | undefined;

  constructor(parsed: readonly ParsedStatement[], parse: () => readonly ParsedStatement[]) {
    this.#parsed = parsed;
    this.#parse = parse;
  }

  at(index: number): AstNode {
    return (this.#parsed ?? this.#parse())[index]?.node ?? {};
  }

  giveUp(): void {
    this.#parsed = undefined;
  }
}

class PassingStatement implements ParsedStatement {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly #index: number;
  readonly #trees: FileTrees;

  constructor(
    { kind, start, end, text, line, column }: ParsedStatement,
    { index, trees }: { readonly index: number; readonly trees: FileTrees },
  ) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.text = text;
    this.line = line;
    this.column = column;
    this.#index = index;
    this.#trees = trees;
  }

  get node(): AstNode {
    return this.#trees.at(this.#index);
  }
}
