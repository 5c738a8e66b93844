import type { ObjectRef } from "../catalog/identity.ts";
import { kindsDropped } from "./dropped_kinds.ts";
import {
  emptyLive,
  type Ghost,
  type Live,
  type MutableTimeline,
  partKey,
  signatureAfter,
} from "./live_object.ts";
import { columnsMade, namesAllColumns } from "./made_columns.ts";
import { keyOf, spaceKey, spaceOf } from "./object_space.ts";
import type { ObjectTimeline, TimelineEvent } from "./timeline.ts";
import { TimelineKeeper } from "./timeline_keeper.ts";

/** All objects at one point of a chain. Routines of one name stand under one key. */
export class World {
  readonly #live = new Map<string, Live[]>();
  readonly #ghosts = new Map<string, Ghost>();
  readonly #timelines = new TimelineKeeper();
  readonly #neededBy = new Map<string, Set<Live>>();

  /** Objects under a key. */
  at(key: string): readonly Live[] {
    return this.#live.get(key) ?? [];
  }

  /** What became of the object that had the key. */
  ghost(key: string): Ghost | undefined {
    return this.#ghosts.get(key);
  }

  /** The table with these names, whatever it is; one of the platform is made up, to hold what belongs to it. */
  table(schema: string, name: string): Live | undefined {
    return this.at(spaceKey("relation", schema, name))[0];
  }

  timelines(): readonly ObjectTimeline[] {
    return this.#timelines.all();
  }

  /** Marks what a failed statement would have made. */
  haunt(key: string, ghost: Ghost): void {
    if (!this.#live.has(key)) this.#ghosts.set(key, ghost);
  }

  /** Notes an event in the timeline of its object, which it begins where there is none. */
  note(event: TimelineEvent): MutableTimeline {
    return this.#timelines.note(event);
  }

  /** Adds an object. */
  add(key: string, event: TimelineEvent, inputs?: readonly string[]): Live {
    const live = this.#newLive(event, inputs);
    const others = this.#live.get(key);
    if (others === undefined) this.#live.set(key, [live]);
    else others.push(live);
    this.#ghosts.delete(key);
    return live;
  }

  /** A table of the platform, known once something is put on it. */
  addPlatformTable(ref: ObjectRef): Live {
    const live = emptyLive(ref, { ref, events: [], alive: true });
    this.#live.set(spaceKey("relation", ref.schema ?? "", ref.name), [live]);
    return live;
  }

  /** Adds what belongs to a table. */
  addPart(table: Live, event: TimelineEvent): Live {
    const live = this.#newLive(event, undefined);
    table.parts.set(partKey(event.ref), live);
    return live;
  }

  #newLive(event: TimelineEvent, inputs: readonly string[] | undefined): Live {
    const timeline = this.note(event);
    timeline.alive = true;
    const live = emptyLive(event.ref, timeline, inputs);
    live.made = event;
    live.definedBy = event.statement;
    live.doubtful = event.event.guarded === true;
    if (event.ref.kind === "relation") {
      live.columns = columnsMade(event);
      live.knowsColumns = live.columns !== undefined && namesAllColumns(event);
    }
    return live;
  }

  /** Tells what an object is dropped with. */
  need(live: Live, key: string): void {
    if (live.needs.has(key)) return;
    live.needs.add(key);
    const others = this.#neededBy.get(key);
    if (others === undefined) this.#neededBy.set(key, new Set([live]));
    else others.add(live);
  }

  /** Takes an object away, with all that belongs to it and, by `cascade`, all that needs it. */
  remove(key: string, live: Live, by: TimelineEvent): void {
    const others = this.#live.get(key)?.filter((other) => other !== live) ?? [];
    if (others.length > 0) this.#live.set(key, others);
    else {
      this.#live.delete(key);
      this.#ghosts.set(key, { by });
    }
    live.timeline.alive = false;
    for (const part of live.parts.values()) part.timeline.alive = false;
    for (const belonging of live.belongings) {
      for (const inner of this.at(belonging)) this.remove(belonging, inner, by);
    }
    if (by.event.cascade !== true) return;
    const needing = [...(this.#neededBy.get(key) ?? [])];
    this.#neededBy.delete(key);
    for (const other of needing) this.#removeNeeding(other, by);
  }

  #removeNeeding(live: Live, by: TimelineEvent): void {
    if (!live.timeline.alive) return;
    const space = spaceOf(live.ref);
    if (space === undefined) {
      const table = this.table(live.ref.schema ?? "", live.ref.table ?? "");
      if (table?.parts.get(partKey(live.ref)) === live) table.parts.delete(partKey(live.ref));
      live.timeline.alive = false;
      live.timeline.events.push({ ...by, ref: live.ref });
      return;
    }
    const key = keyOf(live.ref, space);
    if (!this.at(key).includes(live)) return;
    live.timeline.events.push({ ...by, ref: live.ref });
    this.remove(key, live, by);
  }

  /** Gives an object another name or schema; what belongs to it goes along. */
  move(key: string, live: Live, event: TimelineEvent, to: ObjectRef): void {
    const others = this.#live.get(key)?.filter((other) => other !== live) ?? [];
    if (others.length > 0) this.#live.set(key, others);
    else {
      this.#live.delete(key);
      this.#ghosts.set(key, { by: event });
    }
    const ref = live.ref.kind === to.kind ? { ...to, ...signatureAfter(live, to) } : to;
    live.ref = ref;
    this.#timelines.rename(live.timeline, ref);
    const space = spaceOf(ref);
    if (space === undefined) return;
    const newKey = keyOf(ref, space);
    this.#live.set(newKey, [...(this.#live.get(newKey) ?? []), live]);
    this.#ghosts.delete(newKey);
    for (const needing of this.#neededBy.get(key) ?? []) this.need(needing, newKey);
  }

  /** Gives a part another name. */
  movePart(table: Live, part: Live, to: ObjectRef): void {
    table.parts.delete(partKey(part.ref));
    part.ref = to;
    table.parts.set(partKey(to), part);
    this.#timelines.rename(part.timeline, to);
  }

  /** From now on nobody can tell which objects of these kinds are there: a text that was put together has dropped some. */
  doubt(dropped: ReadonlySet<string>): void {
    const kinds = kindsDropped(dropped);
    if (kinds.size === 0) return;
    for (const lives of this.#live.values()) {
      for (const live of lives) {
        live.doubtful ||= kinds.has(live.ref.kind);
        for (const part of live.parts.values()) part.doubtful ||= kinds.has(part.ref.kind);
      }
    }
  }

  /** Whether any table has a column of the name. */
  hasColumn(name: string): boolean {
    for (const lives of this.#live.values())
      if (lives.some(({ columns }) => columns?.has(name) === true)) return true;
    return false;
  }

  /** Whether any schema has a routine of the name. */
  hasRoutine(name: string): boolean {
    for (const lives of this.#live.values())
      if (lives.some(({ ref }) => ref.kind === "routine" && ref.name === name)) return true;
    return false;
  }

  /** Every object of a schema, with its key. */
  *inSchema(schema: string): Generator<readonly [string, Live]> {
    for (const [key, lives] of [...this.#live]) {
      for (const live of lives) if (live.ref.schema === schema) yield [key, live];
    }
  }
}
