import type { FolderReading, ReadFile, ReadFolder } from "../reading.ts";
import { type FolderFacts, factsOf, factsOfFile } from "../state/folder_state.ts";
import { filesRun } from "./run_files.ts";

/** Files that run, each with the facts of its folder; a down file, which no schema is built of, with its own. */
export function* factsRun(reading: FolderReading): Generator<{
  readonly folder: ReadFolder;
  readonly file: ReadFile;
  readonly facts: FolderFacts;
}> {
  for (const { folder, file } of filesRun(reading)) {
    const facts = file.down ? factsOfFile(file, reading.parser) : factsOf(folder, reading.parser);
    yield { folder, file, facts };
  }
}
