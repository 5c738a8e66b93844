import type { ObjectRef } from "../catalog/identity.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import type { Reference } from "./reading.ts";
import type { Resolution } from "./resolve_reference.ts";
import type { Dependency } from "./timeline.ts";

/** Dependencies of objects, each once. */
export class DependencyList {
  readonly #list: Dependency[] = [];
  readonly #seen = new Set<string>();

  /** Adds what an object refers to, where the files or the platform have it. */
  add(from: ObjectRef, reference: Reference, found: Resolution): void {
    const to = found.kind === "found" ? found.live.ref : found.kind === "known" ? found.ref : undefined;
    if (to === undefined || to.kind === "schema" || isSame(from, to)) return;
    // Every policy calls auth.uid(): that tells nobody anything.
    if (to.kind === "routine" && isPlatformSchema(to.schema ?? "")) return;
    const kind = kindOf(reference, to);
    const key = `${from.identity}\u0000${to.identity}\u0000${kind}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#list.push({ from, to, kind });
  }

  list(): readonly Dependency[] {
    return this.#list;
  }
}

function isSame(left: ObjectRef, right: ObjectRef): boolean {
  return left.kind === right.kind && left.identity === right.identity;
}

function kindOf(reference: Reference, to: ObjectRef): Dependency["kind"] {
  if (reference.place === "policy") return "policy";
  switch (to.kind) {
    case "routine":
      return "function";
    case "type":
      return "type";
    case "extension":
      return "extension";
    default:
      return "table";
  }
}
