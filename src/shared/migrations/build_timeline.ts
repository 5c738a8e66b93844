import { isAstNode } from "../sql/ast.ts";
import type { QualifiedName } from "../sql/walk.ts";
import { applyEvent, noteFailed } from "./apply_event.ts";
import { type CreationIndex, indexCreations } from "./creation_index.ts";
import { DependencyList } from "./dependency_list.ts";
import type { Live } from "./live_object.ts";
import { type ColumnKnowledge, judgeColumn } from "./missing_column.ts";
import { missingExtension } from "./missing_extension.ts";
import { explainOverload, type FailedRoutine, type MissedOverload } from "./missing_overload.ts";
import { missingPolicy } from "./missing_policy.ts";
import { keyOf, spaceOf } from "./object_space.ts";
import {
  type ColumnUse,
  chainOf,
  type ObjectEvent,
  type ReadFolder,
  type ReadStatement,
  type Reference,
} from "./reading.ts";
import { passedKey } from "./reference_walk.ts";
import { isDescribed, type Looked, type Resolution, resolve } from "./resolve_reference.ts";
import { takesArguments } from "./routine_call.ts";
import type { Cascade, FolderTimeline, MissingReference } from "./timeline.ts";
import { World } from "./world.ts";

/** Follows every object of a folder through its files, and tells what each statement misses at its time. */
export function buildTimeline(folder: ReadFolder): FolderTimeline {
  const chain = new Chain(folder);
  for (const file of chainOf(folder)) for (const statement of file.statements) chain.run(statement);
  chain.judgeBodies();
  return {
    folder,
    objects: chain.world.timelines(),
    missing: chain.missing,
    cascades: chain.cascades,
    dependencies: chain.dependencies.list(),
  };
}

class Chain {
  readonly world = new World();
  readonly missing: MissingReference[] = [];
  readonly cascades = new Map<MissingReference, Cascade[]>();
  readonly dependencies = new DependencyList();
  readonly #openSchemas = new Set<string>();
  readonly #creations: CreationIndex;
  /** Names that bodies make when they run, or that DO blocks put together: nobody can say that they are missing. */
  readonly #untold = new Set<string>();
  #hasUndescribed = false;
  /** A text that nobody can read may have added, renamed or dropped columns of any table. */
  #openColumns = false;
  readonly #failedColumns = new Map<string, MissingReference>();
  readonly #failedRoutines: FailedRoutine[] = [];
  #position = 0;
  readonly #bodies: ReadStatement[] = [];

  constructor(folder: ReadFolder) {
    const files = chainOf(folder);
    this.#creations = indexCreations(files);
    for (const file of files) {
      for (const { makes = [], untold, events, changesColumns } of file.statements) {
        this.#openColumns ||= changesColumns === true;
        for (const name of [...makes, ...(untold?.creates ?? [])]) this.#untold.add(name);
        for (const { event, ref } of events) {
          if (event === "create" && ref.kind === "extension" && !isDescribed(ref.name))
            this.#hasUndescribed = true;
        }
      }
    }
  }

  run(statement: ReadStatement): void {
    this.#position++;
    this.#openSchema(statement);
    if (statement.untold !== undefined) this.world.doubt(statement.untold.drops);
    if (statement.untold?.changesColumns === true) this.#openColumns = true;
    if (this.#isHidden(statement)) {
      for (const event of statement.events) applyEvent(this.world, statement, event);
      return;
    }
    const found: Resolution[] = [];
    const failure = this.#judge(statement, found);
    if (failure !== undefined) {
      this.#fail(statement, failure);
      return;
    }
    for (const event of statement.events) applyEvent(this.world, statement, event);
    this.#connect(statement, found);
    if (statement.references.some(({ deferred }) => deferred)) this.#bodies.push(statement);
  }

