import type { CreationIndex } from "./creation_index.ts";
import type { ReadStatement, Reference } from "./reading.ts";
import type { Resolution } from "./resolve_reference.ts";
import { takesArguments } from "./routine_call.ts";
import type { MissingReference, ObjectTimeline, TimelineEvent } from "./timeline.ts";

type Missing = Extract<Resolution, { readonly kind: "missing" }>;

/** A reference to a routine of which only other overloads are there. */
export interface MissedOverload {
  readonly reference: Reference;
  readonly statement: ReadStatement;
  readonly resolution: Missing;
}

/** A routine whose creation failed. */
export interface FailedRoutine {
  readonly key: string;
  readonly maker: ReadStatement;
  readonly cause: MissingReference;
}

/** What is known at its place. */
export interface OverloadKnowledge {
  readonly creations: CreationIndex;
  readonly position: number;
  readonly timelines: () => readonly ObjectTimeline[];
}

/** Why no overload takes what is passed; nothing where another statement may make one that nobody can read. */
export function explainOverload(
  { reference, statement, resolution }: MissedOverload,
  { creations, position, timelines }: OverloadKnowledge,
): MissingReference | undefined {
  const { overload, candidates, ref } = resolution;
  if (overload === undefined) return undefined;
  const { passed } = overload;
  const fits = (wanted: boolean | undefined) => (event: TimelineEvent) =>
    takesArguments(event.statement, passed) === wanted;
  if (creations.after(candidates, 0, fits(undefined)) !== undefined) return undefined;
  const later = reference.deferred ? undefined : creations.after(candidates, position, fits(true));
  if (later !== undefined)
    return { reference, statement, reason: "later", ref: later.ref, by: later, overload };
  const earlier = creations.before(candidates, position, fits(true));
  if (earlier === undefined) return { reference, statement, reason: "never", ref, overload };
  const by = takenAway(timelines(), earlier);
  return by && { reference, statement, reason: "dropped", ref: by.ref, by, overload };
}

/** The event that took away what another one made. */
function takenAway(
  timelines: readonly ObjectTimeline[],
  { event: made, statement }: TimelineEvent,
): TimelineEvent | undefined {
  const own = timelines.find(({ events }) =>
    events.some((one) => one.statement === statement && one.event === made),
  );
  return own?.events.findLast(({ event, outcome }) => outcome === "done" && TAKING.has(event.event));
}

const TAKING: ReadonlySet<string> = new Set(["drop", "rename"]);
