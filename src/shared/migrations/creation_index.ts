import type { ObjectRef } from "../catalog/identity.ts";
import type { ReadFile } from "./reading.ts";
import type { TimelineEvent } from "./timeline.ts";
import { keyOf, spaceKey, spaceOf } from "./world.ts";

/** Where each name is made in the whole chain, so that a statement that comes too early can be told of it. */
export interface CreationIndex {
  /** The first creation of one of the keys after a statement's place in the chain, 0 for any. */
  after(keys: readonly string[], position: number): TimelineEvent | undefined;
  /** The same of a policy. */
  policyAfter(ref: ObjectRef, position: number): TimelineEvent | undefined;
}

interface Creation {
  readonly position: number;
  readonly event: TimelineEvent;
}

/** Collects the creations of a chain. New names that `rename` gives count as well. */
export function indexCreations(files: readonly ReadFile[]): CreationIndex {
  const byKey = new Map<string, Creation[]>();
  const put = (key: string, creation: Creation) => {
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [creation]);
    else known.push(creation);
  };
  let position = 0;
  for (const file of files) {
    for (const statement of file.statements) {
      position++;
      for (const event of statement.events) {
        const made = event.event === "create" || event.event === "replace";
        const ref = made ? event.ref : event.renamedTo;
        if (ref === undefined) continue;
        const space = spaceOf(ref);
        const told: TimelineEvent = { ref, event, statement, outcome: "done" };
        if (space !== undefined) put(keyOf(ref, space), { position, event: told });
        else if (ref.kind === "policy") put(policyKey(ref), { position, event: told });
      }
    }
  }
  const after = (keys: readonly string[], start: number): TimelineEvent | undefined => {
    let first: Creation | undefined;
    for (const key of keys) {
      const found = byKey.get(key)?.find((creation) => creation.position > start);
      if (found !== undefined && (first === undefined || found.position < first.position)) first = found;
    }
    return first?.event;
  };
  return { after, policyAfter: (ref, start) => after([policyKey(ref)], start) };
}

function policyKey(ref: ObjectRef): string {
  return spaceKey("relation", ref.schema ?? "", `${ref.table ?? ""}\u0000policy\u0000${ref.name}`);
}
