import { type Config, parseConfig } from "../config.ts";
import type { Database } from "../database/database.ts";
import { openServer } from "../database/server.ts";
import { keepAlive, readEnv } from "../env.ts";
import { SupawardenError } from "../errors.ts";
import { RULES } from "../rules/mod.ts";
import { readSetting } from "../store/settings.ts";
import { type Services, withDatabase } from "./services.ts";

/** How long a worker goes on with the configuration it read from the database, in milliseconds. */
const CONFIG_KEPT_MS = 30_000;

/**
 * What a slice of an audit may cost, in microseconds of CPU: the platform ends a request at 2 s, and what a slice costs is
 * estimated from the number of objects.
 */
const SLICE_BUDGET = 700_000;

/**
 * What an edge function has around it: the project's own database, its secrets as environment variables, the log.
 * @param manifest what was deployed with the function; `null` where nothing was.
 */
export function edgeServices(manifest: unknown): Services {
  const connect = async () => openDatabase();
  return {
    connect,
    env: readEnv,
    config: keptFor(CONFIG_KEPT_MS, () => readConfig(connect)),
    clock: () => new Date().toISOString(),
    newId: () => crypto.randomUUID(),
    waitUntil: keepAlive,
    log: (record) => console.log(JSON.stringify(record)),
    manifest,
    ...slicing(),
  };
}

function slicing(): Pick<Services, "slicing"> {
  const platform = readEnv("SUPABASE_URL");
  if (platform === undefined) return {};
  const url = new URL("/functions/v1/audit", platform);
  return {
    slicing: {
      budget: SLICE_BUDGET,
      callAgain: (headers) =>
        fetch(url, {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: "{}",
        }),
    },
  };
}

function openDatabase(): Database {
  const url = readEnv("SUPABASE_DB_URL");
  if (url === undefined) throw new SupawardenError("connection", "SUPABASE_DB_URL is not set");
  return openServer({ url });
}

/** `SUPAWARDEN_CONFIG`, else the setting `config` in the database, else the defaults. */
async function readConfig(connect: () => Promise<Database>): Promise<Config> {
  const known = RULES.map((rule) => rule.id);
  const text = readEnv("SUPAWARDEN_CONFIG");
  if (text !== undefined) return parseConfig(parseJson(text), known);
  const stored = await withDatabase({ connect }, (database) => readSetting(database, "config")).catch(
    (error: unknown) => {
      // Without the schema an audit can still be run dry.
      if (error instanceof SupawardenError && error.kind === "unavailable") return undefined;
      throw error;
    },
  );
  return stored === undefined || stored === null ? {} : parseConfig(stored, known);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SupawardenError("config", "SUPAWARDEN_CONFIG is not JSON", { cause: error });
  }
}

/** Remembers a value for some time; a failure is not remembered. */
function keptFor<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly until: number } | undefined;
  return () => {
    const now = Date.now();
    if (kept !== undefined && now < kept.until) return kept.value;
    const value = read();
    kept = { value, until: now + milliseconds };
    value.catch(() => {
      kept = undefined;
    });
    return value;
  };
}
