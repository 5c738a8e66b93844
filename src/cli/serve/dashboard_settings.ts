import type { Services } from "../../shared/http/services.ts";

/** What the dashboard must know of where it is served; `docs/dashboard.md` describes the file. */
export interface DashboardSettings {
  /** Address under which `/audit` and `/verify` lie, absolute or relative to the page. */
  readonly api: string;
  /** Where a session of the server is started and ended; absent where the key stays in the page. */
  readonly session?: string;
  /** Stream of runs; absent where the page has to ask. */
  readonly live?: string;
  /** The findings as one file. */
  readonly report?: string;
  /** For users of a Supabase project and its Realtime. */
  readonly supabase?: { readonly url: string; readonly anon_key: string; readonly topic?: string };
}

/**
 * The settings of `serve`, and the origins that the page may connect to beside it. Users of the project can sign in
 * where SUPABASE_URL and a publishable key are set, and SUPABASE_JWKS, without which no token of theirs is accepted.
 */
export async function dashboardSettings(
  services: Pick<Services, "env" | "config">,
): Promise<{ readonly settings: DashboardSettings; readonly connect: readonly string[] }> {
  const own = { api: "functions/v1", session: "session", live: "live", report: "report" };
  const url = originOf(services.env("SUPABASE_URL"));
  const key = publishableKey(services.env);
  if (url === undefined || key === undefined || !services.env("SUPABASE_JWKS")) {
    return { settings: own, connect: [] };
  }
  const topic = await realtimeTopic(services);
  return {
    settings: { ...own, supabase: { url, anon_key: key, ...(topic === undefined ? {} : { topic }) } },
    connect: [url, url.replace(/^http/, "ws")],
  };
}

async function realtimeTopic({ config }: Pick<Services, "config">): Promise<string | undefined> {
  // A configuration that cannot be read is told by the requests that need it.
  const { alerts } = await config().catch(() => ({ alerts: undefined }));
  return alerts?.channels?.flatMap((channel) => (channel.type === "realtime" ? [channel.topic] : []))[0];
}

/** The origin alone: a policy takes nothing else, and a path would be none of the platform's. */
function originOf(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { origin, protocol } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? origin : undefined;
}

function publishableKey(env: Services["env"]): string | undefined {
  const named = env("SUPABASE_PUBLISHABLE_KEYS");
  if (named) {
    try {
      const keys: unknown = JSON.parse(named);
      if (typeof keys === "object" && keys !== null) {
        const key = "default" in keys ? keys.default : Object.values(keys)[0];
        if (typeof key === "string" && key !== "") return key;
      }
    } catch {
      // Not JSON: as if it were not set.
    }
  }
  return env("SUPABASE_ANON_KEY") || undefined;
}
