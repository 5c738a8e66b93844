import { type Alert, AlertNotSent, type Broadcast, type Channel, message, type Sending } from "./alert.ts";
import { TIMEOUT_MS } from "./http_post.ts";

type RealtimeChannelSettings = Extract<Channel, { type: "realtime" }>;

/** Event name of a broadcast alert. */
const EVENT = "alert";

/**
 * Broadcasts the payload on the channel's topic. The topic is private: whoever listens needs a row security policy on
 * `realtime.messages`, since what it says is where the database is weak.
 * @throws AlertNotSent when Realtime did not accept it.
 */
export async function sendRealtime(
  channel: RealtimeChannelSettings,
  delivery: { readonly alert: Alert; readonly sending: Sending },
): Promise<void> {
  const { alert, sending } = delivery;
  await sending.broadcast({
    topic: channel.topic,
    event: EVENT,
    payload: message(alert),
  });
}

/**
 * The broadcast of supabase-js, over HTTP: no socket is opened. The client is made on first use, so that a project
 * without a Realtime channel needs neither address nor key.
 */
export function supabaseBroadcast(world: Pick<Sending, "env" | "fetch">): Broadcast {
  return async ({ topic, event, payload }) => {
    const url = world.env("SUPABASE_URL");
    const key = secretKey(world.env);
    if (url === undefined || key === undefined) {
      throw new AlertNotSent("Realtime needs SUPABASE_URL and a key in SUPABASE_SECRET_KEYS");
    }
    const { createClient } = await import("@supabase/supabase-js");
    const client = createClient(url, key, {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
      realtime: {
        fetch: withoutKeyInAddress(world.fetch),
        // Without it the client refuses to start where the runtime has no WebSocket (Node before 22).
        transport: NoSocket as unknown as typeof WebSocket,
      },
    });
    const channel = client.channel(topic, { config: { private: true } });
    try {
      await channel.httpSend(event, payload, { timeout: TIMEOUT_MS });
    } catch (error) {
      throw new AlertNotSent("Realtime did not accept the broadcast", { cause: error });
    } finally {
      await client.removeChannel(channel);
    }
  };
}

/** supabase-js 2.119 repeats the key in the query string, which gateways log; the header alone carries it. */
function withoutKeyInAddress(send: typeof fetch): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    url.searchParams.delete("apikey");
    return send(url, { redirect: "manual", ...init });
  };
}

/** The transport of a client that only posts. */
class NoSocket {
  constructor() {
    throw new Error("no socket is opened for a broadcast over HTTP");
  }
}

/** The first secret key that is set: those the platform gives a function, else the one key of older projects. */
function secretKey(env: (name: string) => string | undefined): string | undefined {
  const named = env("SUPABASE_SECRET_KEYS");
  if (named !== undefined && named !== "") {
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
  const legacy = env("SUPABASE_SERVICE_ROLE_KEY");
  return legacy === "" ? undefined : legacy;
}
