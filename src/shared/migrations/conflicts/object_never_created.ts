import type { ObjectRef } from "../../catalog/identity.ts";
import type { Verdict } from "../../findings/verdict.ts";
import type { ReadStatement } from "../reading.ts";
import { chainOf } from "../reading.ts";
import type { FolderTimeline, TimelineEvent } from "../timeline.ts";
import type { Conflict } from "./conflict.ts";
import { groupEvidence, type MissingGroup, missingGroups, neededBy, trainText } from "./missing_groups.ts";
import { locationOf, placeEvidence } from "./places.ts";

/** Objects that the folder needs and no file of it makes. */
export const objectNeverCreated: Conflict = {
  id: "object_never_created",
  title: "Object is created by no file",
  summary:
    "A statement or a body needs a table, view, type, function, schema or policy that no file of the folder creates and the platform does not have. One finding an object; statements that fail in its train are counted with it.",
  severity: "error",
  category: "migration",
  rationale:
    "The schema that the folder starts from is not in it: the object was made in the dashboard, by another tool, or in a file that is gone. No new database can be built from this folder, and no order of the files cures that.",
  sources: [],
  limits:
    "Objects of platform schemas and of extensions are taken to be there. Names that a DO block puts into a text that it runs, and what functions make when they run, are not judged.",
  *check({ timelines }) {
    for (const timeline of timelines) {
      const groups = missingGroups(
        timeline,
        ({ reason, extension }) => reason === "never" && extension === undefined,
      );
      const cause = missingStart(timeline, groups);
      for (const group of groups)
        yield verdictOf(group, { cause, others: timelines.filter((other) => other !== timeline) });
    }
  },
};

interface Surroundings {
  readonly cause: string | undefined;
  readonly others: readonly FolderTimeline[];
}

function verdictOf(group: MissingGroup, { cause, others }: Surroundings): Verdict {
  const { first, immediate } = group;
  const elsewhere = creationIn(others, first.ref);
  const folder = elsewhere?.statement.file;
  const when = immediate ? "" : " It fails when it runs.";
  const found =
    folder === undefined
      ? "no file of the folder creates it"
      : `only ${folder.file}:${elsewhere?.statement.statement.line} of another folder creates it`;
  return {
    object: first.ref,
    severity: immediate ? "error" : "warn",
    message: `${first.ref.identity} is needed by ${neededBy(first)}, but ${found}.${when}${trainText(group)}`,
    evidence: {
      ...groupEvidence(group),
      ...(elsewhere === undefined ? {} : { created_in_other_folder: placeEvidence(elsewhere.statement) }),
    },
    remediation: {
      safety: "review",
      note: adviceOf(first.statement, { immediate, elsewhere: folder !== undefined }),
    },
    location: locationOf(first.statement),
    ...(cause === undefined ? {} : { root_cause: cause }),
  };
}

function adviceOf(
  { file }: ReadStatement,
  { immediate, elsewhere }: { readonly immediate: boolean; readonly elsewhere: boolean },
): string {
  if (elsewhere) return "Bring both folders together, or create the object in this one too.";
  return immediate
    ? `Pull the missing start: where a database has the object, \`supabase db pull\` writes its creation, which belongs in front of ${file.path}. Where none has it, create it there or take this statement out.`
    : "Create it in a new migration, or take the routine out that names it.";
}

function creationIn(timelines: readonly FolderTimeline[], ref: ObjectRef): TimelineEvent | undefined {
  for (const { objects } of timelines) {
    const object = objects.find((other) => other.ref.kind === ref.kind && isSameName(other.ref, ref));
    const made = object?.events.find(({ event }) => event.event === "create" || event.event === "replace");
    if (made !== undefined) return made;
  }
  return undefined;
}

function isSameName(left: ObjectRef, right: ObjectRef): boolean {
  return left.schema === right.schema && left.name === right.name;
}

/** From how many objects on a folder lacks its start rather than single objects. */
const START_OBJECTS = 3;

/** One cause of all: a folder that misses several objects from its first file on lacks the schema it starts from. */
function missingStart({ folder }: FolderTimeline, groups: readonly MissingGroup[]): string | undefined {
  const atOnce = groups.filter(({ immediate }) => immediate);
  const [first] = chainOf(folder);
  const begins = atOnce.some((group) => group.first.statement.file === first);
  if (!begins || atOnce.length < START_OBJECTS) return undefined;
  return `the schema that ${folder.path} starts from is not in it: pull it from a database that has it and put it in front of ${first?.path}`;
}
