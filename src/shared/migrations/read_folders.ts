import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { sha256Hex } from "../sha256.ts";
import { isAstNode } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { splitFile, type Unparsed } from "../sql/split_file.ts";
import { type LaidFile, planFolder } from "./folder_layout.ts";
import { createTreeKeeper } from "./passing_trees.ts";
import { PathState } from "./path_state.ts";
import { readStatement, type StatementContext } from "./read_statement.ts";
import {
  type FolderReading,
  isOfChain,
  type ReadFile,
  type ReadFolder,
  type ReadStatement,
} from "./reading.ts";
import { startFold } from "./state/folder_state.ts";

/** An SQL file as it was found. */
export interface FoundFile {
  /** Path within the folder, with `/`. */
  readonly path: string;
  /** Path as reports print it. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A folder with every SQL file in it and in the folders inside. */
export interface FoundFolder {
  /** Path as reports print it. */
  readonly path: string;
  readonly files: readonly FoundFile[];
}

/** How a reading goes about trees. */
export interface ReadingOptions {
  /**
   * Gives the trees of a file up when its chain's schema has taken them in, so that those of a large folder are never all
   * in memory; a tree that is asked for later is parsed anew. For readers that ask for few.
   */
  readonly givesTreesUp?: boolean;
}

/** Reads folders: parses each statement once and tells what it does and needs. Never throws for what is in a file. */
export function readFolders(
  folders: readonly FoundFolder[],
  parser: SqlParser,
  { givesTreesUp = false }: ReadingOptions = {},
): FolderReading {
  const bodies: StatementContext["bodies"] = new Map();
  const keepTrees = givesTreesUp ? createTreeKeeper(parser) : undefined;
  const read = folders.map((folder): ReadFolder => {
    const plan = planFolder(
      folder.path,
      folder.files.map((file) => file.path),
    );
    const byPath = new Map(folder.files.map((file) => [file.path, file]));
    let fold = givesTreesUp ? startFold(parser) : undefined;
    const files = plan.files.flatMap((laid) => {
      const found = byPath.get(laid.path);
      if (found === undefined) return [];
      const { file, giveUp } = readFile(found, { folder: folder.path, laid, parser, bodies, keepTrees });
      try {
        if (isOfChain(file)) fold?.add(file);
      } catch {
        // Whoever asks for the facts reads them anew and meets the error: a conflict that fails hides no other.
        fold = undefined;
      }
      giveUp?.();
      return [file];
    });
    const result = { path: folder.path, layout: plan.layout, files };
    fold?.finish(result);
    return result;
  });
  return { folders: read, files: read.flatMap((folder) => folder.files), parser };
}

interface FileContext extends Pick<StatementContext, "parser" | "bodies"> {
  readonly folder: string;
  readonly laid: LaidFile;
  readonly keepTrees: ReturnType<typeof createTreeKeeper> | undefined;
}

interface ReadWithTrees {
  readonly file: ReadFile;
  readonly giveUp: (() => void) | undefined;
}

function readFile(found: FoundFile, context: FileContext): ReadWithTrees {
  const { laid, folder, parser, keepTrees } = context;
  const text = decode(found.bytes);
  const split =
    text === undefined ? { statements: [], unparsed: [notUtf8(found.bytes)] } : splitFile(text, parser);
  const statements: ReadStatement[] = [];
  const file: ReadFile = {
    folder,
    file: found.file,
    path: laid.path,
    version: laid.version,
    name: laid.name,
    bytes: found.bytes.byteLength,
    text: text ?? "",
    sha256: text === undefined ? bytesToHex(sha256(found.bytes)) : sha256Hex(text),
    statements,
    unparsed: split.unparsed,
    down: laid.down,
    ...(laid.undoes === undefined ? {} : { undoes: laid.undoes }),
    ...(laid.skipped === undefined ? {} : { skipped: laid.skipped }),
  };
  const passing = keepTrees?.(file.text, split.statements);
  statements.push(...readStatements(file, passing?.statements ?? split.statements, context));
  return { file, giveUp: passing?.giveUp };
}

/** Each file begins with the default settings, as every tool runs it. */
function* readStatements(
  file: ReadFile,
  parsed: readonly ParsedStatement[],
  { parser, bodies }: FileContext,
): Generator<ReadStatement> {
  const state = new PathState();
  for (const statement of parsed) {
    const fields = statement.node[statement.kind];
    const node = isAstNode(fields) ? fields : {};
    const { path, checksBodies } = state;
    const content = readStatement(statement, { parser, path, checksBodies, bodies });
    yield { file, statement, searchPath: path, ...content };
    state.apply(statement.kind, node);
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function notUtf8(bytes: Uint8Array): Unparsed {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const start = wide ? 0 : firstInvalid(bytes);
  const before = bytes.subarray(0, start);
  const lines = new TextDecoder().decode(before).split("\n");
  return {
    start,
    text: "",
    line: lines.length,
    column: (lines.at(-1) ?? "").length + 1,
    message: `the file is not UTF-8${wide ? ", it looks like UTF-16" : ""}`,
  };
}

/** The first byte that begins no UTF-8 character. */
function firstInvalid(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  // Every prefix up to the fault decodes, where a character that it cuts off is left open.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(bytes.subarray(0, middle), { stream: true })) low = middle;
    else high = middle - 1;
  }
  // The last bytes of the prefix may begin a character that the next one breaks off.
  while (low > 0 && !decodes(bytes.subarray(0, low), { stream: false })) low--;
  return low;
}

function decodes(bytes: Uint8Array, options: { readonly stream: boolean }): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, options);
    return true;
  } catch {
    return false;
  }
}
