import type { ObjectRef } from "../catalog/identity.ts";
import { SEPARATOR } from "./object_space.ts";
import type { ObjectEvent, ReadStatement } from "./reading.ts";
import type { MissingReference, TimelineEvent } from "./timeline.ts";
import { isSameType } from "./type_names.ts";

/** The timeline of an object while files are followed. */
export interface MutableTimeline {
  ref: ObjectRef;
  readonly events: TimelineEvent[];
  alive: boolean;
}

/** An object that is there. */
export interface Live {
  ref: ObjectRef;
  /** The event that made it. */
  made: TimelineEvent | undefined;
  /** The statement that defines it now. */
  definedBy: ReadStatement | undefined;
  readonly timeline: MutableTimeline;
  /** Of a routine: its input types. */
  readonly inputs: readonly string[] | undefined;
  /** Of a table: its policies, triggers and constraints, by kind and name. */
  readonly parts: Map<string, Live>;
  /** Of a table: keys of its indexes and of the sequences of its columns. */
  readonly belongings: Set<string>;
  /** Of a table: who made which column; nothing where not all are known. */
  columns: Map<string, TimelineEvent> | undefined;
  /** Of a table: whether those are all its columns for certain. */
  knowsColumns: boolean;
  /** Of a table: columns that it had, by the event that took them away. */
  readonly gone: Map<string, TimelineEvent>;
  /** Keys of what it is dropped with by `cascade`. */
  readonly needs: Set<string>;
  /** Its creation may never have happened, or a text that nobody can read may have dropped it. */
  doubtful: boolean;
}

/** What is no longer there, or never came to be. */
export interface Ghost {
  /** The event that took it away. */
  readonly by?: TimelineEvent;
  /** The missing reference because of which its creation failed. */
  readonly cause?: MissingReference;
}

/** An object of which nothing more is known than its timeline. */
export function emptyLive(ref: ObjectRef, timeline: MutableTimeline, inputs?: readonly string[]): Live {
  return {
    ref,
    made: undefined,
    definedBy: undefined,
    timeline,
    inputs,
    parts: new Map(),
    belongings: new Set(),
    columns: undefined,
    knowsColumns: false,
    gone: new Map(),
    needs: new Set(),
    doubtful: false,
  };
}

/** The key of a part among those of its table. */
export function partKey(ref: ObjectRef): string {
  return `${ref.kind}${SEPARATOR}${ref.name}`;
}

/** The routine of these input types among those of one name; the only one where no types are given. */
export function overloadOf(lives: readonly Live[], event: ObjectEvent): Live | undefined {
  const { inputs } = event;
  if (inputs === undefined) return lives.length === 1 ? lives[0] : undefined;
  return lives.find(
    (live) =>
      live.inputs?.length === inputs.length &&
      live.inputs.every((type, index) => isSameType(type, inputs[index] ?? "")),
  );
}

/** What the signature of a routine becomes under its new name. */
export function signatureAfter(live: Live, to: ObjectRef): Partial<ObjectRef> {
  if (live.inputs === undefined || live.ref.kind !== "routine" || to.signature !== undefined) return {};
  const signature = `${to.identity}(${live.inputs.join(",")})`;
  return { signature, identity: signature };
}
