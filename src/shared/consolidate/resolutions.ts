import { definitionDifferences } from "../migrations/definition_differences.ts";
import { placeOf, type ReadStatement } from "../migrations/reading.ts";
import type { FolderTimeline, ObjectTimeline, TimelineEvent } from "../migrations/timeline.ts";
import type { Resolution } from "./plan.ts";

/** Kinds that are asked for wherever they are used: more than one statement says nothing. */
const ASKED_FOR: ReadonlySet<string> = new Set(["extension", "schema", "role", "publication", "privilege"]);

/** Objects that are defined more than once, with the definition that is left at the end. */
export function resolutionsOf({ objects }: FolderTimeline): readonly Resolution[] {
  return objects.flatMap((object): Resolution[] => {
    if (ASKED_FOR.has(object.ref.kind)) return [];
    const definitions = object.events.filter(({ event }) => isDefinition(event));
    if (definitions.length < 2) return [];
    return [resolutionOf(object, definitions)];
  });
}

function isDefinition({ event, part, implied }: TimelineEvent["event"]): boolean {
  return (event === "create" || event === "replace") && part === undefined && implied !== true;
}

function resolutionOf({ ref, alive }: ObjectTimeline, definitions: readonly TimelineEvent[]): Resolution {
  const done = definitions.filter(({ outcome }) => outcome === "done");
  const winner = alive ? done.at(-1) : undefined;
  const places = definitions.map(({ statement }) => placeText(statement));
  return {
    object: { kind: ref.kind, identity: ref.identity },
    places,
    ...(winner === undefined ? {} : { wins: placeText(winner.statement) }),
    why: whyOf(definitions, winner),
    differences: differencesOf(definitions, winner),
  };
}

function whyOf(definitions: readonly TimelineEvent[], winner: TimelineEvent | undefined): string {
  if (winner === undefined) return "it is gone at the end: dropped, or never made";
  const after = definitions.slice(definitions.indexOf(winner) + 1);
  if (after.some(({ outcome }) => outcome === "hidden")) {
    return "it was there already: `if not exists` makes the later ones do nothing";
  }
  if (after.some(({ outcome }) => outcome === "taken")) return "the later ones fail, since the name is taken";
  if (winner.event.event === "replace") return "the last `or replace` is what stays";
  return "the earlier ones were dropped before it";
}

function differencesOf(definitions: readonly TimelineEvent[], winner: TimelineEvent | undefined): string {
  if (winner === undefined) return "";
  const others = definitions.filter((definition) => definition !== winner);
  const told = others.flatMap(({ statement }): string[] => {
    const differences = definitionDifferences(winner.statement, statement);
    if (differences === undefined) return ["not compared"];
    return differences.map(
      ({ part, first, second }) => `${part}: ${first} here, ${second} in ${placeText(statement)}`,
    );
  });
  const words = [...new Set(told)];
  if (words.length === 0) return "same";
  const shown = words.slice(0, 4).join("; ");
  return words.length > 4 ? `${shown}; ${words.length - 4} more` : shown;
}

function placeText(statement: ReadStatement): string {
  const { file, line } = placeOf(statement);
  return `${file}:${line}`;
}
