/** Where the dashboard finds its service: `settings.json` beside the page, which `docs/dashboard.md` describes. */
export interface Settings {
  /** Address under which `/audit` and `/verify` lie, without a slash at its end. */
  readonly api: string;
  readonly session?: string;
  readonly live?: string;
  readonly report?: string;
  readonly supabase?: SupabaseSettings;
}

/** The Supabase project whose users may sign in. */
export interface SupabaseSettings {
  readonly url: string;
  /** The publishable (or anon) key. */
  readonly anon_key: string;
  /** Private Realtime topic on which alerts are broadcast. */
  readonly topic?: string;
}

/**
 * Reads the settings.
 * @throws Error in words for the page when the file is missing or not what it should be.
 */
export async function readSettings(): Promise<Settings> {
  const answer = await fetch("settings.json", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok !== true) throw new Error("settings.json beside this page could not be loaded.");
  const value: unknown = await answer.json().catch(() => undefined);
  if (!isRecord(value) || typeof value.api !== "string" || value.api === "") {
    throw new Error('settings.json must be JSON with "api": the address of the functions.');
  }
  const supabase = readSupabase(value.supabase);
  return {
    api: value.api.replace(/\/+$/, ""),
    ...textOf(value, "session"),
    ...textOf(value, "live"),
    ...textOf(value, "report"),
    ...(supabase === undefined ? {} : { supabase }),
  };
}

function readSupabase(value: unknown): SupabaseSettings | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value) || typeof value.url !== "string" || typeof value.anon_key !== "string") {
    throw new Error('settings.json: "supabase" needs "url" and "anon_key".');
  }
  return { url: value.url, anon_key: value.anon_key, ...textOf(value, "topic") };
}

function textOf<Key extends string>(
  value: Readonly<Record<string, unknown>>,
  key: Key,
): { [_ in Key]?: string } {
  const text = value[key];
  return (typeof text === "string" && text !== "" ? { [key]: text } : {}) as { [_ in Key]?: string };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
