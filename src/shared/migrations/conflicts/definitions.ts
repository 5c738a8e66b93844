import type { ObjectRef } from "../../catalog/identity.ts";
import { qualified } from "../../catalog/identity.ts";
import type { FolderReading, ReadFile, ReadFolder } from "../reading.ts";
import { factsOfFile, stateOf } from "../state/folder_state.ts";
import type { Origin, StateRoutine } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { placeText, routineNameRef } from "./refs.ts";
import { isRun } from "./run_files.ts";

/** A definition of a SECURITY DEFINER routine, with what became of it. */
export interface DefinerDefinition {
  readonly folder: ReadFolder;
  readonly file: ReadFile;
  readonly routine: StateRoutine;
  /** The statement that makes it SECURITY DEFINER. */
  readonly origin: Origin;
  readonly ref: ObjectRef;
  /** `schema.name(types)` for messages, where one name has several. */
  readonly signature: string;
  /** The schema at the end of the folder; that of the file alone for a file that is no part of the chain. */
  readonly state: SchemaState;
  /** Goes on from "It is": what a later statement did with it; nothing while it stands. */
  readonly fate?: string;
}

/** Definitions of SECURITY DEFINER routines in the files that run, in order. */
export function* definerDefinitions(reading: FolderReading): Generator<DefinerDefinition> {
  for (const folder of reading.folders) {
    const chain = stateOf(folder, reading.parser);
    const byFile = new Map<ReadFile, StateRoutine[]>();
    for (const routine of chain.definitions) {
      const { file } = definerOrigin(routine).statement;
      byFile.set(file, [...(byFile.get(file) ?? []), routine]);
    }
    for (const file of folder.files) {
      if (!isRun(folder, file)) continue;
      const state = file.down ? factsOfFile(file, reading.parser).state : chain;
      for (const routine of file.down ? state.definitions : (byFile.get(file) ?? [])) {
        if (!wasDefiner(routine)) continue;
        const fate = fateOf(routine);
        yield {
          folder,
          file,
          routine,
          origin: definerOrigin(routine),
          ref: routineNameRef(routine),
          signature: `${qualified(routine)}(${routine.inputs.join(", ")})`,
          state,
          ...(fate === undefined ? {} : { fate }),
        };
      }
    }
  }
}

function definerOrigin({ definerBy, made }: StateRoutine): Origin {
  return definerBy ?? made;
}

/** Whether the definition, or an ALTER of it, says SECURITY DEFINER. */
function wasDefiner(routine: StateRoutine): boolean {
  return routine.definer || routine.invokerBy !== undefined;
}

function fateOf({ droppedBy, invokerBy, replacedBy }: StateRoutine): string | undefined {
  if (replacedBy !== undefined) return `replaced in ${placeText(replacedBy)}`;
  if (droppedBy !== undefined) return `dropped in ${placeText(droppedBy)}`;
  return invokerBy === undefined ? undefined : `turned to invoker in ${placeText(invokerBy)}`;
}
