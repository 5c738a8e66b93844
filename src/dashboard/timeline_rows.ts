import type { FolderHistory } from "../shared/http/services.ts";

/** `GET /audit/timeline`. */
export type TimelineAnswer = FolderHistory & { readonly known: boolean };

/** An object of the timeline. */
export type TimelineObject = FolderHistory["objects"][number];

/** Which objects are shown: those whose history has something odd in it, those that were made several times, or all. */
export type TimelineChoice = "odd" | "repeated" | "all";

/** Objects of a choice whose name has the text in it. */
export function chosenObjects(
  objects: readonly TimelineObject[],
  { choice, text }: { readonly choice: TimelineChoice; readonly text: string },
): readonly TimelineObject[] {
  const wanted = text.toLowerCase();
  return objects.filter(
    (object) =>
      (choice === "all" || (choice === "odd" ? isOdd(object) : creations(object) > 1)) &&
      object.identity.toLowerCase().includes(wanted),
  );
}

/** Whether an event does not do what it says. */
export function isOdd({ events }: TimelineObject): boolean {
  return events.some(({ outcome }) => outcome !== undefined);
}

function creations({ events }: TimelineObject): number {
  return events.filter(({ event }) => event === "create" || event === "replace").length;
}

/** What an object needs and what needs it, directly. */
export function dependenciesOf(
  dependencies: TimelineAnswer["dependencies"],
  identity: string,
): TimelineAnswer["dependencies"] {
  return dependencies.filter(({ from, to }) => from === identity || to === identity);
}
