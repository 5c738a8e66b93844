import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parse as parseToml } from "smol-toml";
import { type Database, messageOf } from "../shared/database/database.ts";
import { DEFAULT_MAJOR, EMBEDDED_MAJORS, type EmbeddedMajor } from "../shared/database/engine.ts";
import { SupawardenError } from "../shared/errors.ts";
import type { ClusterGuard } from "../shared/migrations/cluster_guard.ts";
import { openShadow } from "../shared/migrations/shadow.ts";
import { openShadowServer } from "../shared/migrations/shadow_server.ts";
import { loadSqlParser } from "../shared/sql/parser.ts";
import { cacheDirectory, cacheFolder } from "./cache_directory.ts";
import { closeOnSignal } from "./close_on_signal.ts";
import type { ShadowFlags } from "./flags.ts";
import { namedExtensions } from "./named_extensions.ts";
import { rememberPassword } from "./redact.ts";
import { say } from "./terminal.ts";

/** Where a folder is replayed. */
export type ShadowChoice =
  | { readonly kind: "embedded"; readonly major: EmbeddedMajor; readonly note?: string }
  | { readonly kind: "server"; readonly url: string };

/** The chosen shadow, open. */
export type OpenedShadow = Database & { readonly guard?: ClusterGuard };

/**
 * Chooses the shadow for a folder: by flag, else the version that the project's config.toml names, else Postgres 17.
 * @throws SupawardenError `usage` when both flags are given.
 */
export async function chooseShadow(flags: ShadowFlags, folder?: string): Promise<ShadowChoice> {
  const { postgres, shadowUrl } = flags;
  if (shadowUrl !== undefined) {
    rememberPassword(shadowUrl);
    if (postgres !== undefined) {
      throw new SupawardenError("usage", "--postgres and --shadow-url exclude each other", {
        hint: "A server has the version that it has.",
      });
    }
    return { kind: "server", url: shadowUrl };
  }
  if (postgres !== undefined) return { kind: "embedded", major: majorOf(Number(postgres)) ?? DEFAULT_MAJOR };
  return folder === undefined ? { kind: "embedded", major: DEFAULT_MAJOR } : byProject(folder);
}

function majorOf(version: number): EmbeddedMajor | undefined {
  return EMBEDDED_MAJORS.find((major) => major === version);
}

/** The Supabase CLI keeps `config.toml` beside the migrations folder. */
async function byProject(folder: string): Promise<ShadowChoice> {
  const file = join(dirname(folder), "config.toml");
  const text = await readFile(file, "utf8").catch(() => undefined);
  const standard = { kind: "embedded", major: DEFAULT_MAJOR } as const;
  if (text === undefined) return standard;
  let version: unknown;
  try {
    const { db } = parseToml(text);
    version = typeof db === "object" && "major_version" in db ? db.major_version : undefined;
  } catch (error) {
    const [line] = messageOf(error).split("\n");
    return {
      ...standard,
      note: `warning: ${file} is not TOML (${line}): replaying on Postgres ${DEFAULT_MAJOR}`,
    };
  }
  if (version === undefined) return standard;
  const major = majorOf(Number(version));
  if (major !== undefined) return { kind: "embedded", major };
  return {
    ...standard,
    note: `note: ${file} names Postgres ${String(version)}; the shadow database is Postgres ${DEFAULT_MAJOR}. A server of that version can be given by --shadow-url.`,
  };
}

/** Opens the shadow for files of these texts. On a server its database is dropped when it is closed, or the command is stopped by a signal. */
export async function openChosenShadow(
  choice: ShadowChoice,
  context: { readonly label: string; readonly texts?: readonly string[]; readonly quiet?: boolean },
): Promise<OpenedShadow> {
  const { label, quiet, texts } = context;
  if (choice.kind === "embedded") {
    const extensions = texts === undefined ? undefined : await namedExtensions(texts, choice.major);
    return openShadow({
      cache: cacheDirectory(cacheFolder()),
      label,
      major: choice.major,
      ...(extensions === undefined ? {} : { extensions }),
    });
  }
  const parser = await loadSqlParser();
  const tell = quiet === true ? () => undefined : say;
  return closeOnSignal(() => openShadowServer({ url: choice.url, label, parser, say: tell }));
}
