import type { ObjectRef } from "../catalog/identity.ts";
import type { ObjectEvent, ReadFolder, ReadStatement, Reference } from "./reading.ts";
import type { PassedArguments } from "./routine_call.ts";

/**
 * How an event goes when the files run in order: `done`; `hidden` by `if not exists`, or by `if exists` where there is
 * nothing; `taken` when it fails because the name is; `fails` when the statement does for another reason. What the last
 * two would have done is not there afterwards.
 */
export type Outcome = "done" | "hidden" | "taken" | "fails";

/** One event of an object, under the name that it has at that time. */
export interface TimelineEvent {
  readonly ref: ObjectRef;
  readonly event: ObjectEvent;
  readonly statement: ReadStatement;
  readonly outcome: Outcome;
  /** Of a creation that is `hidden` or `taken`: the event that made what is there. */
  readonly against?: TimelineEvent;
}

/** An object through all files of a folder; one that is dropped and made again is one object. */
export interface ObjectTimeline {
  /** Under its last name. */
  readonly ref: ObjectRef;
  readonly events: readonly TimelineEvent[];
  /** Whether it is there when all files have run. */
  readonly alive: boolean;
}

/** Why a reference does not resolve: made only later, dropped or renamed before, or made by no file. */
export type MissingReason = "later" | "dropped" | "never";

/** A reference that finds nothing at the time of its statement. */
export interface MissingReference {
  readonly reference: Reference;
  readonly statement: ReadStatement;
  readonly reason: MissingReason;
  /** What it means, in the schema where it was looked for first, or where it is made later. */
  readonly ref: ObjectRef;
  /** The later event that makes it, or the earlier one that took it away. */
  readonly by?: TimelineEvent;
  /** The extension that would bring it. */
  readonly extension?: string;
  /** Routines of its name are there, but none that takes what is passed. */
  readonly overload?: MissingOverload;
}

/** A call that no overload takes. */
export interface MissingOverload {
  readonly passed: PassedArguments;
  /** Identities of the overloads that are there. */
  readonly there: readonly string[];
}

/** A statement that fails because another one did. */
export interface Cascade {
  readonly statement: ReadStatement;
  /** What it misses. */
  readonly ref: ObjectRef;
  /** It is made, and fails when it runs. */
  readonly deferred: boolean;
}

/** Something that something else needs. */
export interface Dependency {
  readonly from: ObjectRef;
  readonly to: ObjectRef;
  readonly kind: "table" | "function" | "policy" | "extension" | "type";
}

/** What the files of one folder do to objects, in the order in which they run. */
export interface FolderTimeline {
  readonly folder: ReadFolder;
  readonly objects: readonly ObjectTimeline[];
  readonly missing: readonly MissingReference[];
  /** Statements that only fail because the object of a missing reference, or what it brings down, is not there. */
  readonly cascades: ReadonlyMap<MissingReference, readonly Cascade[]>;
  readonly dependencies: readonly Dependency[];
}
