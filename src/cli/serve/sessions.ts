import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { identify } from "../../shared/http/credentials.ts";
import type { Services } from "../../shared/http/services.ts";

const COOKIE = "supawarden_session";

/** How long a login holds, in seconds. */
const SESSION_SECONDS = 12 * 60 * 60;

/**
 * Header with which the page asks for the session to count as its credential. A page of another origin cannot send it:
 * it would need a preflight that allows it, and none does. The cookie alone is not enough, since every other port of
 * this machine is the same site to a browser.
 */
const SESSION_HEADER = "x-supawarden-session";

/** Logins of the dashboard. The key stays in this process; the browser holds a random name for it. */
export interface Sessions {
  /** Starts a session where the request carries a secret key; false where it does not. */
  start(c: Context): Promise<boolean>;
  end(c: Context): void;
  /** Whether the request's cookie names a session that holds. */
  holds(c: Context): boolean;
  /** The request with the session's key, where it asks for that and brings no credential of its own. */
  withKey(c: Context): Request;
}

/** Sessions in the memory of this process: a restart ends them all. */
export function createSessions(services: Services): Sessions {
  const sessions = new Map<string, { readonly key: string; readonly end: number }>();
  const now = () => Date.parse(services.clock());
  const sessionOf = (c: Context) => {
    const session = sessions.get(getCookie(c, COOKIE) ?? "");
    return session !== undefined && session.end > now() ? session : undefined;
  };
  return {
    start: async (c) => {
      const key = c.req.header("apikey") ?? "";
      const credential = await identify(
        new Request("http://localhost/", { headers: { apikey: key } }),
        services,
      ).catch(() => undefined);
      if (credential?.kind !== "secret") return false;
      for (const [id, { end }] of sessions) if (end <= now()) sessions.delete(id);
      const id = randomBytes(32).toString("base64url");
      sessions.set(id, { key, end: now() + SESSION_SECONDS * 1000 });
      setCookie(c, COOKIE, id, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: SESSION_SECONDS });
      return true;
    },
    end: (c) => {
      const id = deleteCookie(c, COOKIE, { path: "/" });
      if (id !== undefined) sessions.delete(id);
    },
    holds: (c) => sessionOf(c) !== undefined,
    withKey: (c) => {
      const { raw } = c.req;
      if (c.req.header(SESSION_HEADER) === undefined || hasCredential(raw.headers)) return raw;
      const session = sessionOf(c);
      if (session === undefined) return raw;
      const request = new Request(raw);
      request.headers.set("apikey", session.key);
      return request;
    },
  };
}

function hasCredential(headers: Headers): boolean {
  return ["apikey", "authorization", "x-supawarden-token"].some((name) => headers.has(name));
}
