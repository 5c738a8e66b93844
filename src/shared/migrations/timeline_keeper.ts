import type { ObjectRef } from "../catalog/identity.ts";
import type { MutableTimeline } from "./live_object.ts";
import { SEPARATOR } from "./object_space.ts";
import type { ObjectTimeline, TimelineEvent } from "./timeline.ts";

/** The timelines of all objects of a chain, those that are gone included. */
export class TimelineKeeper {
  readonly #timelines: MutableTimeline[] = [];
  readonly #byIdentity = new Map<string, MutableTimeline>();

  /** In the order in which the objects came up. */
  all(): readonly ObjectTimeline[] {
    return this.#timelines;
  }

  /** Notes an event in the timeline of its object, which it begins where there is none. */
  note(event: TimelineEvent): MutableTimeline {
    const { ref } = event;
    const identity = identityKey(ref);
    let timeline = this.#byIdentity.get(identity);
    if (timeline === undefined) {
      timeline = { ref, events: [], alive: false };
      this.#byIdentity.set(identity, timeline);
      this.#timelines.push(timeline);
    }
    timeline.events.push(event);
    return timeline;
  }

  /** Goes on with a timeline under the name that its object has now. */
  rename(timeline: MutableTimeline, ref: ObjectRef): void {
    this.#byIdentity.delete(identityKey(timeline.ref));
    timeline.ref = ref;
    this.#byIdentity.set(identityKey(ref), timeline);
  }
}

function identityKey({ kind, identity }: ObjectRef): string {
  return `${kind}${SEPARATOR}${identity}`;
}
