import type { ComponentChildren } from "preact";
import { plural } from "./format.ts";

/** What is known about one thing, as names and values side by side. */
export function Facts({ children }: { readonly children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

/** One name with its value. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Kinds that say how much there was to look at; the others are parts of them. */
const KINDS = [
  ["relation", "relations"],
  ["routine", "routines"],
  ["policy", "policies"],
] as const;

/** What a run looked at: `41 relations, 17 routines, 63 policies`. */
export function lookedAt(objects: Readonly<Record<string, number>>): string {
  const parts = KINDS.flatMap(([kind, many]) => {
    const number = objects[kind];
    return number === undefined ? [] : [plural(number, kind, many)];
  });
  return parts.join(", ") || "–";
}

/** The exposed schemas and who says so. */
export function exposedText(run: {
  readonly exposed_schemas: readonly string[];
  readonly exposed_schemas_source?: string;
}): string {
  const source = run.exposed_schemas_source;
  return `${run.exposed_schemas.join(", ") || "none"}${source === undefined ? "" : ` (${SOURCES.get(source) ?? source})`}`;
}

const SOURCES: ReadonlyMap<string, string> = new Map([
  ["config", "by the configuration"],
  ["authenticator", "by the role authenticator"],
  ["default", "assumed: nothing says which"],
]);
