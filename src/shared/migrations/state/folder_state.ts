import type { SqlParser } from "../../sql/parser.ts";
import { chainOf, type ReadFile, type ReadFolder } from "../reading.ts";
import { applyStatement } from "./apply.ts";
import { type Loss, lossesOf } from "./losses.ts";
import { SchemaState } from "./schema_state.ts";
import { type Write, writesOf } from "./writes.ts";

/** What the statements of some files do, and what they leave behind. */
export interface FolderFacts {
  readonly state: SchemaState;
  /** By file, in order. */
  readonly writes: ReadonlyMap<ReadFile, readonly Write[]>;
  readonly losses: ReadonlyMap<ReadFile, readonly Loss[]>;
}

const known = new WeakMap<ReadFolder | ReadFile, FolderFacts>();

/** What a folder's chain does and leaves behind when all of its files have run; read once. */
export function factsOf(folder: ReadFolder, parser: SqlParser): FolderFacts {
  return once(folder, () => readFacts(chainOf(folder), parser));
}

/** The same of one file alone: for files that run, but are no part of the chain. */
export function factsOfFile(file: ReadFile, parser: SqlParser): FolderFacts {
  return once(file, () => readFacts([file], parser));
}

/** The schema that a folder's chain leaves behind. */
export function stateOf(folder: ReadFolder, parser: SqlParser): SchemaState {
  return factsOf(folder, parser).state;
}

function once(key: ReadFolder | ReadFile, read: () => FolderFacts): FolderFacts {
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}

function readFacts(files: readonly ReadFile[], parser: SqlParser): FolderFacts {
  const fold = startFold(parser);
  for (const file of files) fold.add(file);
  return fold.facts;
}

/** Facts that grow file by file, for a reading that keeps no trees. */
export interface FactsFold {
  readonly facts: FolderFacts;
  /** Adds the next file of the chain. */
  add(file: ReadFile): void;
  /** Hands the facts to whoever asks for those of the folder, once the last file is in them. */
  finish(folder: ReadFolder): void;
}

/** Begins with nothing. */
export function startFold(parser: SqlParser): FactsFold {
  const state = new SchemaState();
  const writes = new Map<ReadFile, readonly Write[]>();
  const losses = new Map<ReadFile, readonly Loss[]>();
  const facts = { state, writes, losses };
  const add = (file: ReadFile) => {
    const fileWrites: Write[] = [];
    const fileLosses: Loss[] = [];
    for (const statement of file.statements) {
      applyStatement(state, statement, {
        parser,
        before: (executed, context) => {
          const own = executed.template === undefined ? writesOf(state, executed, context) : [];
          fileWrites.push(...own);
          if (executed.template === undefined)
            fileLosses.push(...lossesOf(state, executed, { context, writes: own }));
        },
      });
    }
    writes.set(file, fileWrites);
    losses.set(file, fileLosses);
  };
  return { facts, add, finish: (folder) => known.set(folder, facts) };
}
