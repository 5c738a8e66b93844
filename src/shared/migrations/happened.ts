import type { ObjectRef } from "../catalog/identity.ts";
import type { Live } from "./live_object.ts";
import type { ObjectEvent, ReadStatement } from "./reading.ts";
import type { Outcome, TimelineEvent } from "./timeline.ts";
import type { World } from "./world.ts";

/** Columns, constraints and what comes along by itself are told with their table. */
export function isShown({ ref, implied, event }: ObjectEvent): boolean {
  return ref.kind !== "column" && ref.kind !== "constraint" && implied !== true && event !== undefined;
}

interface Told {
  readonly outcome?: Outcome;
  readonly ref?: ObjectRef;
  readonly against?: TimelineEvent | undefined;
}

/** The event as its object's timeline tells it. */
export function happened(statement: ReadStatement, event: ObjectEvent, told: Told = {}): TimelineEvent {
  return {
    ref: told.ref ?? event.ref,
    event,
    statement,
    outcome: told.outcome ?? "done",
    ...(told.against === undefined ? {} : { against: told.against }),
  };
}

/** A creation without `if not exists` says that the object was not there after all. */
export function settle(world: World, live: Live, made: TimelineEvent): void {
  world.note(made);
  live.made = made;
  live.definedBy = made.statement;
  live.doubtful = false;
}
