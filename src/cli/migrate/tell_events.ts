import { basename } from "node:path";
import type { ServerNotice } from "../../shared/database/server.ts";
import type { OnEvent, RunnerEvent } from "../../shared/runner/events.ts";
import { createProgress, say } from "../terminal.ts";

/** What a run says on stderr while it goes on: a line on a terminal, and messages that stay. */
export interface Teller {
  readonly onEvent: OnEvent;
  readonly onNotice: (notice: ServerNotice) => void;
  readonly clear: () => void;
}

/** How often the line is written anew. */
const EVERY_MS = 100;

/** Tells of a run. `quiet` leaves the notices of the server out, and the line. */
export function createTeller(quiet: boolean): Teller {
  const progress = createProgress(quiet);
  let at: Extract<RunnerEvent, { kind: "statement" }> | undefined;
  let written = 0;
  const stay = (message: string) => {
    progress.clear();
    say(message);
  };
  const show = (event: Extract<RunnerEvent, { kind: "statement" }>) => {
    const isNew = at?.file !== event.file;
    at = event;
    const now = Date.now();
    if (!isNew && now - written < EVERY_MS) return;
    written = now;
    const { position, total, file, statement, statements } = event;
    progress.show(`${position}/${total} ${basename(file)}: statement ${statement} of ${statements}`);
  };
  return {
    clear: () => progress.clear(),
    onNotice: ({ severity, message }) => {
      if (quiet || at === undefined) return;
      // Statements travel ahead of their answers, so the line would be a guess.
      stay(`${severity.toLowerCase()}: ${at.file}: ${message}`);
    },
    onEvent: (event) => {
      switch (event.kind) {
        case "statement":
          return show(event);
        case "waiting":
          return stay(`waiting for another runner: ${event.holder}`);
        case "retry":
          return stay(
            `${event.file}: ${event.reason}; rolled back, trying again in ${event.delayMs / 1000} s (attempt ${event.attempt + 1})`,
          );
        case "details_unavailable":
          return stay(
            `warning: no duration, commit and checksum is kept: ${event.reason}; schema supawarden needs the right to create it, --no-details leaves it out`,
          );
        default:
          return undefined;
      }
    },
  };
}
