import type { ObjectRef } from "../../catalog/identity.ts";
import { qualified, recordRef } from "../../catalog/identity.ts";
import type { Location } from "../../findings/finding.ts";
import type { ReadFile } from "../reading.ts";
import type { Origin } from "../state/schema_objects.ts";
import { fileDiscriminator } from "./places.ts";

/** A file, by its path within the folder. */
export function fileRef(file: ReadFile): ObjectRef {
  return recordRef("migration", file.path);
}

/** A routine by its name alone: in a file several of them may share it. */
export function routineNameRef(routine: { readonly schema: string; readonly name: string }): ObjectRef {
  return { kind: "routine", schema: routine.schema, name: routine.name, identity: qualified(routine) };
}

/** A column of a relation that the files make. */
export function columnNameRef(
  relation: { readonly schema: string; readonly name: string },
  column: string,
  quoted: string,
): ObjectRef {
  return {
    kind: "column",
    schema: relation.schema,
    name: column,
    table: relation.name,
    identity: `${qualified(relation)}.${quoted}`,
  };
}

/** Where a file begins. */
export function fileStart(file: ReadFile): Location {
  return { file: file.file, line: 1, column: 1 };
}

/** Where a fact comes from. */
export function placeOfOrigin({ statement, line, column }: Origin): Location {
  return { file: statement.file.file, line, ...(column === undefined ? {} : { column }) };
}

/** The same in words: `003_memories.sql:12`, with the path within the folder. */
export function placeText({ statement, line }: Origin): string {
  return `${statement.file.path}:${line}`;
}

/**
 * Tells apart findings on one object: by the folder and the file, however the file is stamped, and from the second one
 * on by a number.
 */
export function createDiscriminators(): (file: ReadFile, object: ObjectRef) => string {
  const seen = new Map<string, number>();
  return (file, object) => {
    const place = `${file.folder}/${fileDiscriminator(file)}`;
    const key = `${place}\u0000${object.kind}\u0000${object.identity}`;
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return number === 1 ? place : `${place} #${number}`;
  };
}
