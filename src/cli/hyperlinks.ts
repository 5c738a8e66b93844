import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Link } from "../shared/report/text.ts";
import { packageFolder } from "./package_folder.ts";
import { repositoryOf } from "./repository.ts";
import { type ColorChoice, wantsColor } from "./terminal.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A stream, and what is known of the terminal behind it. */
export interface LinkedStream {
  readonly stream: { readonly isTTY?: boolean };
  readonly color: ColorChoice;
  readonly environment?: Environment;
}

/**
 * Whether a stream shows hyperlinks (OSC 8). `FORCE_HYPERLINK` decides where it is set; else only a terminal gets them
 * that is known to show them, and none where colour is not wanted: who asks for plain text means all of it.
 */
export function wantsHyperlinks({ stream, color, environment = process.env }: LinkedStream): boolean {
  const forced = environment.FORCE_HYPERLINK;
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (stream.isTTY !== true || !wantsColor(color, stream, environment) || environment.CI) return false;
  return isKnown(environment);
}

const PROGRAMS: ReadonlySet<string> = new Set([
  "iTerm.app",
  "WezTerm",
  "vscode",
  "ghostty",
  "zed",
  "rio",
  "Hyper",
]);
const TERMINALS: ReadonlySet<string> = new Set([
  "xterm-kitty",
  "xterm-ghostty",
  "alacritty",
  "foot",
  "contour",
]);

/** Terminals that show links. Multiplexers hide the terminal behind them, and most of them swallow links. */
function isKnown(environment: Environment): boolean {
  if (environment.TMUX !== undefined || environment.STY !== undefined) return false;
  // The libraries of GNOME's terminal crashed on links in version 0.50.0.
  const vte = Number(environment.VTE_VERSION ?? 0);
  if (vte > 5000) return true;
  return (
    environment.WT_SESSION !== undefined ||
    environment.KONSOLE_VERSION !== undefined ||
    environment.DOMTERM !== undefined ||
    PROGRAMS.has(environment.TERM_PROGRAM ?? "") ||
    TERMINALS.has(environment.TERM ?? "")
  );
}

/** Links of a text report: rules to their pages in this package, files to where they lie. Nothing is linked that is not there. */
export function createLink(enabled: boolean, folders: readonly string[] = ["."]): Link {
  if (!enabled) return (_target, text) => text;
  const bases = [...new Set(folders.map((folder) => repositoryOf(folder) ?? process.cwd()))];
  const found = new Map<string, string | undefined>();
  const addressOf = (path: string, within: readonly string[]) => {
    const place = within.map((base) => join(base, path)).find((each) => existsSync(each));
    return place === undefined ? undefined : pathToFileURL(place).href;
  };
  return ({ kind, path }, text) => {
    const key = `${kind} ${path}`;
    if (!found.has(key)) found.set(key, addressOf(path, kind === "page" ? [packageFolder()] : bases));
    const address = found.get(key);
    return address === undefined ? text : `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\`;
  };
}
