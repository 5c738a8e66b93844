import type { ReadStatement } from "../reading.ts";
import type { FolderTimeline } from "../timeline.ts";
import type { FaultReason } from "./explained.ts";

/** Reasons that can be told from the files alone: there a replay and the reading must agree. */
export const TOLD_BY_FILES: ReadonlySet<FaultReason> = new Set([
  "reference_before_creation",
  "reference_after_drop",
  "object_never_created",
  "extension_not_enabled",
  "object_created_twice",
  "cascade",
]);

const REASONS = {
  later: "reference_before_creation",
  dropped: "reference_after_drop",
  never: "object_never_created",
} as const;

/** Statements that fail by what was read, with every reason that was read. */
export function staticFaults(timeline: FolderTimeline): ReadonlyMap<ReadStatement, ReadonlySet<FaultReason>> {
  const faults = new Map<ReadStatement, Set<FaultReason>>();
  const add = (statement: ReadStatement, reason: FaultReason) => {
    const known = faults.get(statement);
    if (known === undefined) faults.set(statement, new Set([reason]));
    else known.add(reason);
  };
  for (const { reference, statement, reason, extension } of timeline.missing) {
    if (!reference.deferred)
      add(statement, extension === undefined ? REASONS[reason] : "extension_not_enabled");
  }
  for (const cascades of timeline.cascades.values()) {
    for (const { statement, deferred } of cascades) if (!deferred) add(statement, "cascade");
  }
  for (const { events } of timeline.objects) {
    for (const { outcome, statement } of events)
      if (outcome === "taken") add(statement, "object_created_twice");
  }
  return faults;
}

/** Creations that an object of their name hides by `if not exists`. */
export function hiddenCreations(timeline: FolderTimeline): ReadonlySet<ReadStatement> {
  return new Set(
    timeline.objects.flatMap(({ events }) =>
      events.flatMap(({ outcome, statement }) => (outcome === "hidden" ? [statement] : [])),
    ),
  );
}