  /** A creation that `if not exists` hides looks at nothing else. */
  #isHidden({ events }: ReadStatement): boolean {
    const [first] = events;
    if (first === undefined || first.event !== "create" || !first.ifNotExists) return false;
    const space = spaceOf(first.ref);
    return space !== undefined && space !== "schema" && this.world.at(keyOf(first.ref, space)).length > 0;
  }

  #openSchema({ statement }: ReadStatement): void {
    if (statement.kind !== "ImportForeignSchemaStmt") return;
    const fields = statement.node.ImportForeignSchemaStmt;
    if (isAstNode(fields)) this.#openSchemas.add(String(fields.local_schema));
  }

  /** Why the statement fails; nothing where all that it needs at once is there. */
  #judge(statement: ReadStatement, found: Resolution[]): MissingReference | undefined {
    let failure: MissingReference | undefined;
    const own = statement.events.flatMap(createdName);
    for (const reference of statement.references) {
      if (reference.deferred) continue;
      const resolution = this.#resolve(reference, statement);
      found.push(resolution);
      if (reference.optional === true || own.includes(reference.name)) continue;
      failure = this.#missed({ reference, statement, resolution }) ?? failure;
    }
    for (const event of statement.events) {
      const missing = missingPolicy(event, statement, {
        world: this.world,
        creations: this.#creations,
        position: this.#position,
        untold: this.#untold,
      });
      if (missing !== undefined) failure = this.#note(missing);
    }
    if (failure !== undefined || statement.columns === undefined || this.#openColumns) return failure;
    const knowledge = this.#columnKnowledge(statement);
    for (const use of statement.columns) failure = this.#missedColumn(use, statement, knowledge) ?? failure;
    return failure;
  }

  #columnKnowledge(statement: ReadStatement): ColumnKnowledge {
    // Most columns of a statement are of one table.
    let last: { readonly name: QualifiedName; readonly live: Live | undefined } | undefined;
    return {
      world: this.world,
      relation: (name) => {
        if (last === undefined || last.name.name !== name.name || last.name.schema !== name.schema) {
          const found = this.#resolve({ ...name, kind: "table", place: "alter", deferred: false }, statement);
          last = { name, live: found.kind === "found" ? found.live : undefined };
        }
        return last.live;
      },
      creations: this.#creations,
      position: this.#position,
      failed: this.#failedColumns,
    };
  }

  #missedColumn(
    use: ColumnUse,
    statement: ReadStatement,
    knowledge: ColumnKnowledge,
  ): MissingReference | undefined {
    if (this.#untold.has(use.name)) return undefined;
    const verdict = judgeColumn(use, statement, knowledge);
    if (verdict === undefined) return undefined;
    if ("missing" in verdict) return this.#note(verdict.missing);
    this.#cascade(verdict.cause, { statement, ref: verdict.ref, deferred: false });
    return verdict.cause;
  }

  /** Other overloads are there: one that fits may come later, have failed or be gone. */
  #missedOverload(missed: MissedOverload): MissingReference | undefined {
    const { reference, statement, resolution } = missed;
    const { overload, candidates, ref } = resolution;
    if (overload === undefined || this.#cannotTell(reference)) return undefined;
    const failed = this.#failedRoutines.find(
      ({ key, maker }) => candidates.includes(key) && takesArguments(maker, overload.passed) === true,
    );
    if (failed !== undefined) {
      this.#cascade(failed.cause, { statement, ref, deferred: reference.deferred });
      return failed.cause;
    }
    const missing = explainOverload(missed, {
      creations: this.#creations,
      position: this.#position,
      timelines: () => this.world.timelines(),
    });
    return missing && this.#note(missing);
  }

  #resolve(reference: Reference, statement: ReadStatement): Resolution {
    return resolve(reference, statement, { world: this.world, openSchemas: this.#openSchemas });
  }

  /** Notes what a reference misses, or the cascade that it is a part of; the missing reference behind it. */
  #missed({ reference, statement, resolution: found }: Looked): MissingReference | undefined {
    if (found.kind === "found" || found.kind === "known") return undefined;
    if (found.kind === "extension") {
      const missing = missingExtension({ reference, statement, name: found.name }, this.#creations);
      return missing && this.#note(missing);
    }
    if (found.overload !== undefined)
      return this.#missedOverload({ reference, statement, resolution: found });
    const cause = found.ghost?.cause;
    if (cause !== undefined) {
      this.#cascade(cause, { statement, ref: found.ref, deferred: reference.deferred });
      return cause;
    }
    const later = reference.deferred ? undefined : this.#creations.after(found.candidates, this.#position);
    if (later !== undefined) {
      return this.#note({ reference, statement, reason: "later", ref: later.ref, by: later });
    }
    const by = found.ghost?.by;
    if (by !== undefined) return this.#note({ reference, statement, reason: "dropped", ref: by.ref, by });
    if (this.#cannotTell(reference)) return undefined;
    return this.#note({ reference, statement, reason: "never", ref: found.ref });
  }

  /** What runs or comes from elsewhere may make it. */
  #cannotTell({ kind, name, schema }: Reference): boolean {
    if (this.#untold.has(name)) return true;
    return this.#hasUndescribed && (kind === "function" || kind === "type") && schema === undefined;
  }

  #note(missing: MissingReference): MissingReference {
    this.missing.push(missing);
    return missing;
  }

  #cascade(cause: MissingReference, cascade: Cascade): void {
    const known = this.cascades.get(cause);
    if (known === undefined) this.cascades.set(cause, [cascade]);
    else if (known.at(-1)?.statement !== cascade.statement) known.push(cascade);
  }

  #fail(statement: ReadStatement, cause: MissingReference): void {
    for (const event of statement.events) {
      noteFailed(this.world, statement, event);
      const space = spaceOf(event.ref);
      const isCreation = event.event === "create" || event.event === "replace";
      if (isCreation && space !== undefined) this.world.haunt(keyOf(event.ref, space), { cause });
      if (isCreation && space === "routine")
        this.#failedRoutines.push({ key: keyOf(event.ref, space), maker: statement, cause });
      const made = isCreation ? event.ref : event.renamedTo;
      if (made?.kind === "column") this.#failedColumns.set(made.identity, cause);
    }
  }

  /** Tells what the objects of a statement need: for `cascade`, and for the list of dependencies. */
  #connect(statement: ReadStatement, resolutions: readonly Resolution[]): void {
    const from = statement.events.find(({ event }) => CONNECTED.has(event));
    if (from === undefined) return;
    const live = this.#liveOf(from);
    let place = 0;
    for (const reference of statement.references) {
      const found = reference.deferred ? undefined : resolutions[place++];
      if (found === undefined) continue;
      this.dependencies.add(live?.ref ?? from.ref, reference, found);
      if (live === undefined || found.kind !== "found" || found.live === live) continue;
      if (NEEDING.has(reference.place)) this.world.need(live, found.key);
    }
  }

  #liveOf({ ref }: ObjectEvent): Live | undefined {
    const space = spaceOf(ref);
    if (space !== undefined) return this.world.at(keyOf(ref, space)).at(-1);
    return this.world.table(ref.schema ?? "", ref.table ?? "")?.parts.get(`${ref.kind}\u0000${ref.name}`);
  }

  /** What bodies look up when they run is judged by what is there at the end, for routines that still have the body. */
  judgeBodies(): void {
    for (const statement of this.#bodies) {
      const routine = this.#currentRoutine(statement);
      if (routine === undefined) continue;
      const seen = new Set<string>();
      for (const reference of statement.references) {
        const key = `${reference.kind} ${reference.schema ?? ""}\u0000${reference.name}\u0000${passedKey(reference.passed)}`;
        if (!reference.deferred || reference.optional === true || seen.has(key)) continue;
        seen.add(key);
        const resolution = this.#resolve(reference, statement);
        this.dependencies.add(routine.ref, reference, resolution);
        this.#missed({ reference, statement, resolution });
      }
    }
  }

  /** The routine that a statement makes, where it still has the body that the statement gave it. */
  #currentRoutine(statement: ReadStatement): Live | undefined {
    for (const { ref } of statement.events) {
      if (ref.kind !== "routine") continue;
      const lives = this.world.at(keyOf(ref, "routine"));
      return lives.find((live) => live.definedBy === statement);
    }
    return undefined;
  }
}

/** Events whose object needs what the statement refers to. */
const CONNECTED: ReadonlySet<string> = new Set(["alter", "create", "replace"]);

/** Places of references by which an object is dropped together with what it needs. */
const NEEDING: ReadonlySet<string> = new Set(["view", "query", "policy", "trigger"]);

/** What belongs to a table has a name of its own: a trigger may be named like its function. */
function createdName({ event, ref }: ObjectEvent): readonly string[] {
  return (event === "create" || event === "replace") && ref.table === undefined ? [ref.name] : [];
}
