import type { ObjectRef } from "../../catalog/identity.ts";
import type { Verdict } from "../../findings/verdict.ts";
import type { ReadStatement } from "../reading.ts";
import { chainOf } from "../reading.ts";
import { takesArguments } from "../routine_call.ts";
import type { FolderTimeline, MissingReference, TimelineEvent } from "../timeline.ts";
import type { Conflict } from "./conflict.ts";
import {
  callText,
  groupEvidence,
  type MissingGroup,
  missingGroups,
  neededBy,
  trainText,
} from "./missing_groups.ts";
import { locationOf, placeEvidence } from "./places.ts";

/** Objects that the folder needs and no file of it makes. */
export const objectNeverCreated: Conflict = {
  id: "object_never_created",
  title: "Object is created by no file",
  summary:
    "A statement or a body needs a table, view, column, type, function, schema or policy that no file of the folder creates and the platform does not have; a function counts as created where an overload takes the number of arguments. One finding an object; statements that fail in its train are counted with it.",
  severity: "error",
  category: "migration",
  rationale:
    "The schema that the folder starts from is not in it: the object was made in the dashboard, by another tool, or in a file that is gone. No new database can be built from this folder, and no order of the files cures that.",
  sources: [],
  limits:
    "Columns are judged in policies, indexes, views, constraints, foreign keys, triggers, queries, statements on rows and commands that change them, where all columns of the table stand in its creation and in later commands. Types of arguments are not compared. Objects of platform schemas and of extensions are taken to be there. Names that a DO block puts into a text that it runs, and what functions make when they run, are not judged.",
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
  const elsewhere = creationIn(others, first);
  const call = callText(first);
  const folder = elsewhere?.statement.file;
  const when = immediate ? "" : " It fails when it runs.";
  const found =
    folder === undefined
      ? `no file of the folder creates it${thereText(first)}`
      : `only ${folder.file}:${elsewhere?.statement.statement.line} of another folder creates it`;
  return {
    object: first.ref,
    severity: immediate ? "error" : "warn",
    message: `${first.ref.identity}${call} is needed by ${neededBy(first)}, but ${found}.${when}${trainText(group)}`,
    evidence: {
      ...groupEvidence(group),
      ...(first.overload === undefined
        ? {}
        : { arguments: first.overload.passed.count, overloads: first.overload.there }),
      ...(elsewhere === undefined ? {} : { created_in_other_folder: placeEvidence(elsewhere.statement) }),
    },
    remediation: {
      safety: "review",
      note: adviceOf(first.statement, {
        immediate,
        elsewhere: folder !== undefined,
        overload: first.overload !== undefined,
      }),
    },
    ...(call === "" ? {} : { discriminator: call.trim() }),
    location: locationOf(first.statement),
    ...(cause === undefined ? {} : { root_cause: cause }),
  };
}

interface Advised {
  readonly immediate: boolean;
  readonly elsewhere: boolean;
  /** Other overloads are there. */
  readonly overload: boolean;
}

function thereText({ overload }: MissingReference): string {
  const there = overload?.there ?? [];
  return there.length === 0 ? "" : `: there is ${there.join(", ")}`;
}

function adviceOf({ file }: ReadStatement, { immediate, elsewhere, overload }: Advised): string {
  if (overload) return "Pass what the function takes, or create the overload in front of this statement.";
  if (elsewhere) return "Bring both folders together, or create the object in this one too.";
  return immediate
    ? `Pull the missing start: where a database has the object, \`supabase db pull\` writes its creation, which belongs in front of ${file.path}. Where none has it, create it there or take this statement out.`
    : "Create it in a new migration, or take the routine out that names it.";
}

function creationIn(
  timelines: readonly FolderTimeline[],
  { ref, overload }: MissingReference,
): TimelineEvent | undefined {
  for (const { objects } of timelines) {
    const made = objects
      .filter((other) => other.ref.kind === ref.kind && isSameName(other.ref, ref))
      .flatMap(({ events }) => events)
      .find(
        ({ event, statement }) =>
          (event.event === "create" || event.event === "replace") &&
          (overload === undefined || takesArguments(statement, overload.passed) === true),
      );
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
  // A column or an overload of what is there tells of a slip, not of a start that is missing.
  const atOnce = groups.filter(
    ({ immediate, first: { ref, overload } }) => immediate && ref.kind !== "column" && overload === undefined,
  );
  const [first] = chainOf(folder);
  const begins = atOnce.some((group) => group.first.statement.file === first);
  if (!begins || atOnce.length < START_OBJECTS) return undefined;
  return `the schema that ${folder.path} starts from is not in it: pull it from a database that has it and put it in front of ${first?.path}`;
}
