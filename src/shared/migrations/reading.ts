import type { ObjectRef } from "../catalog/identity.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import type { Unparsed } from "../sql/split_file.ts";
import type { QualifiedName } from "../sql/walk.ts";
import type { BodyFault, Untold } from "./body_reading.ts";
import type { FileSkip, Layout } from "./folder_layout.ts";
import type { MadeColumns } from "./made_columns.ts";
import type { DeclaredParameters, PassedArguments } from "./routine_call.ts";

/** What happens to an object: `data` changes or reads rows of a table on purpose. */
export type EventName = "create" | "replace" | "alter" | "drop" | "rename" | "data";

/** What one statement does to one object. */
export interface ObjectEvent {
  readonly event: EventName;
  /**
   * The object, by the names in the text: one without a schema is put into the first schema of the path. The timeline
   * tells which object a name that is not new really means.
   */
  readonly ref: ObjectRef;
  /** The text names no schema: another schema of the path may be meant, unless the object is made. */
  readonly unqualified: boolean;
  /** `if not exists`, or a DO block that guards it: an object of the name hides it. */
  readonly ifNotExists: boolean;
  /** `if exists`: an object that is not there does no harm. */
  readonly ifExists: boolean;
  /** `drop … cascade`. */
  readonly cascade?: true;
  /** Of `rename`: the object afterwards, with the new name or in the new schema. */
  readonly renamedTo?: ObjectRef;
  /** Of a routine: its input types as the text has them, and how many of them have a default. */
  readonly inputs?: readonly string[];
  /** A column that an `alter table` adds, alters or drops: the event is the table's, this says what of it. */
  readonly part?: string;
  /** Made under a name that Postgres chooses, such as that of an index without one, or along with another object. */
  readonly implied?: true;
  /** It exists until the end of the session only. */
  readonly temporary?: true;
  /** `on commit drop`: it exists until its transaction ends, at the latest with its file. */
  readonly fleeting?: true;
  /** It stands in a DO block behind a condition, or its error is caught: it may never happen. */
  readonly guarded?: boolean;
}

/** Kind of what a statement refers to. */
export type ReferenceKind =
  | "table"
  | "column"
  | "function"
  | "type"
  | "extension"
  | "policy"
  | "schema"
  | "opclass";

/** Where in the statement a name stands, in words of SQL: `foreign key`, `policy`, `column type`, `PL/pgSQL body`, … */
export type ReferencePlace =
  | "foreign key"
  | "column type"
  | "default"
  | "check"
  | "policy"
  | "view"
  | "query"
  | "trigger"
  | "index"
  | "inheritance"
  | "argument type"
  | "SQL function"
  | "PL/pgSQL body"
  | "DO block"
  | "alter"
  | "drop"
  | "grant"
  | "comment"
  | "publication"
  | "data"
  | "schema"
  | "operator class"
  | "extension";

/** Something a statement needs, by the names in the text. */
export interface Reference extends QualifiedName {
  readonly kind: ReferenceKind;
  readonly place: ReferencePlace;
  /** Looked up when a body runs, not when the statement does: what is made later is in time. */
  readonly deferred: boolean;
  /** Does no harm when it is missing: behind `if exists`, or in a DO block that asks first or catches the error. */
  readonly optional?: true;
  /** Schemas looked through for a name without one: those of the routine's own `set search_path`. */
  readonly searchPath?: readonly string[];
  /** 1-based line in the body that it stands in. */
  readonly bodyLine?: number;
  /** Of a function: what is passed to it, where the text tells. */
  readonly passed?: PassedArguments;
}

/** A column that a statement needs when it runs, outside of bodies. */
export interface ColumnUse {
  /** The relation that must have it, or several of which one must, by the names in the text. */
  readonly of: readonly QualifiedName[];
  readonly name: string;
  readonly place: ReferencePlace;
  /** It stands in an expression, where `item.name` is a call of a function too. */
  readonly expression?: true;
}

/** One statement of a file, read. */
export interface ReadStatement {
  readonly file: ReadFile;
  readonly statement: ParsedStatement;
  /** Schemas in which a name without one is looked up, in order, at this statement; `"$user"` is left out. */
  readonly searchPath: readonly string[];
  readonly events: readonly ObjectEvent[];
  readonly references: readonly Reference[];
  /** Of a CREATE TABLE. */
  readonly made?: MadeColumns;
  /** Of a CREATE FUNCTION or CREATE PROCEDURE. */
  readonly parameters?: DeclaredParameters;
  /** Left out where it needs none. */
  readonly columns?: readonly ColumnUse[];
  /** The body of its routine or DO block is no SQL. */
  readonly bodyFault?: BodyFault;
  /** Relations, types and routines that its body makes when it runs, by name alone. */
  readonly makes?: readonly string[];
  /** What texts do that its DO block puts together and runs. */
  readonly untold?: Untold;
  /** Its body puts texts together that may change the columns of any table when it runs. */
  readonly changesColumns?: true;
}

/** One SQL file. */
export interface ReadFile {
  /** Path of its folder, as reports print it. */
  readonly folder: string;
  /** Its own path, as reports print it. */
  readonly file: string;
  /** Path within the folder; `archive/000_draft.sql` for one in a folder inside. */
  readonly path: string;
  readonly version: string;
  readonly name: string;
  readonly bytes: number;
  /** Empty where the file is not UTF-8, which `unparsed` then says. */
  readonly text: string;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  readonly statements: readonly ReadStatement[];
  /** Stretches that are no SQL; the statements around them are read. */
  readonly unparsed: readonly Unparsed[];
  /** It takes another file back: its statements are read, but are no part of the chain. */
  readonly down: boolean;
  /** Of a down file: the path within the folder of the file that it takes back. */
  readonly undoes?: string;
  /** Why it never runs; its statements are read all the same. */
  readonly skipped?: FileSkip;
}

/** One folder, with its files in the order in which they run. */
export interface ReadFolder {
  readonly path: string;
  readonly layout: Layout;
  readonly files: readonly ReadFile[];
}

/** Everything that was read. Each folder is a chain of its own: nothing says in which order folders run. */
export interface FolderReading {
  readonly folders: readonly ReadFolder[];
  /** The files of all folders, folder by folder, in the order in which they run. */
  readonly files: readonly ReadFile[];
  readonly parser: SqlParser;
}

/** The files of a folder that build its schema: those that run and do not take another one back. */
export function chainOf(folder: ReadFolder): readonly ReadFile[] {
  return folder.files.filter(isOfChain);
}

/** Whether the file runs and does not take another one back. */
export function isOfChain({ skipped, down }: Pick<ReadFile, "skipped" | "down">): boolean {
  return skipped === undefined && !down;
}

/** The place of a statement in its file. */
export function placeOf({ file, statement }: ReadStatement): {
  readonly file: string;
  readonly line: number;
  readonly column: number;
} {
  return { file: file.file, line: statement.line, column: statement.column };
}
