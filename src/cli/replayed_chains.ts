import { type FolderReplay, replayChain } from "../shared/migrations/faults/replay_chain.ts";
import { chainOf, type FolderReading, type ReadFolder } from "../shared/migrations/reading.ts";
import type { ShadowFlags } from "./flags.ts";
import { chooseShadow, openChosenShadow } from "./shadow_choice.ts";
import { type Progress, say } from "./terminal.ts";

/** What replaying needs beside what was read. */
export interface ReplayingContext {
  readonly flags: ShadowFlags & { readonly quiet?: boolean };
  readonly progress: Progress;
  /** Where the folders lie, in their order. */
  readonly places: readonly string[];
}

/** Replays every folder that has something to run, one after the other, each on a shadow database of its own. */
export async function replayFolders(
  reading: FolderReading,
  context: ReplayingContext,
): Promise<readonly FolderReplay[]> {
  const replays: FolderReplay[] = [];
  for (const [index, folder] of reading.folders.entries()) {
    if (chainOf(folder).length === 0) continue;
    replays.push(
      await replayOne(folder, { ...context, reading, place: context.places[index] ?? folder.path }),
    );
  }
  return replays;
}

async function replayOne(
  folder: ReadFolder,
  {
    reading,
    flags,
    progress,
    place,
  }: ReplayingContext & { readonly reading: FolderReading; readonly place: string },
): Promise<FolderReplay> {
  progress.show(`replaying ${folder.path}`);
  const choice = await chooseShadow(flags, place);
  const tell = (message: string) => {
    if (flags.quiet === true) return;
    progress.clear();
    say(message);
  };
  if (choice.kind === "embedded" && choice.note !== undefined) tell(choice.note);
  const database = await openChosenShadow(choice, {
    label: `shadow database of ${folder.path}`,
    texts: chainOf(folder).map(({ text }) => text),
    ...(flags.quiet === undefined ? {} : { quiet: flags.quiet }),
  });
  try {
    const replay = await replayChain(database, { folder, parser: reading.parser });
    tell(outcomeText(replay));
    for (const { file, line, reason } of replay.result.skipped)
      tell(`note: ${file}:${line} was left out: ${reason}`);
    for (const { name, limits } of replay.result.stoodIn) {
      tell(`note: extension ${name} is stood in for on the shadow database: ${limits}`);
    }
    return replay;
  } finally {
    await database.close();
  }
}

function outcomeText({ folder, serverVersion, result, faults }: FolderReplay): string {
  const statements = result.files.reduce((sum, file) => sum + file.statements, 0);
  const roots = faults.filter(({ reason }) => reason !== "cascade").length;
  const failed =
    faults.length === 0
      ? "none failed"
      : `${faults.length} failed, for ${roots} ${roots === 1 ? "cause" : "causes"}`;
  return `replayed ${statements} statements of ${result.files.length} files of ${folder.path} on Postgres ${serverVersion}: ${failed}`;
}
